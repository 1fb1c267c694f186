package org.espalier.kernels.vector;

import java.util.List;
import java.util.Optional;
import org.espalier.program.Instruction;
import org.espalier.program.Region;
import org.espalier.sparse.Activation;

/** A product of a program with one output position: a dense layer on one example. */
final class ArenaColumn implements VectorProducts.Packed {
    private final List<Panels> panels;
    private final Activation activation;
    private final Optional<Region> addend;
    private final Region out;
    private final int in;

    ArenaColumn(Instruction.Product p) {
        this.panels = Panels.of(p, Blocks.of(p.weights(), ColumnKernels.most(), p.groups()), 1);
        this.activation = p.epilogue().activation();
        this.addend = p.addend();
        this.out = p.out();
        this.in = p.in().start();
    }

    @Override
    public void run(float[] arena) {
        boolean inPlace = addend.isEmpty() && out.plane() == 1;
        float[] sums = inPlace ? arena : new float[out.channels()];
        int at = inPlace ? out.start() : 0;
        for (Panels p : panels) {
            ColumnKernels.run(p, arena, in, sums, at);
        }
        for (int row = 0; row < out.channels(); row++) {
            float sum =
                    sums[at + row] + (addend.isPresent() ? arena[addend.get().at(row, 0, 0)] : 0);
            arena[out.at(row, 0, 0)] = activation.of(sum);
        }
    }
}
