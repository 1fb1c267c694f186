/**
 * Runs recipes: experiments, plans, runs, receipts and progress events. Knows nothing of tables, charts or files.
 */
@NullMarked
package org.espalier.engine;

import org.jspecify.annotations.NullMarked;
