package org.espalier.report;

import java.util.List;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The sparse backends as a Tablesaw table, the preferred first. */
final class BackendTable {
    static final String NAME = "sparse backends";

    private BackendTable() {}

    static Table of(List<Facility> backends) {
        StringColumn id = StringColumn.create("backend");
        StringColumn runs = StringColumn.create("runs here");
        StringColumn why = StringColumn.create("why");
        for (Facility backend : backends) {
            id.append(backend.name());
            runs.append(backend.state() == Facility.State.READY ? "yes" : "no");
            why.append(backend.detail());
        }
        return Table.create(NAME, id, runs, why);
    }
}
