package org.espalier.ledger;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.espalier.engine.Row;
import org.espalier.measure.Latency;
import org.espalier.text.NearestName;

/** What the ledger can be asked for by a value, beside figures. */
enum Column {
    RUN(entry -> entry.run().id()),
    TIME(entry -> entry.run().at()),
    STATUS(entry -> entry.run().status()),
    RECIPE(entry -> entry.run().recipe()),
    SHA256(entry -> entry.run().sha256()),
    UNIT(entry -> entry.run().unit()),
    CRITERION(entry -> entry.run().criterion()),
    MODEL(entry -> entry.run().model()),
    DATA(entry -> entry.run().data()),
    ARM(entry -> entry.row().map(Row::arm).map(Enum::name).orElse("")),
    LABEL(entry -> entry.row().map(Row::label).orElse("")),
    STEP(entry -> entry.row().map(Row::step).orElse(-1)),
    BATCH(entry -> entry.row().flatMap(Row::latency).map(Latency::batch).orElse(0)),
    DEVICE(entry -> entry.row().flatMap(Row::latency).map(Latency::device).orElse(""));

    private final Function<Entry, Object> value;

    Column(Function<Entry, Object> value) {
        this.value = value;
    }

    static Column of(String id) {
        List<String> known = Arrays.stream(values()).map(Column::id).toList();
        List<String> all = Stream.of(
                        known, Arrays.stream(Figure.values()).map(Figure::id).toList())
                .flatMap(Collection::stream)
                .toList();
        if (!known.contains(id) && all.contains(id)) {
            throw new IllegalArgumentException(
                    "where: \"%s\" is a figure, which is hardly ever equal to a value; say atMost(\"%s\", …) or atLeast(\"%s\", …)"
                            .formatted(id, id, id));
        }
        if (!known.contains(id)) {
            throw new IllegalArgumentException(
                    "where: no column \"%s\"; there are %s%s".formatted(id, known, NearestName.hint(id, known)));
        }
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an entry has this value: numbers as numbers, all else as text. */
    boolean is(Entry entry, Object wanted) {
        Object found = value.apply(entry);
        return found instanceof Number number && wanted instanceof Number other
                ? number.longValue() == other.longValue()
                : String.valueOf(found).equals(String.valueOf(wanted));
    }
}
