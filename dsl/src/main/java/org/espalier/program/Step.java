package org.espalier.program;

import java.util.List;
import java.util.OptionalInt;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;

/** One operator of a {@link Program}: which values it reads, and the shape of the one it computes. */
public sealed interface Step {
    /** The layer's name, as in the model. */
    String name();

    /** The numbers of the values it reads. */
    List<Integer> inputs();

    /** The shape of what it computes, per example. */
    Shape output();

    /**
     * A convolution, or a dense layer, whose window is the whole input: {@code activation(weights · window + bias +
     * addend)}.
     *
     * @param groups into how many groups the channels are cut, on both sides; 1 for an ordinary convolution, as many as
     *     there are input channels for a depthwise one
     * @param weights {@code [out channels × (in channels / groups · window height · window width)]}, columns in the order
     *     channel, row, column
     * @param epilogue bias, one value per output channel, and activation
     * @param addend a value of the output's shape that is added before the activation, a residual; empty if none
     */
    record Convolution(
            String name,
            int input,
            Window window,
            int groups,
            SparseMatrix weights,
            Epilogue epilogue,
            OptionalInt addend,
            Shape output)
            implements Step {
        @Override
        public List<Integer> inputs() {
            return addend.isPresent() ? List.of(input, addend.getAsInt()) : List.of(input);
        }

        /** The same with its weights stored otherwise. */
        public Convolution with(SparseMatrix other) {
            return new Convolution(name, input, window, groups, other, epilogue, addend, output);
        }
    }

    /** Pooling, each channel by itself; global where the window is the whole input. */
    record Pooling(String name, int input, Window window, Kind kind, Shape output) implements Step {
        /** What is made of the values in a window. */
        public enum Kind {
            /** The largest; padding is left out. */
            MAX,
            /** Their mean; padding is left out of sum and count. */
            MEAN,
            /** Their sum over the window's size: padding counts as zeros. */
            MEAN_WITH_PADDING,
            /** Their sum. */
            SUM
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** Several values of one shape combined element by element, then an activation. */
    record Combination(String name, List<Integer> inputs, Operation operation, Activation activation, Shape output)
            implements Step {
        /** How. */
        public enum Operation {
            /** The sum. */
            ADD,
            /** The first less the second; there are two. */
            SUBTRACT,
            /** The product. */
            MULTIPLY,
            /** The mean. */
            MEAN,
            /** The largest. */
            MAX
        }

        /** Copies the list. */
        public Combination {
            inputs = List.copyOf(inputs);
        }
    }

    /** The channels of several values, one after the other. */
    record Concatenation(String name, List<Integer> inputs, Shape output) implements Step {
        /** Copies the list. */
        public Concatenation {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * {@code activation(scale · x + shift)}, one pair for each channel: a batch normalisation that no convolution took in.
     * The arrays are the step's own and must not be changed.
     */
    record Scaling(String name, int input, float[] scale, float[] shift, Activation activation, Shape output)
            implements Step {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** The value in a frame of zeros; negative sizes cut it instead. Below and to the right follow from the output. */
    record Framing(String name, int input, int top, int left, Shape output) implements Step {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** A function of each value by itself. */
    record Pointwise(String name, int input, Function function, float alpha, Shape output) implements Step {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** Softmax over the channels, at each position. */
    record Softmax(String name, int input, Shape output) implements Step {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /**
     * Something no backend knows, computed by whoever made the program.
     *
     * @param reason why no backend computes it, for reports
     */
    record Foreign(String name, List<Integer> inputs, Layer layer, String reason, Shape output) implements Step {
        /** Computes a whole batch; called by one thread at a time for each arena, by several over all. */
        public interface Layer {
            /**
             * Computes.
             *
             * @param examples how many
             * @param in one array for each input, {@code [examples, channels, height, width]}
             * @param out {@code [examples, channels, height, width]}
             */
            void compute(int examples, List<float[]> in, float[] out);
        }

        /** Copies the list. */
        public Foreign {
            inputs = List.copyOf(inputs);
        }
    }
}
