package org.espalier.program;

import org.espalier.sparse.Activation;

/** A product as its instruction defines it, sums in double precision. */
final class PlainProducts {
    private PlainProducts() {}

    static void run(Instruction.Product i, int lanes, float[] arena) {
        float[] dense = i.weights().toDense();
        float[] bias = i.epilogue().bias();
        Activation activation = i.epilogue().activation();
        Region out = i.out();
        int rowsOfAGroup = out.channels() / i.groups();
        int columns = i.offsets().length;
        for (int row = 0; row < out.channels(); row++) {
            int group = i.in().start() + row / rowsOfAGroup * i.groupStride();
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    int base = group + y * i.in().pitch() + x;
                    for (int lane = 0; lane < lanes; lane++) {
                        double sum = bias == null ? 0 : bias[row];
                        if (i.addend().isPresent()) {
                            sum += arena[i.addend().get().at(row, y, x) * lanes + lane];
                        }
                        for (int k = 0; k < columns; k++) {
                            float weight = dense[row * columns + k];
                            if (weight != 0) {
                                sum += (double) weight * arena[(base + i.offsets()[k]) * lanes + lane];
                            }
                        }
                        arena[out.at(row, y, x) * lanes + lane] = activation.of((float) sum);
                    }
                }
            }
        }
    }
}
