package org.espalier.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Step.Softmax;
import org.espalier.sparse.Activation;

/**
 * What a program computes for one example, straight from the definition of each step, in double precision; and how far
 * single precision may be off: errors of the inputs are carried through, each step adds its own.
 */
final class Oracle {
    private static final double ULP = Math.ulp(1f);

    /** A value's elements, {@code [channels, height, width]}, and how far each may be off. */
    record Value(Shape shape, double[] exact, double[] tolerance) {
        static Value of(Shape shape) {
            return new Value(shape, new double[shape.values()], new double[shape.values()]);
        }

        int at(int c, int y, int x) {
            return (c * shape.height() + y) * shape.width() + x;
        }

        boolean has(int y, int x) {
            return y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
        }

        void put(int at, double value, double off) {
            exact[at] = value;
            tolerance[at] = off;
        }
    }

    private Oracle() {}

    /** The output for one example. */
    static Value run(Program program, float[] example) {
        List<Value> values = new ArrayList<>();
        Value input = Value.of(program.input());
        for (int i = 0; i < example.length; i++) {
            input.put(i, example[i], 0);
        }
        values.add(input);
        for (Step step : program.steps()) {
            values.add(run(step, step.inputs().stream().map(values::get).toList()));
        }
        return values.get(values.size() - 1);
    }

    private static Value run(Step step, List<Value> in) {
        Value out = Value.of(step.output());
        if (step instanceof Convolution c) {
            convolve(c, in.get(0), in.size() > 1 ? in.get(1) : Value.of(step.output()), out);
        } else if (step instanceof Pooling p) {
            pool(p, in.get(0), out);
        } else if (step instanceof Combination c) {
            combine(c, in, out);
        } else if (step instanceof Concatenation) {
            int at = 0;
            for (Value part : in) {
                System.arraycopy(part.exact, 0, out.exact, at, part.exact.length);
                System.arraycopy(part.tolerance, 0, out.tolerance, at, part.exact.length);
                at += part.exact.length;
            }
        } else if (step instanceof Scaling s) {
            scale(s, in.get(0), out);
        } else if (step instanceof Framing f) {
            frame(f, in.get(0), out);
        } else if (step instanceof Pointwise p) {
            apply(p, in.get(0), out);
        } else if (step instanceof Softmax) {
            soften(in.get(0), out);
        } else if (step instanceof Foreign f) {
            call(f, in, out);
        }
        return out;
    }

    private static void convolve(Convolution c, Value in, Value addend, Value out) {
        Window w = c.window();
        float[] dense = c.weights().toDense();
        float[] bias = c.epilogue().bias();
        int rowsOfAGroup = out.shape.channels() / c.groups();
        int channelsOfAGroup = in.shape.channels() / c.groups();
        for (int o = 0; o < out.shape.channels(); o++) {
            for (int y = 0; y < out.shape.height(); y++) {
                for (int x = 0; x < out.shape.width(); x++) {
                    int at = out.at(o, y, x);
                    double b = bias == null ? 0 : bias[o];
                    double sum = b + addend.exact[at];
                    double sizes = Math.abs(b) + Math.abs(addend.exact[at]);
                    double carried = addend.tolerance[at];
                    int weight = o * c.weights().columns();
                    int terms = 0;
                    for (int i = 0; i < channelsOfAGroup; i++) {
                        for (int ky = 0; ky < w.height(); ky++) {
                            for (int kx = 0; kx < w.width(); kx++, weight++) {
                                int row = w.firstRow(y) + ky * w.dilationY();
                                int column = w.firstColumn(x) + kx * w.dilationX();
                                if (dense[weight] != 0 && in.has(row, column)) {
                                    int from = in.at(o / rowsOfAGroup * channelsOfAGroup + i, row, column);
                                    double product = dense[weight] * in.exact[from];
                                    sum += product;
                                    sizes += Math.abs(product);
                                    carried += Math.abs(dense[weight]) * in.tolerance[from];
                                    terms++;
                                }
                            }
                        }
                    }
                    out.put(at, activated(c.epilogue().activation(), sum), carried + 4 * (terms + 3) * ULP * sizes);
                }
            }
        }
    }

    private static double activated(Activation activation, double x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> x < 0 ? 0 : x;
        };
    }

    private static void pool(Pooling p, Value in, Value out) {
        Window w = p.window();
        for (int c = 0; c < out.shape.channels(); c++) {
            for (int y = 0; y < out.shape.height(); y++) {
                for (int x = 0; x < out.shape.width(); x++) {
                    double largest = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    double sizes = 0;
                    double off = 0;
                    double farthest = 0;
                    int cells = 0;
                    for (int ky = 0; ky < w.height(); ky++) {
                        for (int kx = 0; kx < w.width(); kx++) {
                            int row = w.firstRow(y) + ky * w.dilationY();
                            int column = w.firstColumn(x) + kx * w.dilationX();
                            if (in.has(row, column)) {
                                int from = in.at(c, row, column);
                                largest = Math.max(largest, in.exact[from]);
                                sum += in.exact[from];
                                sizes += Math.abs(in.exact[from]);
                                off += in.tolerance[from];
                                farthest = Math.max(farthest, in.tolerance[from]);
                                cells++;
                            }
                        }
                    }
                    double divisor = switch (p.kind()) {
                        case MAX, SUM -> 1;
                        case MEAN -> Math.max(1, cells);
                        case MEAN_WITH_PADDING -> w.height() * w.width();
                    };
                    boolean max = p.kind() == Pooling.Kind.MAX;
                    double rounding = (cells + 3) * ULP * sizes;
                    out.put(
                            out.at(c, y, x),
                            max ? largest : sum / divisor,
                            max ? farthest : (off + rounding) / divisor);
                }
            }
        }
    }

    private static void combine(Combination c, List<Value> in, Value out) {
        for (int at = 0; at < out.exact.length; at++) {
            double value = in.get(0).exact[at];
            double off = in.get(0).tolerance[at];
            double sizes = Math.abs(value);
            for (Value other : in.subList(1, in.size())) {
                double next = other.exact[at];
                double nextOff = other.tolerance[at];
                switch (c.operation()) {
                    case ADD, MEAN, SUBTRACT -> {
                        value += c.operation() == Combination.Operation.SUBTRACT ? -next : next;
                        off += nextOff;
                        sizes += Math.abs(next);
                    }
                    case MULTIPLY -> {
                        off = Math.abs(value) * nextOff + Math.abs(next) * off + off * nextOff;
                        value *= next;
                        sizes = Math.abs(value);
                    }
                    case MAX -> {
                        value = Math.max(value, next);
                        off = Math.max(off, nextOff);
                        sizes = Math.abs(value);
                    }
                }
            }
            double divisor = c.operation() == Combination.Operation.MEAN ? in.size() : 1;
            double rounding = (in.size() + 2) * ULP * sizes;
            out.put(at, activated(c.activation(), value / divisor), (off + rounding) / divisor);
        }
    }

    private static void scale(Scaling s, Value in, Value out) {
        int positions = out.shape.height() * out.shape.width();
        for (int at = 0; at < out.exact.length; at++) {
            double scaled = s.scale()[at / positions] * in.exact[at];
            double shift = s.shift()[at / positions];
            out.put(
                    at,
                    activated(s.activation(), scaled + shift),
                    Math.abs(s.scale()[at / positions]) * in.tolerance[at]
                            + 3 * ULP * (Math.abs(scaled) + Math.abs(shift)));
        }
    }

    private static void frame(Framing f, Value in, Value out) {
        for (int c = 0; c < out.shape.channels(); c++) {
            for (int y = 0; y < out.shape.height(); y++) {
                for (int x = 0; x < out.shape.width(); x++) {
                    if (in.has(y - f.top(), x - f.left())) {
                        int from = in.at(c, y - f.top(), x - f.left());
                        out.put(out.at(c, y, x), in.exact[from], in.tolerance[from]);
                    }
                }
            }
        }
    }

    /** No function is steeper than 1.2, but for a parameter above that. */
    private static void apply(Pointwise p, Value in, Value out) {
        double steepest = Math.max(1.2, Math.abs(p.alpha()));
        for (int at = 0; at < out.exact.length; at++) {
            double value = p.function().of(in.exact[at], p.alpha());
            out.put(at, value, steepest * in.tolerance[at] + 2e-6 * (Math.abs(value) + 0.1));
        }
    }

    private static void soften(Value in, Value out) {
        int positions = out.shape.height() * out.shape.width();
        for (int position = 0; position < positions; position++) {
            double largest = Double.NEGATIVE_INFINITY;
            double off = 0;
            for (int at = position; at < out.exact.length; at += positions) {
                largest = Math.max(largest, in.exact[at]);
                off = Math.max(off, in.tolerance[at]);
            }
            double sum = 0;
            for (int at = position; at < out.exact.length; at += positions) {
                sum += Math.exp(in.exact[at] - largest);
            }
            for (int at = position; at < out.exact.length; at += positions) {
                double share = Math.exp(in.exact[at] - largest) / sum;
                out.put(at, share, share * Math.expm1(2 * off) + 4e-6 * share + 1e-7);
            }
        }
    }

    private static void call(Foreign f, List<Value> in, Value out) {
        List<float[]> arrays = new ArrayList<>();
        double off = 0;
        for (Value value : in) {
            float[] array = new float[value.exact.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = (float) value.exact[i];
            }
            arrays.add(array);
            off = Math.max(off, Arrays.stream(value.tolerance).max().orElse(0));
        }
        float[] result = new float[out.exact.length];
        f.layer().compute(1, arrays, result);
        for (int i = 0; i < result.length; i++) {
            out.put(i, result[i], off + 4 * ULP * Math.abs(result[i]));
        }
    }
}
