package org.espalier.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.catalogue.Entry;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Every method there is as a Tablesaw table. */
final class CatalogueTable {
    static final String NAME = "methods";

    private CatalogueTable() {}

    static Table of(List<Entry> entries) {
        StringColumn id = StringColumn.create("id");
        StringColumn kind = StringColumn.create("kind");
        IntColumn year = IntColumn.create("year");
        StringColumn when = StringColumn.create("when");
        StringColumn how = StringColumn.create("how");
        StringColumn granularity = StringColumn.create("granularity");
        StringColumn needs = StringColumn.create("needs");
        StringColumn dataFree = StringColumn.create("data-free");
        StringColumn paper = StringColumn.create("paper");
        for (Entry entry : entries) {
            id.append(entry.id());
            kind.append(entry.kind().word());
            entry.taxon()
                    .ifPresentOrElse(
                            taxon -> {
                                year.append(taxon.year());
                                when.append(taxon.when().words());
                                how.append(taxon.how().words());
                                paper.append(taxon.paper());
                            },
                            () -> {
                                year.appendMissing();
                                when.append("");
                                how.append("");
                                paper.append("");
                            });
            granularity.append(String.join(", ", entry.granularity()));
            needs.append(entry.needs().stream()
                    .map(need -> need.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .sorted()
                    .collect(Collectors.joining(", ")));
            dataFree.append(entry.dataFree().map(free -> free ? "yes" : "no").orElse(""));
        }
        return Table.create(NAME, id, kind, year, when, how, granularity, needs, dataFree, paper);
    }
}
