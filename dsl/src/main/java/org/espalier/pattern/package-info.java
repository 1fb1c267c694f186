/**
 * Fixed mask patterns, such as N:M: one record per file, found by {@link java.util.ServiceLoader}. A pattern decides
 * within one layer; ranking across layers belongs to the engine.
 */
@NullMarked
package org.espalier.pattern;

import org.jspecify.annotations.NullMarked;
