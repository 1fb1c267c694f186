package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;

/**
 * What a request is answered with.
 *
 * @param type the reply's message type
 * @param content its content, {@code status} included
 */
record Reply(String type, JsonObject content) {}
