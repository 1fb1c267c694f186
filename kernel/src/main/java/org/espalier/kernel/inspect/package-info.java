/**
 * What is told of a name: the signature, and the Javadoc of the library and of the JDK as readable text. It knows neither
 * JShell nor sockets.
 */
@NullMarked
package org.espalier.kernel.inspect;

import org.jspecify.annotations.NullMarked;
