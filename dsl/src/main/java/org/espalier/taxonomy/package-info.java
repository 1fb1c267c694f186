/**
 * Where a method stands in the survey's taxonomy: when it prunes and how it decides. Annotations only; the methods live in
 * the packages of their interfaces.
 */
@NullMarked
package org.espalier.taxonomy;

import org.jspecify.annotations.NullMarked;
