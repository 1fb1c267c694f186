package org.espalier.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.espalier.criterion.Criterion;
import org.espalier.schedule.Schedule;

/**
 * A recipe in many variants: every criterion with every target, over every schedule, with every seed. A value: nothing has
 * run.
 *
 * <pre>{@code
 * lenet.run(sweep(half).criteria(magnitude(), taylor()).targets(macsAtMost(0.5), macsAtMost(0.25)).seeds(1, 2, 3))
 * }</pre>
 *
 * @param base what is varied
 * @param criteria each once, at least one
 * @param targets each once, at least one
 * @param schedules each once, at least one
 * @param seeds each once, at least one
 */
public record Sweep(
        Recipe base, List<Criterion> criteria, List<Target> targets, List<Schedule> schedules, List<Long> seeds) {

    /** Checks that there is one of each and none twice, and that they fit each other. */
    public Sweep {
        criteria = once("criteria", criteria);
        targets = once("targets", targets);
        schedules = once("schedules", schedules);
        seeds = once("seeds", seeds);
        // Every combination is a recipe, so that one that is none is refused before anything runs.
        recipes(base, criteria, targets, schedules, seeds);
    }

    /** The recipe itself, with its own criterion, target, schedule and seed. */
    public static Sweep of(Recipe base) {
        return new Sweep(base, List.of(base.by()), List.of(base.to()), List.of(base.over()), List.of(base.seed()));
    }

    private static <T> List<T> once(String what, List<T> values) {
        if (values.isEmpty() || new LinkedHashSet<>(values).size() != values.size()) {
            throw new IllegalArgumentException(
                    "sweep: %s: expected at least one and none twice, found %s".formatted(what, values));
        }
        return List.copyOf(values);
    }

    /** Tries each of these criteria. */
    public Sweep criteria(Criterion... criteria) {
        return new Sweep(base, List.of(criteria), targets, schedules, seeds);
    }

    /** Prunes to each of these targets. */
    public Sweep targets(Target... targets) {
        return new Sweep(base, criteria, List.of(targets), schedules, seeds);
    }

    /**
     * Prunes to each of these sparsities.
     *
     * @param fractions of the weights in scope, in [0, 1)
     */
    public Sweep sparsities(double... fractions) {
        return new Sweep(
                base,
                criteria,
                Arrays.stream(fractions).<Target>mapToObj(Target.Sparsity::new).toList(),
                schedules,
                seeds);
    }

    /** Prunes over each of these schedules. */
    public Sweep schedules(Schedule... schedules) {
        return new Sweep(base, criteria, targets, List.of(schedules), seeds);
    }

    /** Runs everything with each of these seeds. */
    public Sweep seeds(long... seeds) {
        return new Sweep(
                base, criteria, targets, schedules, Arrays.stream(seeds).boxed().toList());
    }

    /** Every recipe of the sweep: by criterion, target, schedule and seed, the last changing fastest. */
    public List<Recipe> recipes() {
        return recipes(base, criteria, targets, schedules, seeds);
    }

    private static List<Recipe> recipes(
            Recipe base, List<Criterion> criteria, List<Target> targets, List<Schedule> schedules, List<Long> seeds) {
        List<Recipe> recipes = new ArrayList<>();
        for (Criterion criterion : criteria) {
            for (Target target : targets) {
                for (Schedule schedule : schedules) {
                    for (long seed : seeds) {
                        recipes.add(new Recipe(
                                name(criterion, target, schedule, schedules.size() > 1),
                                base.prune(),
                                criterion,
                                target,
                                base.in(),
                                base.start(),
                                base.during(),
                                schedule,
                                base.then(),
                                seed));
                    }
                }
            }
        }
        return recipes;
    }

    /** A criterion's name in tables: its id, with its parameters where there are two of that id. */
    public String label(Criterion criterion) {
        boolean alone = criteria.stream()
                        .filter(other -> other.id().equals(criterion.id()))
                        .count()
                < 2;
        String whole = criterion.toString();
        int parameters = whole.indexOf('[');
        return alone || parameters < 0 ? criterion.id() : criterion.id() + " " + whole.substring(parameters);
    }

    private static String name(Criterion criterion, Target target, Schedule schedule, boolean schedules) {
        String name = criterion.id() + " " + target.sentence();
        return schedules ? "%s, %s".formatted(name, sentence(schedule)) : name;
    }

    /** A schedule in words: {@code "5 cubic steps"}. */
    public static String sentence(Schedule schedule) {
        return schedule.steps() == 1 ? "one step" : "%d %s steps".formatted(schedule.steps(), schedule.id());
    }

    @Override
    public String toString() {
        return "Sweep of %s: %d criteria × %d targets × %d schedules × %d seeds = %d runs"
                .formatted(
                        base.name(),
                        criteria.size(),
                        targets.size(),
                        schedules.size(),
                        seeds.size(),
                        recipes().size());
    }
}
