package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.engine.Plan;
import org.espalier.engine.Plan.PlannedBlock;
import org.espalier.engine.Plan.PlannedGroup;
import org.espalier.engine.Plan.PlannedLayer;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A plan as a Tablesaw table: one row per layer, or per channel group or residual block where those are pruned; what was asked and what
 * rounding makes of it.
 */
final class PlanTable {
    /** The column of channel groups that a plan's tree tells too. */
    static final String WHY = "what falls together";

    private PlanTable() {}

    static Table of(Plan plan) {
        if (!plan.blocks().isEmpty()) {
            return blocks(plan);
        }
        return plan.groups().isEmpty() ? layers(plan) : groups(plan);
    }

    private static Table blocks(Plan plan) {
        StringColumn name = StringColumn.create("block");
        StringColumn pruned = StringColumn.create("in scope");
        DoubleColumn parameters = DoubleColumn.create("parameters");
        DoubleColumn macs = DoubleColumn.create("MACs");
        DoubleColumn bytes = DoubleColumn.create("bytes");
        StringColumn why = StringColumn.create("what is left out");
        for (PlannedBlock block : plan.blocks()) {
            name.append(block.name());
            pruned.append(block.pruned() ? "yes" : "no");
            parameters.append(block.parameters());
            macs.append(block.macs());
            bytes.append(block.parameters() * Float.BYTES);
            why.append(block.why());
        }
        for (DoubleColumn count : List.of(parameters, macs, bytes)) {
            count.setPrintFormatter(RunTable.grouped(0));
        }
        return Table.create(plan.recipe().name(), name, pruned, parameters, macs, bytes, why);
    }

    private static Table groups(Plan plan) {
        StringColumn name = StringColumn.create("group");
        StringColumn pruned = StringColumn.create("pruned");
        DoubleColumn asked = DoubleColumn.create("asked (%)");
        DoubleColumn removed = DoubleColumn.create("removed (%)");
        StringColumn left = StringColumn.create("left");
        DoubleColumn parameters = DoubleColumn.create("parameters each");
        DoubleColumn macs = DoubleColumn.create("MACs each");
        DoubleColumn bytes = DoubleColumn.create("bytes each");
        StringColumn why = StringColumn.create(WHY);
        for (PlannedGroup group : plan.groups()) {
            name.append(group.name());
            pruned.append(group.pruned() ? "yes" : "no");
            RunTable.append(asked, percent(group.asked()));
            RunTable.append(removed, percent(removed(group)));
            left.append(
                    group.kept().isPresent()
                            ? "%d of %d channels".formatted(group.kept().getAsLong(), group.width())
                            : "%d channels".formatted(group.width()));
            parameters.append(group.parametersEach());
            macs.append(group.macsEach());
            bytes.append(group.parametersEach() * Float.BYTES);
            why.append(group.why());
        }
        for (DoubleColumn count : List.of(parameters, macs, bytes)) {
            count.setPrintFormatter(RunTable.grouped(0));
        }
        asked.setPrintFormatter(RunTable.grouped(2));
        removed.setPrintFormatter(RunTable.grouped(2));
        return Table.create(plan.recipe().name(), name, pruned, asked, removed, left, parameters, macs, bytes, why);
    }

    private static OptionalDouble removed(PlannedGroup group) {
        return group.kept().isPresent()
                ? OptionalDouble.of(1 - (double) group.kept().getAsLong() / group.width())
                : OptionalDouble.empty();
    }

    private static Table layers(Plan plan) {
        StringColumn name = StringColumn.create("layer");
        StringColumn type = StringColumn.create("type");
        DoubleColumn weights = DoubleColumn.create("weights");
        DoubleColumn macs = DoubleColumn.create("MACs");
        StringColumn pruned = StringColumn.create("pruned");
        DoubleColumn asked = DoubleColumn.create("asked (%)");
        DoubleColumn removed = DoubleColumn.create("removed (%)");
        StringColumn left = StringColumn.create("left");
        StringColumn why = StringColumn.create("why");
        for (PlannedLayer layer : plan.layers()) {
            name.append(layer.name());
            type.append(layer.type());
            weights.append(layer.weights());
            macs.append(layer.macs());
            pruned.append(layer.pruned() ? "yes" : "no");
            RunTable.append(asked, percent(layer.asked()));
            RunTable.append(removed, percent(layer.removed()));
            left.append(left(layer));
            why.append(layer.why());
        }
        weights.setPrintFormatter(RunTable.grouped(0));
        macs.setPrintFormatter(RunTable.grouped(0));
        asked.setPrintFormatter(RunTable.grouped(2));
        removed.setPrintFormatter(RunTable.grouped(2));
        return Table.create(plan.recipe().name(), name, type, weights, macs, pruned, asked, removed, left, why);
    }

    static List<String> footnotes(Plan plan) {
        List<String> notes = new ArrayList<>();
        notes.add("Asked: %s.".formatted(plan.recipe().to().sentence()));
        notes.add("On %s: parameters %s, MACs %s, bytes %s."
                .formatted(
                        plan.model(),
                        change(plan.before().parameters(), plan.after().parameters()),
                        change(plan.before().macs(), plan.after().macs()),
                        change(plan.before().bytes(), plan.after().bytes())));
        notes.addAll(plan.notes());
        return notes;
    }

    /** Counts before and after. */
    private static String change(OptionalLong before, OptionalLong after) {
        String from = before.isPresent() ? String.format(Locale.ROOT, "%,d", before.getAsLong()) : "unknown";
        if (after.isEmpty()) {
            return from + " → not known before the run";
        }
        return String.format(
                Locale.ROOT,
                "%s → %,d (%.1f %%)",
                from,
                after.getAsLong(),
                100.0 * after.getAsLong() / Math.max(1, before.orElse(1)));
    }

    private static String left(PlannedLayer layer) {
        if (layer.keptWidth().isPresent()) {
            return "%d of %d channels".formatted(layer.keptWidth().getAsLong(), layer.width());
        }
        return layer.keptWeights().isPresent()
                ? String.format(Locale.ROOT, "%,d weights", layer.keptWeights().getAsLong())
                : "";
    }

    private static OptionalDouble percent(OptionalDouble fraction) {
        return fraction.isPresent() ? OptionalDouble.of(100 * fraction.getAsDouble()) : fraction;
    }
}
