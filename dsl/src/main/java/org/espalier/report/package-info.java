/**
 * Tablesaw tables, charts and the MIME forms of everything a notebook shows. The only package that knows Tablesaw and
 * the charting library; it reads what {@code engine} recorded and computes no pruning of its own.
 */
@NullMarked
package org.espalier.report;

import org.jspecify.annotations.NullMarked;
