package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import org.dflib.jjava.jupyter.messages.MessageType;

/**
 * What a request is answered with.
 *
 * @param type the reply's message type
 * @param content its content, {@code status} included
 */
record Reply(MessageType<?> type, JsonObject content) {}
