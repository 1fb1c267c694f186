package org.espalier.kernel.cell;

import com.google.gson.JsonObject;
import java.util.List;
import org.espalier.kernel.render.Outputs;

/**
 * Runs that nobody watches, such as those of a notebook file: there is nobody to ask, and no widget listens.
 *
 * @param outputs where the cells show
 */
public record NoFrontEnd(Outputs outputs) implements FrontEnd {

    @Override
    public String ask(String prompt, boolean isSecret) {
        throw new InputNotPossible(
                "this cell asks for input, but the notebook runs without a front end in which somebody could answer; "
                        + "put the answer into a variable, or open the notebook in Jupyter");
    }

    @Override
    public void clear(boolean wait) {
        outputs.clear(wait);
    }

    @Override
    public void comm(String type, JsonObject content, List<byte[]> buffers) {
        // What a widget displays besides is all that a file can keep of it.
    }
}
