package org.espalier.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Window;
import org.espalier.sparse.Activation;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;

/** Small programs for plans: dense layers in a row, weights drawn from a seed. */
final class Programs {
    static final int WIDTH = 24;

    private Programs() {}

    /** Layers {@code fc0, fc1, …} of {@value #WIDTH} units with so much of their weights zero. */
    static Program ofSparsities(double... sparsities) {
        List<Step> steps = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(11);
        for (double sparsity : sparsities) {
            steps.add(layer(steps.size(), DenseMatrix.of(weights(random, sparsity, 1), WIDTH, WIDTH)));
        }
        return new Program(Shape.vector(WIDTH), steps);
    }

    /** The same with {@code height} rows pruned together. */
    static Program ofBlocks(double sparsity, int height) {
        float[] weights = weights(new SplittableRandom(12), sparsity, height);
        return new Program(Shape.vector(WIDTH), List.of(layer(0, DenseMatrix.of(weights, WIDTH, WIDTH))));
    }

    /** One layer with {@code n} weights left of every {@code m} in a row, the first or the last of them by turns. */
    static Program ofPattern(int n, int m) {
        float[] weights = new float[WIDTH * WIDTH];
        for (int i = 0; i < weights.length; i++) {
            boolean last = i / m % 2 == 1;
            weights[i] = (last ? m - 1 - i % m : i % m) < n ? 1 + i : 0;
        }
        return new Program(Shape.vector(WIDTH), List.of(layer(0, DenseMatrix.of(weights, WIDTH, WIDTH))));
    }

    static Convolution layer(int number, SparseMatrix weights) {
        return new Convolution(
                "fc" + number,
                number,
                Window.of(1, 1),
                1,
                weights,
                Epilogue.NONE.then(Activation.RELU),
                OptionalInt.empty(),
                Shape.vector(weights.rows()));
    }

    private static float[] weights(SplittableRandom random, double sparsity, int height) {
        float[] weights = new float[WIDTH * WIDTH];
        for (int panel = 0; panel < WIDTH / height; panel++) {
            for (int column = 0; column < WIDTH; column++) {
                boolean kept = random.nextDouble() >= sparsity;
                for (int row = panel * height; kept && row < (panel + 1) * height; row++) {
                    weights[row * WIDTH + column] = (float) random.nextDouble(-1, 1);
                }
            }
        }
        return weights;
    }
}
