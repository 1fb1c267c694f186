package org.espalier.ledger;

import java.util.Optional;
import org.espalier.engine.Row;

/**
 * One line of the ledger: a network of a run, over all its seeds.
 *
 * @param run what it is of
 * @param row its figures; empty for a run that came to none
 */
public record Entry(LoggedRun run, Optional<Row> row) {}
