package org.espalier.report;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.catalogue.Catalogue;
import org.espalier.compile.SparseNetwork;
import org.espalier.engine.GatedRun;
import org.espalier.engine.Plan;
import org.espalier.engine.Receipt;
import org.espalier.engine.Reproduction;
import org.espalier.engine.Run;
import org.espalier.engine.Sensitivity;
import org.espalier.engine.SimplifiedNetwork;
import org.espalier.engine.SweepRun;
import org.espalier.ledger.Comparison;
import org.espalier.ledger.Entry;
import org.espalier.ledger.Ledger;
import org.espalier.model.ArraySummary;
import org.espalier.model.NetworkSketch;
import org.espalier.model.Planes;
import org.espalier.recipe.PruningRecipe;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How this library's own values, and Tablesaw's tables, look in a notebook. */
@AutoService(Renderer.class)
public final class Reports implements Renderer {
    /** Tables that are looked up, not looked over. */
    private static final Set<String> LOOKED_UP = Set.of(CatalogueTable.NAME, BackendTable.NAME);

    private static final int LONG_NETWORK = 20;

    /** Called by {@link java.util.ServiceLoader}. */
    public Reports() {}

    /** A run as a Tablesaw table: one row per network, every figure with its unit. */
    public static Table table(Run run) {
        return RunTable.of(run);
    }

    /** A plan as a Tablesaw table: one row per layer. */
    public static Table table(Plan plan) {
        return PlanTable.of(plan);
    }

    /** A compiled network as a Tablesaw table: one row per layer and batch size, what its format won; timed when first asked for. */
    public static Table table(SparseNetwork network) {
        return CompileTable.of(network.report());
    }

    /** What simplifying removed as a Tablesaw table: one row per channel group. */
    public static Table table(SimplifiedNetwork simplified) {
        return SimplifiedTable.of(simplified);
    }

    /** A sensitivity as a Tablesaw table: one row per layer or group, one column per ratio, validation accuracy in percent. */
    public static Table table(Sensitivity sensitivity) {
        return SensitivityTable.of(sensitivity);
    }

    /** Gates as a Tablesaw table: one row per network, MACs and latency as they spread over inputs. */
    public static Table table(GatedRun run) {
        return GatedTable.of(run);
    }

    /** What was asked of a ledger as a Tablesaw table: one row per network of each run. */
    public static Table table(Ledger ledger) {
        return LedgerTable.of(ledger);
    }

    /** Two runs side by side as a Tablesaw table: one row per network and figure. */
    public static Table table(Comparison comparison) {
        return LedgerTable.of(comparison);
    }

    /** The networks of a ledger by two figures, as a plot. */
    public static Chart pareto(String x, String y, Ledger ledger) {
        return ParetoChart.of(x, y, ledger);
    }

    /** Every method there is as a Tablesaw table: one row per method. */
    public static Table methods() {
        return methods(Optional.empty());
    }

    /** The methods of one kind, such as {@code criterion}, or all. */
    public static Table methods(Optional<String> kind) {
        return CatalogueTable.of(Catalogue.entries().stream()
                .filter(entry -> kind.isEmpty() || entry.kind().word().equals(kind.get()))
                .toList());
    }

    /** A table row by row for programs: values by the names of their columns, what is missing null. */
    public static List<Map<String, @Nullable Object>> records(Table table) {
        return TableRecords.of(table);
    }

    /** {@link Facility#backends} as a Tablesaw table: which can run here, and why the others can't. */
    public static Table backends() {
        return BackendTable.of(Facility.backends());
    }

    /** Rows of text as a notebook shows them: all of them, below a title. */
    public static Rendering rows(String title, List<String> columns, List<List<String>> rows) {
        Table table = Table.create(title);
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            table.addColumns(StringColumn.create(
                    columns.get(i), rows.stream().map(row -> row.get(column)).toList()));
        }
        return titled(title, TableView.whole(table), List.of());
    }

    /** The accuracy that each layer or group loses at each ratio, as a heat map. */
    public static Chart chart(Sensitivity sensitivity) {
        return SensitivityMap.of(sensitivity);
    }

    /** Accuracy and latency against the parameters removed. */
    public static Chart chart(Run run) {
        return RunChart.of(run);
    }

    /** A network layer by layer as a Tablesaw table: one row per layer and vertex, then the totals. */
    public static Table table(NetworkReport report) {
        return report.table();
    }

    /** Images as a grid, with what each of them is below it where that is known. */
    public static Picture images(Planes images, List<String> labels) {
        return PlanePicture.images(images, labels);
    }

    /** The filters of a convolution. */
    public static Picture filters(Planes filters) {
        return PlanePicture.filters(filters);
    }

    /** Which weights of a layer are left, as a picture of its matrix. */
    public static Picture weightMask(Planes weights) {
        return PlanePicture.mask(weights);
    }

    /** A sweep as a Tablesaw table: one row per network over all seeds. */
    public static Table table(SweepRun run) {
        return SweepTable.of(run);
    }

    /** One figure of a sweep's networks by two of its columns. */
    public static Table pivot(SweepRun run, String down, String across, String figure) {
        return SweepTable.pivot(run, down, across, figure);
    }

    /** The networks of a sweep by two figures, as a plot. */
    public static Chart pareto(String x, String y, SweepRun run) {
        return ParetoChart.of(x, y, run);
    }

    /** What a run came out as when it was run again: the figures that are not the same, or all of them. */
    public static Table table(Reproduction reproduction) {
        return ReproductionTable.of(reproduction);
    }

    /** The networks of runs by two figures, as a plot. */
    public static Chart pareto(String x, String y, List<Run> runs) {
        return ParetoChart.of(x, y, runs);
    }

    @Override
    public Optional<Rendering> render(Object value) {
        if (value.getClass().getClassLoader() == null) {
            // The JDK's own: nothing of this library need be loaded to know that it is none of ours.
            return Optional.empty();
        }
        if (value instanceof Table table) {
            // Tablesaw's tables need no name.
            return Optional.of(titled(
                    table.name() == null ? "" : table.name(),
                    LOOKED_UP.contains(String.valueOf(table.name())) ? TableView.whole(table) : TableView.of(table),
                    List.of()));
        }
        if (value instanceof Run run) {
            return Optional.of(run(run));
        }
        if (value instanceof Plan plan) {
            return Optional.of(plan(plan));
        }
        if (value instanceof SparseNetwork network) {
            return Optional.of(titled(
                    network.toString(), TableView.whole(table(network)), CompileTable.footnotes(network.report())));
        }
        if (value instanceof SimplifiedNetwork simplified) {
            return Optional.of(titled(
                    simplified.toString(), TableView.whole(table(simplified)), SimplifiedTable.footnotes(simplified)));
        }
        if (value instanceof GatedRun run) {
            return Optional.of(titled(run.toString(), TableView.whole(table(run)), GatedTable.footnotes(run)));
        }
        if (value instanceof Sensitivity sensitivity) {
            return Optional.of(sensitivity(sensitivity));
        }
        if (value instanceof PruningRecipe recipe) {
            return Optional.of(RecipeParts.of(recipe));
        }
        if (value instanceof SweepRun run) {
            return Optional.of(titled(run.toString(), TableView.whole(table(run)), SweepTable.footnotes(run)));
        }
        if (value instanceof Reproduction reproduction) {
            return Optional.of(
                    titled(reproduction.sentence(), TableView.of(table(reproduction)), ReproductionTable.footnotes()));
        }
        if (value instanceof Chart chart) {
            return Optional.of(chart.rendering());
        }
        if (value instanceof Receipt receipt) {
            return Optional.of(Rendering.plain(receipt(receipt)));
        }
        if (value instanceof Picture picture) {
            return Optional.of(picture.rendering());
        }
        if (value instanceof Ledger ledger) {
            return Optional.of(titled(ledger.toString(), TableView.ofRows(table(ledger)), List.of()));
        }
        if (value instanceof Entry entry) {
            Table table = LedgerTable.of("ledger", List.of(entry));
            return Optional.of(titled(entry.run().sentence(), TableView.whole(table), List.of()));
        }
        if (value instanceof Comparison comparison) {
            return Optional.of(titled(
                    LedgerTable.title(comparison),
                    TableView.whole(table(comparison)),
                    LedgerTable.footnotes(comparison)));
        }
        if (value instanceof NetworkReport report) {
            return Optional.of(network(report));
        }
        return ArraySummary.ofValue(value)
                .map(ArrayRendering::of)
                .or(() -> NetworkSketch.ofValue(value).map(NetworkReport::of).map(Reports::network));
    }

    private static Rendering plan(Plan plan) {
        Table table = table(plan);
        if (!plan.groups().isEmpty()) {
            table = table.removeColumns(PlanTable.WHY);
        }
        Rendering above = titled(plan.recipe().toString(), TableView.ofRows(table), PlanTable.footnotes(plan));
        return Rendering.html(
                above.forms().get("text/html") + PlanTree.html(plan), above.plain() + PlanTree.text(plan));
    }

    private static Rendering network(NetworkReport report) {
        Table layers = report.table();
        Rendering table = titled(report.toString(), TableView.whole(layers), report.footnotes());
        String below = table.forms().get("text/html");
        String picture = "<p>" + NetworkPicture.of(report).html() + "</p>\n";
        // The picture of a long network would be found below its table by nobody.
        boolean isLong = layers.rowCount() > LONG_NETWORK;
        return Rendering.html(isLong ? picture + below : below + picture, table.plain());
    }

    private static Rendering run(Run run) {
        return above(
                titled(
                        run.recipe().toString(),
                        TableView.ofRows(table(run)).foldingSpreads(RunTable.SPREAD),
                        RunTable.footnotes(run)),
                chart(run).rendering());
    }

    private static Rendering sensitivity(Sensitivity of) {
        return above(
                titled(of.toString(), TableView.whole(table(of)), SensitivityTable.footnotes(of)),
                chart(of).rendering());
    }

    private static Rendering above(Rendering table, Rendering chart) {
        String html = table.forms().get("text/html") + "<p>" + chart.forms().get("text/html") + "</p>\n";
        return Rendering.html(html, table.plain());
    }

    private static Rendering titled(String title, TableView table, List<String> footnotes) {
        String html = (title.isEmpty() ? "" : Html.paragraph(title)) + Html.table(table) + Html.small(footnotes);
        StringBuilder text = new StringBuilder();
        text.append(title).append(title.isEmpty() ? "" : System.lineSeparator()).append(TextTable.of(table));
        footnotes.forEach(note -> text.append(note).append(System.lineSeparator()));
        return Rendering.html(html, text.toString());
    }

    private static String receipt(Receipt receipt) {
        StringBuilder text = new StringBuilder();
        line(text, "recipe", receipt.recipe().toString());
        line(text, "recipe sha-256", receipt.recipeSha256());
        line(text, "model", receipt.model());
        line(text, "data", receipt.data());
        line(text, "data sha-256", receipt.dataSha256());
        line(text, "seeds", receipt.seeds().toString());
        receipt.environment().forEach((key, value) -> line(text, key, value));
        for (int i = 0; i < receipt.seeds().size(); i++) {
            line(
                    text,
                    "pruned model, seed " + receipt.seeds().get(i),
                    receipt.modelSha256().get(i));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append("%-24s %s%n".formatted(key, value));
    }
}
