package org.espalier.report;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.espalier.catalogue.Catalogue;
import org.espalier.compile.SparseNetwork;
import org.espalier.engine.GatedRun;
import org.espalier.engine.Plan;
import org.espalier.engine.Receipt;
import org.espalier.engine.Run;
import org.espalier.engine.Sensitivity;
import org.espalier.engine.SweptNetwork;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.sparse.SparseBackends;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How this library's own values, and Tablesaw's tables, look in a notebook. */
@AutoService(Renderer.class)
public final class Reports implements Renderer {
    private static final int MOST_ROWS = 20;

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

    /** What a sweep removed as a Tablesaw table: one row per channel group. */
    public static Table table(SweptNetwork swept) {
        return SweepTable.of(swept);
    }

    /** A sensitivity as a Tablesaw table: one row per layer or group, one column per ratio, validation accuracy in percent. */
    public static Table table(Sensitivity sensitivity) {
        return SensitivityTable.of(sensitivity);
    }

    /** Gates as a Tablesaw table: one row per network, MACs and latency as they spread over inputs. */
    public static Table table(GatedRun run) {
        return GatedTable.of(run);
    }

    /** Every method there is as a Tablesaw table: one row per method. */
    public static Table methods() {
        return CatalogueTable.of(Catalogue.entries());
    }

    /** The sparse backends as a Tablesaw table: which can run here, and why the others can't. */
    public static Table backends() {
        return BackendTable.of(SparseBackends.all());
    }

    /** Rows of text as a notebook shows them: all of them, below a title. */
    public static Rendering rows(String title, List<String> columns, List<List<String>> rows) {
        Table table = Table.create(title);
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            table.addColumns(StringColumn.create(
                    columns.get(i), rows.stream().map(row -> row.get(column)).toList()));
        }
        return titled(title, table, List.of(), Integer.MAX_VALUE);
    }

    /** The accuracy that each layer or group loses at each ratio, as a heat map. */
    public static Chart chart(Sensitivity sensitivity) {
        return SensitivityMap.of(sensitivity);
    }

    /** Accuracy and latency against the parameters removed. */
    public static Chart chart(Run run) {
        return RunChart.of(run);
    }

    @Override
    public Optional<Rendering> render(Object value) {
        if (value instanceof Table table) {
            // Tablesaw's tables need no name. The catalogue is looked up, not looked over.
            return Optional.of(titled(
                    table.name() == null ? "" : table.name(),
                    table,
                    List.of(),
                    CatalogueTable.NAME.equals(table.name()) ? Integer.MAX_VALUE : MOST_ROWS));
        }
        if (value instanceof Run run) {
            return Optional.of(run(run));
        }
        if (value instanceof Plan plan) {
            return Optional.of(titled(plan.recipe().toString(), table(plan), PlanTable.footnotes(plan)));
        }
        if (value instanceof SparseNetwork network) {
            return Optional.of(titled(
                    network.toString(), table(network), CompileTable.footnotes(network.report()), Integer.MAX_VALUE));
        }
        if (value instanceof SweptNetwork swept) {
            return Optional.of(titled(swept.toString(), table(swept), SweepTable.footnotes(swept), Integer.MAX_VALUE));
        }
        if (value instanceof GatedRun run) {
            return Optional.of(titled(run.toString(), table(run), GatedTable.footnotes(run), Integer.MAX_VALUE));
        }
        if (value instanceof GatedRecipe recipe) {
            return Optional.of(Rendering.html(Html.paragraph(recipe.toString()), recipe.toString()));
        }
        if (value instanceof Sensitivity sensitivity) {
            return Optional.of(sensitivity(sensitivity));
        }
        if (value instanceof Recipe recipe) {
            return Optional.of(Rendering.html(
                    "<p><b>%s</b><br>%s</p>".formatted(Html.escape(recipe.name()), Html.escape(recipe.sentence())),
                    recipe.toString()));
        }
        if (value instanceof Chart chart) {
            return Optional.of(chart.rendering());
        }
        if (value instanceof Receipt receipt) {
            return Optional.of(Rendering.plain(receipt(receipt)));
        }
        return Optional.empty();
    }

    private static Rendering run(Run run) {
        return above(
                titled(run.recipe().toString(), table(run), RunTable.footnotes(run)),
                chart(run).rendering());
    }

    private static Rendering sensitivity(Sensitivity of) {
        return above(
                titled(of.toString(), table(of), SensitivityTable.footnotes(of), Integer.MAX_VALUE),
                chart(of).rendering());
    }

    private static Rendering above(Rendering table, Rendering chart) {
        String html = table.forms().get("text/html") + "<p>" + chart.forms().get("text/html") + "</p>\n";
        return Rendering.html(html, table.plain());
    }

    private static Rendering titled(String title, Table table, List<String> footnotes) {
        return titled(title, table, footnotes, MOST_ROWS);
    }

    private static Rendering titled(String title, Table table, List<String> footnotes, int most) {
        String html = (title.isEmpty() ? "" : Html.paragraph(title)) + Html.table(table, most) + Html.small(footnotes);
        StringBuilder text = new StringBuilder();
        text.append(title).append(title.isEmpty() ? "" : System.lineSeparator()).append(TextTable.of(table, most));
        footnotes.forEach(note -> text.append(note).append(System.lineSeparator()));
        return Rendering.html(html, text.toString());
    }

    private static String receipt(Receipt receipt) {
        StringBuilder text = new StringBuilder();
        line(text, "recipe", receipt.recipe());
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
