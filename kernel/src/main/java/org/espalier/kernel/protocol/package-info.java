/**
 * The Jupyter messaging protocol: sockets, message loops, replies. The only package that knows the base library
 * (JJava's protocol half) and ZeroMQ, so that either can be replaced here; it evaluates nothing itself.
 */
@NullMarked
package org.espalier.kernel.protocol;

import org.jspecify.annotations.NullMarked;
