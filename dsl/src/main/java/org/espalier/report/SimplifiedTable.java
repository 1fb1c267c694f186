package org.espalier.report;

import java.util.List;
import java.util.Locale;
import org.espalier.engine.SimplifiedNetwork;
import org.espalier.engine.SimplifiedNetwork.Counts;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What simplifying removed, as a Tablesaw table: one row per channel group that had dead channels. */
final class SimplifiedTable {
    private SimplifiedTable() {}

    static Table of(SimplifiedNetwork simplified) {
        StringColumn name = StringColumn.create("group");
        IntColumn before = IntColumn.create("channels before");
        IntColumn after = IntColumn.create("channels after");
        IntColumn removed = IntColumn.create("removed");
        DoubleColumn parameters = DoubleColumn.create("parameters removed");
        DoubleColumn macs = DoubleColumn.create("MACs removed");
        DoubleColumn bytes = DoubleColumn.create("dense bytes removed");
        for (SimplifiedNetwork.Group group : simplified.groups()) {
            name.append(group.name());
            before.append(group.width());
            after.append(group.width() - group.removed());
            removed.append(group.removed());
            parameters.append(group.parameters());
            macs.append(group.macs());
            bytes.append(group.parameters() * Float.BYTES);
        }
        for (DoubleColumn count : List.of(parameters, macs, bytes)) {
            count.setPrintFormatter(RunTable.grouped(0));
        }
        return Table.create("simplified", name, before, after, removed, parameters, macs, bytes);
    }

    static List<String> footnotes(SimplifiedNetwork simplified) {
        Counts before = simplified.before();
        Counts after = simplified.after();
        return List.of(
                "Each row is what its group alone removes; together: parameters %s, of which not zero %s; MACs %s; bytes %s (each layer dense or as CSR)."
                        .formatted(
                                change(before.parameters(), after.parameters()),
                                change(before.nonZero(), after.nonZero()),
                                change(before.macs(), after.macs()),
                                change(before.bytes(), after.bytes())),
                String.format(Locale.ROOT, "Outputs differ by at most %.1e.", simplified.difference()));
    }

    private static String change(long before, long after) {
        return String.format(Locale.ROOT, "%,d → %,d", before, after);
    }
}
