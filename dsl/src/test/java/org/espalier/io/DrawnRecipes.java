package org.espalier.io;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Entry;
import org.espalier.catalogue.Kind;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerSolver;
import org.espalier.criterion.WeightCriterion;
import org.espalier.gate.Gate;
import org.espalier.pattern.MaskPattern;
import org.espalier.recipe.Aggregate;
import org.espalier.recipe.Drops;
import org.espalier.recipe.During;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Normalisation;
import org.espalier.recipe.PruningRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Start;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.recovery.Recovery;
import org.espalier.recovery.Recovery.Asks;
import org.espalier.schedule.Schedule;
import org.espalier.search.Search;
import org.espalier.taxonomy.Method;
import org.espalier.training.TrainingMethod;

/** Legal recipes of every unit, method, target and scope, drawn at random; the same seed draws the same ones. */
final class DrawnRecipes {
    private static final List<String> NAMES = List.of(
            "conv1",
            "fc2",
            "2",
            "1e3",
            "0x1f",
            "true",
            "null",
            "~",
            "no",
            "on",
            "a b",
            "a: b",
            "- a",
            "#a",
            "a #b",
            "[a]",
            "{a}",
            "&a",
            "*a",
            "!a",
            "!!str a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "'",
            "\"",
            "a'b\"c",
            "\\",
            "\\u0041",
            "\\n",
            "\n",
            "a\nb",
            "a\tb",
            "\t",
            "é",
            "日本",
            "🌳",
            "\u2028",
            "\u0085",
            "\u0007",
            "\ufeff",
            "a\r\nb",
            "---",
            "...",
            "=",
            "<<",
            "1:2",
            "0.5",
            ".inf",
            ".nan",
            "-",
            "?",
            ",",
            "a,b",
            " a ",
            "a:",
            ":a",
            "</pre><b>&amp;",
            "\uFFFD",
            "\u00a0",
            "\ufeffa",
            "\ufffe",
            "\u007f",
            "\u200b");
    private static final List<Double> FRACTIONS = List.of(
            0.5,
            0.9,
            0.95,
            0.1,
            0.25,
            0.3333,
            1e-3,
            1e-4,
            1e-10,
            1.5e-300,
            Double.MIN_VALUE,
            Math.nextDown(1.0),
            0.1 + 0.2);

    /** The library's own: other tests register theirs. */
    private final List<Entry> catalogue = Catalogue.entries().stream()
            .filter(entry -> entry.method().getClass().getEnclosingClass() == null)
            .toList();

    private final Random random;

    private DrawnRecipes(long seed) {
        this.random = new Random(seed);
    }

    /** So many of them. */
    static Stream<PruningRecipe> stream(long seed, int count) {
        DrawnRecipes drawn = new DrawnRecipes(seed);
        return IntStream.range(0, count).mapToObj(i -> drawn.recipe());
    }

    private PruningRecipe recipe() {
        if (random.nextInt(12) == 0) {
            Scope convolutions = new Scope(
                    random.nextBoolean() ? Scope.Layers.CONVOLUTIONS : Scope.Layers.EVERY,
                    List.of(),
                    names(2),
                    Scope.Rank.PER_LAYER);
            return new GatedRecipe(name(), (Gate) method(Kind.GATE, m -> true), convolutions, positive(), seed());
        }
        Unit unit = unit();
        boolean channels = unit instanceof Unit.Channels;
        boolean blocks = unit instanceof Unit.Blocks;
        Optional<During> during = blocks || random.nextInt(3) > 0
                ? Optional.empty()
                : drawn(method(Kind.TRAINING, method -> fits(unit, method)));
        Criterion by = by(unit, during);
        boolean solver = by instanceof LayerSolver;
        Target to = to(unit);
        Start start =
                (channels || blocks) && during.isEmpty() || random.nextBoolean() ? Start.TRAINED : Start.INITIALISATION;
        boolean ofDense = start == Start.TRAINED && during.isEmpty() && !blocks;
        boolean oneStep = unit instanceof Unit.Pattern && during.isEmpty()
                || during.filter(d -> d.method().over().steps() == 1).isPresent();
        Recipe recipe = new Recipe(
                name(), unit, by, to, scope(unit, to, solver), start, during, over(to, oneStep), then(ofDense), seed());
        // The DSL's own name, and its own seed.
        return random.nextInt(4) == 0 ? recipe.seed(42) : recipe;
    }

    private Optional<During> drawn(Method method) {
        return Optional.of(new During((TrainingMethod) method, positive()));
    }

    private static boolean fits(Unit unit, Method method) {
        return unit instanceof Unit.Channels
                ? method instanceof TrainingMethod.ForChannels
                : unit instanceof Unit.Pattern
                        ? method instanceof TrainingMethod.ForPatterns
                        : method instanceof TrainingMethod.ForWeights;
    }

    private Unit unit() {
        return switch (random.nextInt(6)) {
            case 0 -> new Unit.Weights();
            case 1 -> new Unit.Kernels();
            case 2 -> new Unit.Blocks();
            case 3 -> new Unit.Pattern((MaskPattern) method(Kind.PATTERN, m -> true));
            default ->
                new Unit.Channels(
                        positive(),
                        oneOf(Aggregate.values()),
                        oneOf(Normalisation.values()),
                        oneOf(Unit.Piece.values()));
        };
    }

    private Criterion by(Unit unit, Optional<During> during) {
        if (during.filter(d -> d.method().decides()).isPresent()) {
            return during.get().method().by();
        }
        boolean any = unit instanceof Unit.Channels || unit instanceof Unit.Blocks;
        boolean solvers = during.isEmpty() && (unit instanceof Unit.Weights || unit instanceof Unit.Pattern);
        return (Criterion) method(
                Kind.CRITERION,
                method -> (any || method instanceof WeightCriterion)
                        && (solvers || !(method instanceof LayerSolver))
                        && (during.isEmpty() || ((Criterion) method).rounds() == 1));
    }

    private Target to(Unit unit) {
        if (unit instanceof Unit.Pattern pattern) {
            return new Target.Sparsity(pattern.pattern().sparsity());
        }
        // A kept fraction so small that all is removed is no target of any schedule.
        double fraction = Math.max(fraction(), 1e-10);
        List<Target> weights = List.of(
                new Target.Sparsity(fraction),
                new Target.MacsAtMost(fraction),
                new Target.ParamsAtMost(fraction),
                new Target.BytesAtMost(fraction));
        List<Target> channels = List.of(
                new Target.ChannelsRemoved(fraction),
                new Target.MacsAtMost(fraction),
                new Target.ParamsAtMost(fraction),
                new Target.BytesAtMost(fraction),
                new Target.LatencyAtMost(fraction));
        List<Target> blocks = List.of(
                new Target.BlocksRemoved(fraction), new Target.MacsAtMost(fraction), new Target.ParamsAtMost(fraction));
        return oneOf(unit instanceof Unit.Channels ? channels : unit instanceof Unit.Blocks ? blocks : weights);
    }

    private Scope scope(Unit unit, Target to, boolean solver) {
        boolean whole = unit instanceof Unit.Channels || unit instanceof Unit.Blocks;
        boolean byShapes =
                unit instanceof Unit.Weights && (to instanceof Target.Sparsity || to instanceof Target.ParamsAtMost);
        List<Scope.Rank> ranks = Arrays.stream(Scope.Rank.values())
                .filter(rank -> !whole || rank != Scope.Rank.PER_OUTPUT)
                .filter(rank -> byShapes || !rank.byShapes())
                .filter(rank -> !(unit instanceof Unit.Blocks) || rank != Scope.Rank.ISOMORPHIC)
                .toList();
        Scope.Layers layers = oneOf(Scope.Layers.values());
        List<String> except = names(random.nextInt(3));
        List<String> names = names(3);
        names.removeAll(except);
        names.add("last");
        Scope scope = new Scope(
                layers,
                layers == Scope.Layers.NAMED ? names : List.of(),
                except,
                solver ? Scope.Rank.PER_LAYER : oneOf(ranks));
        if (unit instanceof Unit.Channels && random.nextInt(6) == 0) {
            return scope.searchedBy((Search) method(Kind.SEARCH, m -> true));
        }
        boolean measured = unit instanceof Unit.Weights || unit instanceof Unit.Channels;
        return measured && !solver && random.nextInt(6) == 0 ? scope.rankedBy(() -> drops(unit)) : scope;
    }

    private Drops drops(Unit unit) {
        Map<String, List<Drops.Point>> byLayer = new LinkedHashMap<>();
        for (String layer : names(1 + random.nextInt(4))) {
            List<Drops.Point> points = new ArrayList<>();
            for (int i = 1; i <= random.nextInt(5); i++) {
                points.add(new Drops.Point(i * 0.2, random.nextDouble() * 2 - 1));
            }
            byLayer.put(layer, points);
        }
        return new Drops(Drops.Pieces.of(unit), byLayer);
    }

    private Schedule over(Target to, boolean oneStep) {
        return (Schedule) method(Kind.SCHEDULE, method -> {
            Schedule schedule = (Schedule) method;
            return (!oneStep || schedule.steps() == 1) && reaches(schedule, to);
        });
    }

    private static boolean reaches(Schedule schedule, Target to) {
        try {
            schedule.at(schedule.steps(), to.removed());
            return true;
        } catch (IllegalArgumentException startsAboveTheTarget) {
            return false;
        }
    }

    private List<Recovery> then(boolean ofDense) {
        List<Recovery> steps = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            boolean last = left == 1;
            steps.add((Recovery) method(Kind.RECOVERY, method -> {
                Recovery step = (Recovery) method;
                return (last || !step.atTheEnd()) && (ofDense || !step.asks().contains(Asks.DENSE_OUTPUTS));
            }));
        }
        return steps;
    }

    /** A method of the catalogue, of its defaults or with drawn parameters that it takes. */
    private Method method(Kind kind, Predicate<Method> fits) {
        List<Method> known = catalogue.stream()
                .filter(entry -> entry.kind() == kind)
                .map(Entry::method)
                .toList();
        for (int tries = 0; tries < 10_000; tries++) {
            Method method = oneOf(known);
            Method drawn = random.nextInt(3) == 0 ? method : withDrawnParameters(method);
            if (fits.test(drawn)) {
                return drawn;
            }
        }
        throw new IllegalStateException("no " + kind.word() + " fits");
    }

    private Method withDrawnParameters(Method defaults) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                components[i].getAccessor().setAccessible(true);
                values[i] = drawn(
                        components[i].getType(), components[i].getAccessor().invoke(defaults));
            }
            var constructor = defaults.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            return defaults;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object drawn(Class<?> type, Object usual) {
        if (random.nextInt(3) == 0) {
            return usual;
        }
        if (type == int.class) {
            return positive();
        }
        if (type == long.class) {
            return seed();
        }
        if (type == double.class) {
            return fraction();
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == String.class) {
            return oneOf(NAMES);
        }
        return type.isEnum() ? oneOf(type.getEnumConstants()) : usual;
    }

    private double fraction() {
        return random.nextBoolean() ? oneOf(FRACTIONS) : 1e-9 + random.nextDouble() * 0.999;
    }

    private int positive() {
        return random.nextInt(20) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(20);
    }

    private long seed() {
        return random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(100);
    }

    private String name() {
        String name = oneOf(NAMES) + (random.nextBoolean() ? "" : oneOf(NAMES));
        return name.isBlank() ? "blank" : name;
    }

    private List<String> names(int most) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            names.add(name());
        }
        return names;
    }

    @SafeVarargs
    private <T> T oneOf(T... of) {
        return of[random.nextInt(of.length)];
    }

    private <T> T oneOf(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
