package org.espalier.program;

import org.espalier.program.Step.Combination.Operation;

/** What is neither a product nor pooling, in plain Java. */
final class JavaInstructions {
    private JavaInstructions() {}

    static void combine(Instruction.Combine i, int lanes, float[] arena) {
        Region out = i.out();
        int inputs = i.in().size();
        for (int c = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width() * lanes; x++) {
                    float value = arena[i.in().get(0).at(c, y, 0) * lanes + x];
                    for (int other = 1; other < inputs; other++) {
                        value = combined(
                                i.operation(), value, arena[i.in().get(other).at(c, y, 0) * lanes + x]);
                    }
                    if (i.operation() == Operation.MEAN) {
                        value /= inputs;
                    }
                    arena[out.at(c, y, 0) * lanes + x] = i.activation().of(value);
                }
            }
        }
    }

    private static float combined(Operation operation, float a, float b) {
        return switch (operation) {
            case ADD, MEAN -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case MAX -> Math.max(a, b);
        };
    }

    static void move(Instruction.Move i, int lanes, float[] arena) {
        Region in = i.in();
        Region out = i.out();
        for (int c = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                int row = i.startY() + y * i.stepY();
                for (int x = 0; x < out.width(); x++) {
                    int column = i.startX() + x * i.stepX();
                    boolean inside = row >= 0 && row < in.height() && column >= 0 && column < in.width();
                    int to = out.at(c, y, x) * lanes;
                    for (int lane = 0; lane < lanes; lane++) {
                        arena[to + lane] = inside ? arena[in.at(c, row, column) * lanes + lane] : 0;
                    }
                }
            }
        }
    }

    static void scale(Instruction.Scale i, int lanes, float[] arena) {
        Region out = i.out();
        for (int c = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                int from = i.in().at(c, y, 0) * lanes;
                int to = out.at(c, y, 0) * lanes;
                for (int x = 0; x < out.width() * lanes; x++) {
                    arena[to + x] = i.activation().of(i.scale()[c] * arena[from + x] + i.shift()[c]);
                }
            }
        }
    }

    static void apply(Instruction.Apply i, int lanes, float[] arena) {
        Region out = i.out();
        for (int c = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                int from = i.in().at(c, y, 0) * lanes;
                int to = out.at(c, y, 0) * lanes;
                for (int x = 0; x < out.width() * lanes; x++) {
                    arena[to + x] = (float) i.function().of(arena[from + x], i.alpha());
                }
            }
        }
    }

    static void soften(Instruction.Soften i, int lanes, float[] arena) {
        Region out = i.out();
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width() * lanes; x++) {
                int from = i.in().at(0, y, 0) * lanes + x;
                int to = out.at(0, y, 0) * lanes + x;
                soften(arena, from, i.in().plane() * lanes, to, out.plane() * lanes, out.channels());
            }
        }
    }

    private static void soften(float[] arena, int from, int fromStep, int to, int toStep, int channels) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < channels; c++) {
            largest = Math.max(largest, arena[from + c * fromStep]);
        }
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            double e = Math.exp((double) arena[from + c * fromStep] - largest);
            arena[to + c * toStep] = (float) e;
            sum += e;
        }
        for (int c = 0; c < channels; c++) {
            arena[to + c * toStep] = (float) (arena[to + c * toStep] / sum);
        }
    }
}
