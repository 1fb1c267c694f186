package org.espalier.engine;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.model.Gradients;
import org.espalier.model.Network;
import org.espalier.recipe.During;
import org.espalier.training.Session;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Trains a network while a method prunes it. */
record WhileTraining(During during, Removal removal, Trainer trainer, Meter meter, long seed) {

    /**
     * The network pruned to the recipe's target, as it was after the best epoch of those that count. The one given is not
     * changed.
     */
    Removal.Removed run(Network start) {
        Network trained = start.restarted(OptionalDouble.empty());
        Hook hook = new Hook();
        Gradients gradients = Gradients.listen(trained, hook);
        long perEpoch = trainer.stepsPerEpoch();
        Session session = during.method()
                .begin(new InTraining(
                        trained, gradients, removal, during.epochs(), perEpoch, Seeds.of(seed, "method", 0)));
        hook.session = session;
        Nd4j.getRandom().setSeed(Seeds.of(seed, "dropout", 0));
        Removal.Removed best = null;
        double highest = -1;
        for (int epoch = 1; epoch <= during.epochs(); epoch++) {
            for (DataSet batch : trainer.epoch(seed, epoch)) {
                session.beforeStep(hook.step);
                trained.fit(batch);
                session.afterStep(hook.step);
                hook.step++;
                meter.batch();
            }
            trained.count(OptionalInt.empty(), epoch);
            boolean last = epoch == during.epochs();
            if (last || session.settled()) {
                Removal.Removed candidate = pruned(trained, session, epoch);
                double accuracy = trainer.measuredAccuracy(candidate.network());
                meter.epoch(epoch, during.epochs(), accuracy);
                if (accuracy > highest && (session.settled() || best == null)) {
                    highest = accuracy;
                    best = candidate;
                }
            }
            if (!last) {
                session.afterEpoch(epoch);
            }
        }
        if (best == null) {
            throw new IllegalStateException("no epoch was trained");
        }
        return best;
    }

    /** A copy with what has to go gone, that begins any further training afresh. */
    private Removal.Removed pruned(Network trained, Session session, int epoch) {
        Network copy = trained.restarted(OptionalDouble.empty());
        copy.takeTraining(trained.parameters(), epoch);
        Optional<Map<String, INDArray>> masks = session.masks();
        return masks.isPresent()
                ? Removal.mask(copy, masks.get())
                : removal.remove(copy, removal.recipe().to(), Seeds.of(seed, "score", epoch));
    }

    /** What the training calls when the gradients are there. */
    private static final class Hook implements Runnable {
        private Session session = new Session() {};
        private long step;

        @Override
        public void run() {
            session.onGradient(step);
        }
    }
}
