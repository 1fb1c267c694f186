/**
 * Commands that a cell gives to the notebook itself: lines that begin with {@code %}, and cells that begin with
 * {@code %%}. The SPI, the text's division into Java and magics, and the magics that come with the kernel; how Java is
 * evaluated is known through {@link org.espalier.kernel.magic.Workspace} only.
 */
@NullMarked
package org.espalier.kernel.magic;

import org.jspecify.annotations.NullMarked;
