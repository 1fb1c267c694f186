package org.espalier.report;

import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * What of a table is shown: its first rows and columns, every cell as text, and notes on what is left out.
 *
 * @param columns left to right
 * @param rows how many each of them has
 * @param notes how much there is of what is not shown, and how to see it
 */
record TableView(List<Shown> columns, int rows, List<String> notes) {
    private static final int ENOUGH_COLUMNS = 20;
    private static final int ENOUGH_CHARACTERS = 120;
    private static final int ENOUGH_ROWS = 20;
    /** So that the fifty rows of {@code table.first(50)} are shown. */
    private static final int WHOLE_UP_TO = 60;

    /**
     * A column as it is shown.
     *
     * @param right whether it stands to the right, as numbers do
     */
    record Shown(String name, boolean right, List<String> cells) {}

    /** Copies the lists. */
    TableView {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
    }

    /** All of it. */
    static TableView whole(Table table) {
        return of(table, table.rowCount(), Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** All columns and the whole of every cell; of a long table, the first rows. */
    static TableView ofRows(Table table) {
        return of(table, first(table), Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** What fits a notebook: of a long, wide or wordy table the beginning. */
    static TableView of(Table table) {
        return of(table, first(table), ENOUGH_COLUMNS, ENOUGH_CHARACTERS);
    }

    /**
     * The same with every column whose name begins so written into the one before it, {@code 95.03 ± 0.18}: so a run of
     * several seeds is no wider than the page.
     */
    TableView foldingSpreads(String prefix) {
        List<Shown> folded = new ArrayList<>();
        for (Shown column : columns) {
            if (folded.isEmpty() || !column.name().startsWith(prefix)) {
                folded.add(column);
                continue;
            }
            Shown mean = folded.remove(folded.size() - 1);
            folded.add(new Shown(
                    mean.name(),
                    mean.right(),
                    IntStream.range(0, rows)
                            .mapToObj(row -> column.cells().get(row).isEmpty()
                                    ? mean.cells().get(row)
                                    : mean.cells().get(row) + " ± "
                                            + column.cells().get(row))
                            .toList()));
        }
        return new TableView(folded, rows, notes);
    }

    private static int first(Table table) {
        return table.rowCount() <= WHOLE_UP_TO ? table.rowCount() : ENOUGH_ROWS;
    }

    private static TableView of(Table table, int rows, int columns, int characters) {
        List<Column<?>> all = table.columns();
        List<Shown> shown = new ArrayList<>();
        boolean cut = false;
        for (Column<?> column : all.subList(0, Math.min(columns, all.size()))) {
            List<String> cells = cells(column, rows).stream()
                    .map(cell -> cell.replaceAll("\\R", " ⏎ ").replace('\t', ' '))
                    .toList();
            cut |= cells.stream().anyMatch(cell -> cell.length() > characters);
            shown.add(new Shown(
                    column.name(),
                    column instanceof NumericColumn,
                    cells.stream().map(cell -> cut(cell, characters)).toList()));
        }
        List<String> notes = new ArrayList<>();
        if (all.isEmpty()) {
            notes.add("an empty table: no columns");
        } else if (table.rowCount() == 0) {
            notes.add("no rows");
        }
        if (rows < table.rowCount()) {
            notes.add(String.format(
                    Locale.ROOT, "showing %,d of %,d rows; more: table.first(50)", rows, table.rowCount()));
        }
        if (shown.size() < all.size()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "showing %,d of %,d columns; others: table.selectColumns(\"%s\")",
                    shown.size(),
                    all.size(),
                    all.get(all.size() - 1).name()));
        }
        if (cut) {
            notes.add("cells that end in … are cut at %d characters; one whole: table.getString(row, \"column\")"
                    .formatted(characters));
        }
        return new TableView(shown, rows, notes);
    }

    private static List<String> cells(Column<?> column, int rows) {
        if (!AlignedNumbers.leftToUs(column, rows)) {
            return IntStream.range(0, rows)
                    .mapToObj(row -> column.isMissing(row) ? "" : column.getString(row))
                    .toList();
        }
        List<Double> values = IntStream.range(0, rows)
                .mapToObj(row -> column.isMissing(row) ? Double.NaN : AlignedNumbers.value(column, row))
                .toList();
        DecimalFormat format = AlignedNumbers.format(values);
        return values.stream()
                .map(value -> value.isNaN() ? "" : format.format(value == 0 ? 0.0 : value))
                .toList();
    }

    private static String cut(String cell, int characters) {
        if (cell.length() <= characters) {
            return cell;
        }
        int end = Character.isHighSurrogate(cell.charAt(characters - 2)) ? characters - 2 : characters - 1;
        return cell.substring(0, end) + "…";
    }
}
