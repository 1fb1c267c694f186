/**
 * Every run as rows of a local store, to be asked later: written by any number of processes, read as plain values. Only
 * this package knows JDBC.
 */
@NullMarked
package org.espalier.ledger;

import org.jspecify.annotations.NullMarked;
