/** What is written to and read from files and text: methods as YAML. */
@NullMarked
package org.espalier.io;

import org.jspecify.annotations.NullMarked;
