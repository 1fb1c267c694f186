package org.espalier.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.espalier.criterion.Need;
import org.espalier.data.Dataset;
import org.espalier.measure.Int8;
import org.espalier.model.BatchStatistics;
import org.espalier.model.Network;
import org.espalier.recipe.During;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Start;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.recovery.Decay;
import org.espalier.recovery.Recovery;
import org.espalier.recovery.Training;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Runs one recipe with one seed: score, allocate, mask or shrink, recover, once for each step of the schedule. */
final class Pruner {
    private final Recipe recipe;
    private final Budget budget;
    private final DenseModel dense;
    private final Dataset data;
    private final Trainer trainer;
    private final Settings settings;
    private final Meter meter;
    private final long seed;
    private final List<Cut> cuts = new ArrayList<>();
    private int trainings;
    private boolean quantised;
    private Network network;

    Pruner(
            Recipe recipe,
            Budget budget,
            DenseModel dense,
            Dataset data,
            Trainer trainer,
            Settings settings,
            Meter meter,
            long seed) {
        this.recipe = recipe;
        this.budget = budget;
        this.dense = dense;
        this.data = data;
        this.trainer = trainer;
        this.settings = settings;
        this.meter = meter;
        this.seed = seed;
        this.network = recipe.start() == Start.INITIALISATION
                ? dense.after(0)
                : dense.network().copy();
    }

    /**
     * The network after one step.
     *
     * @param asked the removed fraction the schedule asked for
     * @param fidelity largest output difference between the masked and the shrunk network, where channels were cut
     * @param quantised whether its weights are 8-bit integers times a scale
     */
    record Step(int number, double asked, Network network, OptionalDouble fidelity, boolean quantised) {}

    List<Step> run() {
        return run(Steps.FORGOTTEN);
    }

    /** From the last step that was kept. */
    List<Step> run(Steps kept) {
        List<Step> steps = new ArrayList<>();
        for (Steps.Finished done : kept.soFar(recipe.rounds())) {
            steps.add(done.step());
            network = done.step().network().copy();
            cuts.clear();
            cuts.addAll(done.cuts());
            trainings = done.trainings();
            quantised = done.step().quantised();
            meter.read(1, recipe.epochs() * trainer.stepsPerEpoch() / recipe.rounds());
        }
        for (int i = steps.size() + 1; i <= recipe.rounds(); i++) {
            String where = recipe.rounds() == 1
                    ? recipe.name()
                    : "%s, step %d of %d".formatted(recipe.name(), i, recipe.rounds());
            double asked = recipe.during().isPresent()
                    ? recipe.to().removed()
                    : recipe.over().at(i, recipe.to().removed());
            // What else may draw draws the same whether the steps before were done now or read.
            Nd4j.getRandom().setSeed(Seeds.of(seed, "step", i));
            OptionalDouble fidelity;
            if (recipe.during().isPresent()) {
                meter.task(where + ": " + recipe.during().get().sentence());
                fidelity = whileTraining(recipe.during().get());
            } else {
                meter.task(where + ": score and remove");
                fidelity = removeInRounds(recipe.over().at(i - 1, recipe.to().removed()), asked, i);
            }
            for (Recovery step : recipe.then()) {
                if (step.atTheEnd() && i < recipe.rounds()) {
                    continue;
                }
                meter.task(where + ": " + step.sentence());
                step.recover(new MaskedTraining());
            }
            Step step = new Step(i, asked, network.copy(), fidelity, quantised);
            kept.finished(new Steps.Finished(step, cuts, trainings));
            steps.add(step);
        }
        return steps;
    }

    /** The fraction left falls by the same factor from round to round; the largest difference of any. */
    private OptionalDouble removeInRounds(double before, double asked, int step) {
        int rounds = recipe.prune() instanceof Unit.Pattern ? 1 : recipe.by().rounds();
        OptionalDouble fidelity = OptionalDouble.empty();
        for (int round = 1; round <= rounds; round++) {
            double removed = round == rounds
                    ? asked
                    : 1 - (1 - before) * Math.pow((1 - asked) / (1 - before), (double) round / rounds);
            if (rounds > 1) {
                // Where an interrupted run stops.
                meter.task("%s: score and remove, round %d of %d".formatted(recipe.name(), round, rounds));
            }
            OptionalDouble found = remove(recipe.to().withRemoved(removed), step);
            fidelity =
                    found.isPresent() ? OptionalDouble.of(Math.max(found.getAsDouble(), fidelity.orElse(0))) : fidelity;
        }
        return fidelity;
    }

    private OptionalDouble remove(Target target, int step) {
        return take(removal().remove(network, target, Seeds.of(seed, "score", step)));
    }

    private OptionalDouble whileTraining(During during) {
        return take(
                new WhileTraining(during, removal(), trainer, meter, Seeds.of(seed, "while training", 0)).run(network));
    }

    private Removal removal() {
        return new Removal(recipe, budget, data, settings.batchSize(), meter);
    }

    private OptionalDouble take(Removal.Removed removed) {
        network = removed.network();
        cuts.addAll(removed.cuts());
        return removed.fidelity();
    }

    /** What recovery steps may do with the pruned network. */
    private final class MaskedTraining implements Training {

        @Override
        public void train(int epochs, OptionalDouble learningRate) {
            if (epochs < 1) {
                throw new IllegalArgumentException("a recovery step must train at least 1 epoch, found " + epochs);
            }
            long trainingSeed = Seeds.of(seed, "recovery", ++trainings);
            trainer.train(network, epochs, learningRate, trainingSeed).giveTo(network);
        }

        @Override
        public void train(int epochs, double learningRate, Decay decay) {
            if (decay == Decay.CONSTANT) {
                train(epochs, OptionalDouble.of(learningRate));
                return;
            }
            double steps = (double) epochs * trainer.stepsPerEpoch();
            course(
                    network.restarted((int step) -> learningRate * decay.at(step / steps)),
                    0,
                    epochs,
                    UnaryOperator.identity());
        }

        @Override
        public void repeatLast(int epochs) {
            int before = dense.course().afterEpoch().size() - 1 - epochs;
            if (before < 0) {
                throw new IllegalArgumentException(
                        "a recovery step repeats the last %d epochs of %d".formatted(epochs, before + epochs));
            }
            Network trained = network.restarted(OptionalDouble.empty());
            trained.count(OptionalInt.of(Math.toIntExact(before * trainer.stepsPerEpoch())), before);
            course(trained, before, epochs, UnaryOperator.identity());
        }

        @Override
        public void distil(int epochs, double learningRate, double temperature, double alpha) {
            Network student = network.restarted(OptionalDouble.of(learningRate));
            student.distil(temperature, alpha);
            course(student, 0, epochs, dense.network()::distillation);
        }

        private void course(Network trained, int before, int epochs, UnaryOperator<DataSet> batches) {
            long trainingSeed = Seeds.of(seed, "recovery", ++trainings);
            trainer.course(trained, before, epochs, trainingSeed, batches).giveTo(network);
        }

        @Override
        public void reinitialise() {
            network = network.reinitialised(Seeds.of(seed, "reinitialise", ++trainings));
        }

        @Override
        public void recalibrate(int batches) {
            BatchStatistics.recalibrate(
                    network,
                    calibration("recalibrate", batches).stream()
                            .map(DataSet::getFeatures)
                            .toList());
        }

        private List<DataSet> calibration(String purpose, int batches) {
            List<DataSet> taken = new ArrayList<>();
            for (DataSet batch : trainer.epoch(Seeds.of(seed, purpose, ++trainings), 1)) {
                if (taken.size() == batches) {
                    break;
                }
                taken.add(batch);
            }
            return taken;
        }

        @Override
        public void quantise() {
            network.weightLayers()
                    .forEach(layer -> network.setWeights(layer.name(), Int8.rounded(network.weights(layer.name()))));
            quantised = true;
        }

        @Override
        public void rewindTo(int epoch) {
            int last = dense.course().afterEpoch().size() - 1;
            if (epoch < 0 || epoch > last) {
                throw new IllegalArgumentException(
                        "a recovery step must rewind to an epoch in [0, %d], found %d".formatted(last, epoch));
            }
            Network then = dense.after(epoch);
            for (Cut cut : cuts) {
                Model before = then.dl4j();
                then = Network.made(() -> cut.apply(before));
            }
            network.setParameters(then.parameters());
        }

        @Override
        public void reconstruct(int batches, double damp) {
            if (recipe.prune() instanceof Unit.Channels) {
                new ChannelRefit(network, dense.network(), cuts, calibration("reconstruct", batches), damp).refit();
                return;
            }
            Request inputs = new Request("reconstruct", Set.of(Need.INPUT_GRAM), batches);
            new LayerByLayer(
                            network,
                            budget,
                            inputs,
                            data,
                            settings.batchSize(),
                            Seeds.of(seed, "reconstruct", ++trainings))
                    .refit(dense.network(), damp);
        }
    }
}
