package org.espalier.compile;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.espalier.program.Instruction;
import org.espalier.program.JavaProgram;
import org.espalier.program.Region;
import org.espalier.sparse.Activation;
import org.espalier.sparse.CsrMatrix;

/** Products as their instruction defines them, sums in double precision: slow, and what a disagreement is traced with. */
final class PlainSums implements JavaProgram.Products {
    private final Map<Instruction.Product, Packed> packed = new IdentityHashMap<>();

    private record Packed(int[] pointers, int[] columns, float[] values) {
        static Packed of(CsrMatrix m) {
            return new Packed(m.rowPointers(), m.columnIndices(), m.values());
        }
    }

    @Override
    public void prepare(Instruction.Product product, int lanes) {
        packed.put(product, Packed.of(product.weights().toCsr()));
    }

    @Override
    public void run(Instruction.Product product, int lanes, float[] arena) {
        Packed weights = Objects.requireNonNull(packed.get(product), "a product that was prepared");
        int[] pointers = weights.pointers();
        int[] columns = weights.columns();
        float[] values = weights.values();
        float[] bias = product.epilogue().bias();
        Activation activation = product.epilogue().activation();
        Region out = product.out();
        int rowsOfAGroup = out.channels() / product.groups();
        for (int row = 0; row < out.channels(); row++) {
            int start = product.in().start() + row / rowsOfAGroup * product.groupStride();
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        double sum = bias == null ? 0 : bias[row];
                        if (product.addend().isPresent()) {
                            sum += arena[product.addend().get().at(row, y, x) * lanes + lane];
                        }
                        for (int at = pointers[row]; at < pointers[row + 1]; at++) {
                            int place = start
                                    + product.offsets()[columns[at]]
                                    + y * product.in().pitch()
                                    + x;
                            sum += (double) values[at] * arena[place * lanes + lane];
                        }
                        arena[out.at(row, y, x) * lanes + lane] = activation.of((float) sum);
                    }
                }
            }
        }
    }
}
