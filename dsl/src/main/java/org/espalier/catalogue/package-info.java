/** Every method there is, by enumeration: those on the class path and those made in this session. */
@NullMarked
package org.espalier.catalogue;

import org.jspecify.annotations.NullMarked;
