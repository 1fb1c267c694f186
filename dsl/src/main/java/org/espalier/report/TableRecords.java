package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A table row by row for programs: values by the names of their columns, numbers unrounded, what is missing null. */
final class TableRecords {
    private TableRecords() {}

    static List<Map<String, @Nullable Object>> of(Table table) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < table.rowCount(); i++) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (Column<?> column : table.columns()) {
                row.put(column.name(), value(column, i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable Object value(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return null;
        }
        if (column instanceof NumericColumn<?> numbers) {
            double value = numbers.getDouble(row);
            return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : (Object) value;
        }
        return column.getString(row);
    }
}
