package org.espalier.kernels.vector;

import java.util.IdentityHashMap;
import java.util.Map;
import org.espalier.program.Instruction;
import org.espalier.program.JavaProgram;

/** The products of one program. */
final class VectorProducts implements JavaProgram.Products {
    /** A product with its weights ready for the kernels. */
    interface Packed {
        void run(float[] arena);
    }

    private final Map<Instruction.Product, Packed> packed = new IdentityHashMap<>();

    @Override
    public void prepare(Instruction.Product product, int lanes) {
        boolean onePosition =
                lanes == 1 && product.out().height() == 1 && product.out().width() == 1;
        packed.put(product, onePosition ? new ArenaColumn(product) : new ArenaProduct(product, lanes));
    }

    @Override
    public void run(Instruction.Product product, int lanes, float[] arena) {
        Packed ready = packed.get(product);
        if (ready == null) {
            throw new IllegalStateException("this product was not prepared: step %d".formatted(product.step()));
        }
        ready.run(arena);
    }
}
