/**
 * Words for people: the nearest known name to a mistyped one. Knows the JDK and nothing else; every package may use it.
 */
@NullMarked
package org.espalier.text;

import org.jspecify.annotations.NullMarked;
