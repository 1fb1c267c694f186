package org.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Methods that read inputs or curvature, worked out by hand or by brute force. */
class CurvatureTest {
    /** H = [2, 1; 1, 2], w = (1, 2): H⁻¹ = [2, −1; −1, 2] / 3. */
    private static final LayerView BY_HAND = gram(new double[][] {{1, 2}}, new double[][] {{2, 1}, {1, 2}});

    private static final SparseGpt GPT = new SparseGpt(1, 0, 128);
    private static final Obc OBC = new Obc(1, 0);

    @Test
    void wandaIsTheWeightTimesTheNormOfItsInput() {
        // [1·2, 2·0.5; 3·2, 0.1·0.5]: both outputs would lose their second weight, though 2 is larger than 1.
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {1, 2, 3, 0.1f}, 2, 2),
                Need.INPUT_NORMS,
                Nd4j.createFromArray(new double[] {2, 0.5}));

        assertThat(values(new Wanda().score(layer))).containsExactly(new double[] {2, 1, 6, 0.05}, within(1e-7));
    }

    @Test
    void optimalBrainDamageRemovesTheLargestWeightWhereTheCurvatureIsLow() {
        // ½·4·1², ½·0.5·2², ½·10·0.5²
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {1, 2, 0.5f}, 1, 3),
                Need.GAUSS_NEWTON,
                Nd4j.createFromArray(new double[][] {{4, 0.5, 10}}));

        assertThat(values(new Obd().score(layer))).containsExactly(2, 1, 1.25);
    }

    @Test
    void fisherIsTheSameByTheSquaredGradients() {
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {1, 2, 0.5f}, 1, 3),
                Need.GRADIENT_SQUARES,
                Nd4j.createFromArray(new double[][] {{4, 0.5, 10}}));

        assertThat(values(new Fisher().score(layer))).containsExactly(2, 1, 1.25);
    }

    @Test
    void theSurgeonScoresTheErrorThatIsLeftAndTheOtherWeightTakesOver() {
        // 1² / (2·2/3) = 0.75 and 2² / (2·2/3) = 3; δ = −1/(2/3) · (2/3, −1/3) = (−1, 0.5).
        assertThat(values(OBC.score(BY_HAND))).containsExactly(new double[] {0.75, 3}, within(1e-6));
        Solved solved = OBC.solve(BY_HAND, new Quota.Count(1));

        assertThat(values(solved.weights())).containsExactly(new double[] {0, 2.5}, within(1e-6));
        assertThat(values(solved.mask())).containsExactly(0, 1);
    }

    @Test
    void sparseGptPassesOnToTheRightOnly() {
        // U = [√(2/3), −1/√6; 0, √(1/2)]: 1/(2/3) = 1.5 and 4/(1/2) = 8.
        assertThat(values(GPT.score(BY_HAND))).containsExactly(new double[] {1.5, 8}, within(1e-6));
        assertThat(values(GPT.solve(BY_HAND, new Quota.Count(1)).weights()))
                .containsExactly(new double[] {0, 2.5}, within(1e-6));

        // With w = (2, 1) the last one goes, and nothing is left to take over, where the surgeon makes 2.5 of the
        // first.
        LayerView last = gram(new double[][] {{2, 1}}, new double[][] {{2, 1}, {1, 2}});
        assertThat(values(GPT.solve(last, new Quota.Count(1)).weights()))
                .containsExactly(new double[] {2, 0}, within(1e-6));
        assertThat(values(OBC.solve(last, new Quota.Count(1)).weights()))
                .containsExactly(new double[] {2.5, 0}, within(1e-6));
    }

    @Test
    void theSurgeonsEveryStepIsTheBestThatTryingAllFinds() {
        for (int trial = 0; trial < 5; trial++) {
            Problem problem = Problem.correlated(trial, 3, 6);
            boolean[] kept = allTrue(18);
            for (int removed = 1; removed <= 15; removed++) {
                double best = removeBest(problem, kept);
                Solved solved = OBC.solve(problem.layer(), new Quota.Count(removed));

                // Greedy row by row and then across rows is greedy over all, as long as losses rise along each row.
                assertThat(problem.error(values(solved.weights())))
                        .as("trial %d, %d removed", trial, removed)
                        .isLessThanOrEqualTo(best * (1 + 1e-3) + 1e-6);
            }
        }
    }

    /** Removes the weight whose removal, the others refitted from scratch, costs least; the error then. */
    private static double removeBest(Problem problem, boolean[] kept) {
        double best = Double.POSITIVE_INFINITY;
        int gone = -1;
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                kept[i] = false;
                double error = problem.error(problem.refit(kept));
                if (error < best) {
                    best = error;
                    gone = i;
                }
                kept[i] = true;
            }
        }
        kept[gone] = false;
        return best;
    }

    @Test
    void alongARowTheSurgeonRemovesTheVeryWeightsThatTryingAllFindsAndLeavesTheirRefit() {
        for (int trial = 0; trial < 20; trial++) {
            Problem problem = Problem.correlated(200 + trial, 1, 8);
            boolean[] kept = allTrue(8);
            for (int removed = 1; removed <= 7; removed++) {
                removeBest(problem, kept);
                double[] mask = new double[kept.length];
                for (int i = 0; i < kept.length; i++) {
                    mask[i] = kept[i] ? 1 : 0;
                }

                Solved solved = OBC.solve(problem.layer(), new Quota.Count(removed));

                assertThat(values(solved.mask()))
                        .as("trial %d, %d removed", trial, removed)
                        .containsExactly(mask);
                assertThat(values(solved.weights())).containsExactly(problem.refit(kept), within(1e-4));
            }
        }
    }

    @Test
    void theLossesOfTheTraceAddUpToTheErrorOfTheOutputs() {
        Problem problem = Problem.correlated(5, 1, 8);
        double[] weights = values(problem.layer().weights());
        Surgeon surgeon = new Surgeon(Curvature.of(problem.layer(), 0).inverse(), weights, 0, allTrue(8));
        Trace trace = surgeon.downTo(0, new int[8]);
        double sum = 0;
        for (int step = 0; step < 8; step++) {
            sum += trace.loss(step);
            double[] left =
                    values(OBC.solve(problem.layer(), new Quota.Count(step + 1)).weights());

            // ‖ΔwX‖²/n = Δw H Δwᵀ / 2
            assertThat(sum).isCloseTo(problem.error(left), within(1e-4 * Math.max(1, sum)));
        }
    }

    @Test
    void theKeptWeightsAreTheLeastSquaresRefit() {
        Problem problem = Problem.correlated(6, 4, 7);
        Solved solved = OBC.solve(problem.layer(), new Quota.Count(14));
        double[] mask = values(solved.mask());
        boolean[] kept = new boolean[mask.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = mask[i] == 1;
        }

        assertThat(values(solved.weights())).containsExactly(problem.refit(kept), within(1e-4));
    }

    @Test
    void errorsOnCorrelatedInputsFallFromMagnitudeToWandaToSparseGptToTheSurgeon() {
        for (int trial = 0; trial < 5; trial++) {
            Problem problem = Problem.correlated(100 + trial, 16, 32);
            double magnitude = problem.errorOfBest(new Magnitude().score(problem.layer()), 16);
            double wanda = problem.errorOfBest(new Wanda().score(problem.layer()), 16);
            double gpt = problem.error(values(
                    new SparseGpt().solve(problem.layer(), new Quota.Count(256)).weights()));
            double obc = problem.error(values(
                    new Obc().solve(problem.layer(), new Quota.Count(256)).weights()));

            assertThat(wanda).isLessThan(magnitude);
            assertThat(gpt).isLessThan(wanda);
            assertThat(obc).isLessThan(gpt);
        }
    }

    @Test
    void patternsHoldInEveryGroupOfBothSolvers() {
        // 7 channels: groups of 4 and 3 at each of the 2 × 2 positions, at most 2 kept of each.
        LayerInMemory layer = LayerInMemory.drawn(3, 5, 7, 2, 2);
        for (LayerSolver solver : new LayerSolver[] {GPT, OBC}) {
            Solved solved = solver.solve(layer, new Quota.Groups(2, 4));

            assertThat(solved.mask().sumNumber().intValue()).isEqualTo(5 * 4 * (2 + 2));
            for (int out = 0; out < 5; out++) {
                for (int position = 0; position < 4; position++) {
                    int first = 0;
                    for (int c = 0; c < 4; c++) {
                        first += solved.mask().getInt(out, c, position / 2, position % 2);
                    }
                    assertThat(first).isEqualTo(2);
                }
            }
            assertThat(solved.weights().mul(solved.mask())).isEqualTo(solved.weights());
        }
    }

    @Test
    void countsAreExactAndZerosStayZero() {
        LayerInMemory drawn = LayerInMemory.drawn(4, 6, 40);
        INDArray weights = drawn.weights().dup();
        for (int i = 0; i < 30; i++) {
            weights.putScalar(i * 7, 0);
        }
        LayerView layer = LayerInMemory.of(
                weights, Need.INPUT_GRAM, drawn.gathered(Need.INPUT_GRAM).get(0));
        for (LayerSolver solver : new LayerSolver[] {new SparseGpt(1, 0.01, 16), OBC}) {
            for (int count : new int[] {30, 31, 100, 239, 240}) {
                Solved solved = solver.solve(layer, new Quota.Count(count));

                assertThat(solved.mask().sumNumber().intValue()).isEqualTo(240 - count);
                for (int i = 0; i < 30; i++) {
                    assertThat(solved.weights().getDouble(i * 7)).isZero();
                }
            }
        }
    }

    @Test
    void weightsOfInputsThatAreNeverActiveGoFirst() {
        double[][] h = {{2, 0, 1}, {0, 0, 0}, {1, 0, 2}};
        for (LayerSolver solver : new LayerSolver[] {GPT, OBC}) {
            Solved solved = solver.solve(gram(new double[][] {{1, 9, 2}}, h), new Quota.Count(1));

            assertThat(values(solved.weights())).containsExactly(new double[] {1, 0, 2}, within(1e-6));
            assertThat(values(solved.mask())).containsExactly(1, 0, 1);
        }
    }

    @Test
    void aHessianThatIsNotPositiveDefiniteIsRefusedWithItsPivot() {
        LayerView twice = gram(new double[][] {{1, 2}}, new double[][] {{1, 1}, {1, 1}});

        assertThatIllegalStateException()
                .isThrownBy(() -> OBC.solve(twice, new Quota.Count(1)))
                .withMessage(
                        "layer layer: the Hessian of its 2 inputs is not positive definite: pivot 2 of 2 is 0.00; take more calibration batches, or damp it more");
        assertThat(values(OBC.damped(0.1).solve(twice, new Quota.Count(1)).mask()))
                .containsExactly(0, 1);
    }

    @Test
    void factorsOfTheInverseMultiplyToIt() {
        Problem problem = Problem.correlated(9, 1, 9);
        Curvature curvature = Curvature.of(problem.layer(), 0);
        int[] order = {3, 1, 4, 0, 5, 8, 2, 6, 7};
        double[] upper = curvature.upperOfInverse(order);
        double[] inverse = curvature.inverse();
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 9; j++) {
                double product = 0;
                for (int k = 0; k < 9; k++) {
                    product += upper[k * 9 + i] * upper[k * 9 + j];
                }
                assertThat(product).isCloseTo(inverse[order[i] * 9 + order[j]], within(1e-8));
                assertThat(i > j ? upper[i * 9 + j] : 0).isZero();
            }
        }
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SparseGpt().damped(-1))
                .withMessage("sparseGpt: damp must be a number of at least 0, found -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Obc(0, 0))
                .withMessage("obc: batches must be at least 1, found 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quota.Groups(4, 4))
                .withMessage("n of every m weights are kept, 1 <= n < m, found n = 4, m = 4");
    }

    private static LayerView gram(double[][] weights, double[][] gram) {
        return LayerInMemory.of(
                Nd4j.createFromArray(weights).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT),
                Need.INPUT_GRAM,
                Nd4j.createFromArray(gram));
    }

    private static boolean[] allTrue(int length) {
        boolean[] all = new boolean[length];
        java.util.Arrays.fill(all, true);
        return all;
    }

    private static double[] values(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    /** A drawn layer and its inputs, whose errors are computed from the definition. */
    private record Problem(LayerView layer, INDArray x) {

        static Problem correlated(long seed, int out, int in) {
            Random random = new Random(seed);
            int examples = 10 * in;
            double[][] x = new double[examples][in];
            for (double[] row : x) {
                double common = random.nextGaussian();
                for (int j = 0; j < in; j++) {
                    common = 0.9 * common + 0.4 * random.nextGaussian();
                    row[j] = common * (1 + 3.0 * j / in);
                }
            }
            float[] w = new float[out * in];
            for (int i = 0; i < w.length; i++) {
                w[i] = (float) random.nextGaussian();
            }
            INDArray inputs = Nd4j.createFromArray(x);
            var gathered = java.util.Map.of(
                    Need.INPUT_GRAM,
                            java.util.List.of(inputs.transpose().mmul(inputs).muli(2.0 / examples)),
                    Need.INPUT_NORMS, java.util.List.of(inputs.norm2(0)));
            return new Problem(new LayerInMemory("layer", Nd4j.create(w, new long[] {out, in}), gathered, 1), inputs);
        }

        /** {@code ‖(w − v)X‖²/n} */
        double error(double... v) {
            INDArray weights = layer.weights().castTo(x.dataType());
            INDArray change = weights.sub(Nd4j.createFromArray(v).reshape('c', weights.shape()));
            INDArray outputs = x.mmul(change.transpose());
            return outputs.mul(outputs).sumNumber().doubleValue() / x.size(0);
        }

        /** Least squares by normal equations over the kept columns of X. */
        double[] refit(boolean... kept) {
            int in = (int) x.size(1);
            double[] w = values(layer.weights());
            double[] refit = new double[w.length];
            for (int row = 0; row < w.length / in; row++) {
                int from = row * in;
                int[] columns = java.util.stream.IntStream.range(0, in)
                        .filter(j -> kept[from + j])
                        .toArray();
                if (columns.length == 0) {
                    continue;
                }
                INDArray target = x.mmul(Nd4j.createFromArray(java.util.Arrays.copyOfRange(w, from, from + in))
                        .reshape(in, 1));
                INDArray part = x.getColumns(columns);
                INDArray solved = org.nd4j.linalg.inverse.InvertMatrix.invert(
                                part.transpose().mmul(part), false)
                        .mmul(part.transpose().mmul(target));
                for (int i = 0; i < columns.length; i++) {
                    refit[from + columns[i]] = solved.getDouble(i);
                }
            }
            return refit;
        }

        /** The error when each output keeps so many weights of highest score, as they are. */
        double errorOfBest(INDArray scores, int keptPerOutput) {
            double[] w = values(layer.weights());
            double[] s = values(scores);
            int in = (int) x.size(1);
            for (int i = 0; i < w.length; i++) {
                double score = s[i];
                int from = i / in * in;
                long above = java.util.stream.IntStream.range(from, from + in)
                        .filter(j -> s[j] > score)
                        .count();
                w[i] = above < keptPerOutput ? w[i] : 0;
            }
            return error(w);
        }
    }
}
