package org.espalier.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.espalier.measure.Latency;
import org.espalier.model.Network;
import org.espalier.model.Threads;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Sweep;

/**
 * Runs the recipes of a sweep side by side, each with its own threads' worth of the processor, and measures latency when
 * all are done and the machine is quiet.
 */
final class SweepExecution {
    private static final int PARTS = 1_000_000;
    private static final long POLL_MILLIS = 200;

    private final Sweep sweep;
    private final List<Experiment> experiments;
    private final int workers;
    private final Progress.Listener listener;
    private final Map<Place, List<Figures>> figures = new LinkedHashMap<>();
    private final Map<Place, Network> networks = new LinkedHashMap<>();
    private final Set<Dense> dense = new HashSet<>();
    private final List<SweepRun.Failure> failures = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final Set<String> remarks = new LinkedHashSet<>();

    /** Which cell a network belongs to. */
    private record Place(int experiment, Row.Arm arm, String network, String target, String schedule) {}

    /** A dense model that was recorded. */
    private record Dense(int experiment, long seed) {}

    /** One recipe on one model. */
    private record Wanted(int experiment, Recipe recipe, boolean controls) {}

    SweepExecution(Sweep sweep, List<Experiment> experiments, int workers, Progress.Listener listener) {
        this.sweep = sweep;
        this.experiments = experiments;
        this.workers = workers;
        this.listener = listener;
    }

    /** As many runs as the processor has threads for. */
    static int usualWorkers() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / Threads.wanted());
    }

    SweepRun run() {
        List<Wanted> jobs = jobs();
        List<Optional<Run>> runs = finished(jobs);
        for (int i = 0; i < jobs.size(); i++) {
            Wanted job = jobs.get(i);
            runs.get(i).ifPresent(run -> record(job, run));
        }
        List<SweepRun.Cell> cells = cells();
        listener.onProgress(new Progress("done", 1, ""));
        return new SweepRun(
                sweep,
                experiments.stream()
                        .map(experiment -> experiment.data().description())
                        .distinct()
                        .collect(Collectors.joining("; ")),
                cells,
                failures,
                receipts,
                Math.min(workers, jobs.size()),
                notes());
    }

    /** Seeds first, so that two workers train two dense models instead of waiting for one. */
    private List<Wanted> jobs() {
        List<Wanted> jobs = new ArrayList<>();
        for (int experiment = 0; experiment < experiments.size(); experiment++) {
            // The controls are the same for every criterion, or nearly: those of the first stand for all.
            for (Recipe recipe : sweep.recipes()) {
                boolean first = recipe.by().equals(sweep.criteria().get(0));
                jobs.add(new Wanted(
                        experiment, recipe, first && experiments.get(experiment).controls()));
            }
        }
        return jobs;
    }

    private List<Optional<Run>> finished(List<Wanted> jobs) {
        ExecutorService pool = Executors.newFixedThreadPool(workers, runnable -> {
            Thread thread = new Thread(runnable, "espalier-sweep");
            thread.setDaemon(true);
            return thread;
        });
        AtomicIntegerArray done = new AtomicIntegerArray(jobs.size());
        List<Future<Run>> futures = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            int at = i;
            futures.add(pool.submit(() -> {
                Run run = run(jobs.get(at), progress -> done.set(at, (int) (progress.done() * PARTS)));
                done.set(at, PARTS);
                return run;
            }));
        }
        List<Optional<Run>> runs = new ArrayList<>();
        try {
            for (int i = 0; i < jobs.size(); i++) {
                runs.add(await(futures.get(i), jobs, i, done));
            }
        } catch (InterruptedException e) {
            throw (CancellationException) new CancellationException("interrupted during a sweep").initCause(e);
        } finally {
            pool.shutdownNow();
        }
        return runs;
    }

    private Optional<Run> await(Future<Run> future, List<Wanted> jobs, int at, AtomicIntegerArray done)
            throws InterruptedException {
        Wanted job = jobs.get(at);
        while (true) {
            try {
                return Optional.of(future.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                long sum = 0;
                for (int i = 0; i < done.length(); i++) {
                    sum += done.get(i);
                }
                // The last percent is for latency.
                double fraction = 0.99 * sum / ((double) PARTS * done.length());
                listener.onProgress(new Progress(
                        "run %d of %d · %s, seed %d"
                                .formatted(
                                        at + 1,
                                        jobs.size(),
                                        job.recipe().name(),
                                        job.recipe().seed()),
                        fraction,
                        failures.isEmpty() ? "" : "%d failed".formatted(failures.size())));
            } catch (ExecutionException e) {
                Throwable thrown = e.getCause();
                if (thrown instanceof CancellationException cancelled) {
                    throw cancelled;
                }
                failures.add(new SweepRun.Failure(
                        experiments.get(job.experiment()).name(),
                        job.recipe().name(),
                        job.recipe().seed(),
                        thrown instanceof IllegalArgumentException
                                ? String.valueOf(thrown.getMessage())
                                : String.valueOf(thrown)));
                return Optional.empty();
            }
        }
    }

    private Run run(Wanted job, Progress.Listener progress) {
        return experiments
                .get(job.experiment())
                .asCell(job.controls(), progress)
                .run(job.recipe());
    }

    private void record(Wanted job, Run run) {
        receipts.add(run.receipt());
        remarks.addAll(run.notes());
        String target = job.recipe().to().sentence();
        String schedule = Sweep.sentence(job.recipe().over());
        run.finals().forEach((arm, network) -> {
            // The dense model of a seed is the same in all of its runs.
            if (arm == Row.Arm.DENSE
                    && !dense.add(new Dense(job.experiment(), job.recipe().seed()))) {
                return;
            }
            Row row = run.last(arm);
            Place place = arm == Row.Arm.DENSE
                    ? new Place(job.experiment(), arm, "dense", "", "")
                    : new Place(
                            job.experiment(),
                            arm,
                            arm == Row.Arm.RECIPE ? sweep.label(job.recipe().by()) : row.label(),
                            target,
                            schedule);
            figures.computeIfAbsent(place, p -> new ArrayList<>()).addAll(row.figures());
            networks.putIfAbsent(place, network);
        });
    }

    private List<SweepRun.Cell> cells() {
        List<SweepRun.Cell> cells = new ArrayList<>();
        for (int i = 0; i < experiments.size(); i++) {
            Experiment experiment = experiments.get(i);
            int number = i;
            Map<String, Network> candidates = new LinkedHashMap<>();
            List<Place> places = figures.keySet().stream()
                    .filter(place -> place.experiment() == number)
                    .sorted((a, b) -> a.arm().compareTo(b.arm()))
                    .toList();
            places.forEach(place -> candidates.put(place.toString(), networks.get(place)));
            Map<String, Latency> latencies = candidates.isEmpty() ? Map.of() : experiment.latencies(candidates);
            for (Place place : places) {
                Row row = new Row(
                        place.arm(),
                        place.target().isEmpty()
                                ? place.network()
                                : "%s, %s".formatted(place.network(), place.target()),
                        0,
                        OptionalDouble.empty(),
                        figures.getOrDefault(place, List.of()),
                        Optional.ofNullable(latencies.get(place.toString())));
                cells.add(new SweepRun.Cell(experiment.name(), place.network(), place.target(), place.schedule(), row));
            }
        }
        return cells;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(remarks);
        if (experiments.stream().anyMatch(Experiment::controls)) {
            notes.add("The controls beside %s stand for all criteria."
                    .formatted(sweep.criteria().get(0).id()));
        }
        return notes;
    }
}
