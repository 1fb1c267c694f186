package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.model.NetworkSketch;
import org.espalier.model.NetworkSketch.Part;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A network layer by layer, or one beside what pruning has left of it: a table and a picture of the graph.
 *
 * <pre>{@code
 * network(run.model(), 1, 28, 28)
 * compare(run)
 * }</pre>
 *
 * @param before the network, or the dense one
 * @param after the pruned one, with the same names; empty where one network is shown
 */
public record NetworkReport(NetworkSketch before, Optional<NetworkSketch> after) {

    /** One network. */
    public static NetworkReport of(NetworkSketch network) {
        return new NetworkReport(network, Optional.empty());
    }

    /** One row per layer and vertex, then the totals. */
    Table table() {
        return after.map(this::compared).orElseGet(this::alone);
    }

    private Table alone() {
        StringColumn layer = StringColumn.create("layer");
        StringColumn type = StringColumn.create("type");
        StringColumn in = StringColumn.create("in");
        StringColumn out = StringColumn.create("out");
        DoubleColumn parameters = DoubleColumn.create("parameters");
        DoubleColumn nonZero = DoubleColumn.create("not zero");
        DoubleColumn zeros = DoubleColumn.create("zeros (%)");
        DoubleColumn macs = DoubleColumn.create("MACs");
        for (Part part : rows()) {
            layer.append(part.name());
            type.append(type(part));
            List<String> read = part.reads().stream()
                    .map(name -> before.part(name).map(NetworkReport::out).orElse(""))
                    .distinct()
                    .toList();
            in.append(read.contains("") ? "" : String.join(", ", read));
            out.append(out(part));
            parameters.append(part.parameters());
            nonZero.append(part.nonZero());
            append(zeros, percent(part.parameters() - part.nonZero(), part.parameters()));
            append(macs, part.macs());
        }
        layer.append("total");
        type.append("");
        in.append("");
        out.append("");
        parameters.append(sum(before, Part::parameters));
        nonZero.append(sum(before, Part::nonZero));
        append(
                zeros,
                percent(sum(before, Part::parameters) - sum(before, Part::nonZero), sum(before, Part::parameters)));
        append(macs, total(before, Part::macs));
        return formatted(Table.create(before.type(), layer, type, in, out, parameters, nonZero, zeros, macs));
    }

    private Table compared(NetworkSketch pruned) {
        StringColumn layer = StringColumn.create("layer");
        StringColumn type = StringColumn.create("type");
        StringColumn out = StringColumn.create("out");
        StringColumn outLeft = StringColumn.create("out, left");
        DoubleColumn parameters = DoubleColumn.create("parameters");
        DoubleColumn left = DoubleColumn.create("not zero, left");
        DoubleColumn percent = DoubleColumn.create("left (%)");
        DoubleColumn macs = DoubleColumn.create("MACs");
        DoubleColumn macsLeft = DoubleColumn.create("MACs left");
        DoubleColumn macsPercent = DoubleColumn.create("MACs left (%)");
        for (Part part : rows()) {
            Optional<Part> rest = pruned.part(part.name());
            layer.append(part.name());
            type.append(type(part));
            out.append(out(part));
            outLeft.append(rest.map(NetworkReport::out).orElse("gone"));
            parameters.append(part.parameters());
            long kept = rest.map(Part::nonZero).orElse(0L);
            left.append(kept);
            append(percent, percent(kept, part.parameters()));
            OptionalLong macsKept = rest.map(Part::nonZeroMacs).orElse(OptionalLong.of(0));
            append(macs, part.macs());
            append(macsLeft, macsKept);
            append(
                    macsPercent,
                    macsKept.isPresent()
                            ? percent(macsKept.getAsLong(), part.macs().orElse(0))
                            : Optional.empty());
        }
        layer.append("total");
        type.append("");
        out.append("");
        outLeft.append("");
        long all = sum(before, Part::parameters);
        long kept = sum(pruned, Part::nonZero);
        parameters.append(all);
        left.append(kept);
        append(percent, percent(kept, all));
        OptionalLong allMacs = total(before, Part::macs);
        OptionalLong keptMacs = total(pruned, Part::nonZeroMacs);
        append(macs, allMacs);
        append(macsLeft, keptMacs);
        append(
                macsPercent,
                allMacs.isPresent() && keptMacs.isPresent()
                        ? percent(keptMacs.getAsLong(), allMacs.getAsLong())
                        : Optional.empty());
        return formatted(Table.create(
                "left of " + before.type(),
                layer,
                type,
                out,
                outLeft,
                parameters,
                left,
                percent,
                macs,
                macsLeft,
                macsPercent));
    }

    private static Table formatted(Table table) {
        for (DoubleColumn column : table.columns().stream()
                .filter(DoubleColumn.class::isInstance)
                .map(DoubleColumn.class::cast)
                .toList()) {
            column.setPrintFormatter(RunTable.grouped(column.name().endsWith("(%)") ? 1 : 0));
        }
        return table;
    }

    private List<Part> rows() {
        return before.parts().stream()
                .filter(part -> !part.type().equals("Input"))
                .toList();
    }

    private static String type(Part part) {
        return part.detail().isEmpty() ? part.type() : part.type() + " " + part.detail();
    }

    /** {@code 20×24×24}; where the shape is unknown, the width. */
    static String out(Part part) {
        if (!part.shape().isEmpty()) {
            return part.shape().stream()
                    .map(size -> size < 0 ? "?" : size.toString())
                    .collect(Collectors.joining("×"));
        }
        return part.width().isPresent() ? Long.toString(part.width().getAsLong()) : "";
    }

    private static long sum(NetworkSketch of, java.util.function.ToLongFunction<Part> figure) {
        return of.parts().stream().mapToLong(figure).sum();
    }

    /** Unknown where that of any layer is. */
    private static OptionalLong total(NetworkSketch of, Function<Part, OptionalLong> figure) {
        return of.parts().stream().map(figure).anyMatch(OptionalLong::isEmpty)
                ? OptionalLong.empty()
                : OptionalLong.of(of.parts().stream()
                        .map(figure)
                        .mapToLong(OptionalLong::getAsLong)
                        .sum());
    }

    private static Optional<Double> percent(long part, long of) {
        return of == 0 ? Optional.empty() : Optional.of(100.0 * part / of);
    }

    private static void append(DoubleColumn column, Optional<Double> value) {
        value.ifPresentOrElse(column::append, column::appendMissing);
    }

    private static void append(DoubleColumn column, OptionalLong value) {
        if (value.isPresent()) {
            column.append(value.getAsLong());
        } else {
            column.appendMissing();
        }
    }

    /** Where shapes were assumed, and which layers' MACs are not known. */
    List<String> footnotes() {
        List<String> notes = new ArrayList<>();
        before.shapes().ifPresent(notes::add);
        if (before.shapes().isEmpty() || total(before, Part::macs).isPresent()) {
            notes.add(
                    after.isPresent()
                            ? "MACs are for one example; of those left, zero weights are not counted."
                            : "MACs are for one example; zero weights count.");
        }
        List<String> unknown = before.parts().stream()
                .filter(part -> part.macs().isEmpty() && !part.shape().isEmpty())
                .map(Part::name)
                .toList();
        if (!unknown.isEmpty()) {
            notes.add("MACs are not counted here for %s, and so have no total.".formatted(String.join(", ", unknown)));
        }
        return notes;
    }

    @Override
    public String toString() {
        long parameters = sum(before, Part::parameters);
        return after.map(pruned -> String.format(
                        Locale.ROOT,
                        "%s: %,d → %,d parameters that are not zero (%.1f %%)",
                        before.type(),
                        sum(before, Part::nonZero),
                        sum(pruned, Part::nonZero),
                        100.0 * sum(pruned, Part::nonZero) / Math.max(1, sum(before, Part::nonZero))))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "%s: %,d parameters in %d layers",
                        before.type(),
                        parameters,
                        before.parts().stream()
                                .filter(part -> part.parameters() > 0)
                                .count()));
    }
}
