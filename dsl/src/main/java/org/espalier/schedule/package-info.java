/**
 * How fast the removed fraction grows from step to step: one record per file, found by
 * {@link java.util.ServiceLoader}. Knows the JDK and nothing else; what is removed is decided elsewhere.
 */
@NullMarked
package org.espalier.schedule;

import org.jspecify.annotations.NullMarked;
