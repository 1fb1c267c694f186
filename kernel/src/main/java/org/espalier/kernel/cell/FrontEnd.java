package org.espalier.kernel.cell;

import com.google.gson.JsonObject;
import java.util.List;

/** The other side of a notebook, as far as cells may talk to it. */
public interface FrontEnd {

    /**
     * Asks the person in front of the notebook and waits for the answer.
     *
     * @param isSecret whether the answer is not to be seen while it is typed
     * @throws InputNotPossible when nobody is there to answer
     * @throws InterruptedException when the cell is to stop
     */
    String ask(String prompt, boolean isSecret) throws InterruptedException;

    /** Takes away what the running cell has shown; with {@code wait} only when something new is shown. */
    void clear(boolean wait);

    /**
     * Sends {@code comm_open}, {@code comm_msg} or {@code comm_close}.
     *
     * @param buffers binary parts that travel beside the JSON
     */
    void comm(String type, JsonObject content, List<byte[]> buffers);
}
