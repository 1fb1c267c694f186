package org.espalier.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.espalier.engine.SweepRun;
import org.espalier.text.NearestName;

/** What the cells of a sweep can be told apart by. */
enum SweepAxis {
    MODEL("model", SweepRun.Cell::model),
    NETWORK("network", SweepRun.Cell::network),
    TARGET("target", SweepRun.Cell::target),
    SCHEDULE("schedule", SweepRun.Cell::schedule);

    private final String id;
    private final Function<SweepRun.Cell, String> value;

    SweepAxis(String id, Function<SweepRun.Cell, String> value) {
        this.id = id;
        this.value = value;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(axis -> axis.id).toList();
    }

    /** The one of this name. */
    static SweepAxis of(String id) {
        return Arrays.stream(values())
                .filter(axis -> axis.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("pivot: no column \"%s\"%s; there are %s"
                        .formatted(id, NearestName.hint(id, names()), names())));
    }

    String of(SweepRun.Cell cell) {
        return value.apply(cell);
    }
}
