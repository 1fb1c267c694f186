/**
 * A trained network as a flat list of steps over numbered values, {@link org.espalier.program.Program}, and its lowering
 * to instructions over one arena of floats, {@link org.espalier.program.Lowering}, which every backend runs:
 * {@link org.espalier.program.ProgramBackend}. No network library is known here; {@code org.espalier.compile} turns DL4J
 * models into programs.
 */
@NullMarked
package org.espalier.program;

import org.jspecify.annotations.NullMarked;
