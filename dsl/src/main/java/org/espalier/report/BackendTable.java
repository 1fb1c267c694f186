package org.espalier.report;

import java.util.List;
import org.espalier.sparse.SparseBackend;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The sparse backends as a Tablesaw table. */
final class BackendTable {
    static final String NAME = "sparse backends";

    private BackendTable() {}

    static Table of(List<SparseBackend> backends) {
        StringColumn id = StringColumn.create("backend");
        IntColumn rank = IntColumn.create("rank");
        StringColumn runs = StringColumn.create("runs here");
        StringColumn why = StringColumn.create("why");
        for (SparseBackend backend : backends) {
            id.append(backend.id());
            rank.append(backend.rank());
            runs.append(backend.availability().available() ? "yes" : "no");
            why.append(backend.availability().reason());
        }
        return Table.create(NAME, id, rank, runs, why);
    }
}
