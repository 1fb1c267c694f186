package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * A message to front ends.
 *
 * @param identities the way to the front end that asked, or the topic of something for everyone
 * @param parent the header of what it answers, empty when it answers nothing
 */
record Outgoing(
        List<byte[]> identities, JsonObject header, JsonObject parent, JsonObject content, List<byte[]> buffers) {}
