package org.espalier.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerSolver;
import org.espalier.criterion.Need;
import org.espalier.criterion.WeightCriterion;
import org.espalier.gate.Gate;
import org.espalier.pattern.MaskPattern;
import org.espalier.search.Search;
import org.espalier.taxonomy.Method;
import org.espalier.taxonomy.Taxon;
import org.espalier.training.TrainingMethod;

/**
 * A method's row in the catalogue.
 *
 * @param kind which part of a recipe it is
 * @param method with its paper's parameters
 */
public record Entry(Kind kind, Method method) {

    /** The name in recipes. */
    public String id() {
        return method.id();
    }

    /** Where it stands in the survey; empty for a method that does not say. */
    public Optional<Taxon> taxon() {
        return Optional.ofNullable(method.getClass().getAnnotation(Taxon.class));
    }

    /** What is removed as one piece; empty for a method that removes nothing. */
    public List<String> granularity() {
        if (method instanceof TrainingMethod) {
            List<String> pieces = new ArrayList<>();
            if (method instanceof TrainingMethod.ForWeights) {
                pieces.add("weights");
            }
            if (method instanceof TrainingMethod.ForPatterns) {
                pieces.add("weights in a pattern");
            }
            if (method instanceof TrainingMethod.ForChannels) {
                pieces.add("channels");
            }
            return pieces;
        }
        if (method instanceof LayerSolver) {
            return List.of("weights", "weights in a pattern");
        }
        if (method instanceof WeightCriterion) {
            return List.of("weights", "channels");
        }
        if (method instanceof Criterion || method instanceof Gate || method instanceof Search) {
            return List.of("channels");
        }
        return method instanceof MaskPattern ? List.of("weights in a pattern") : List.of();
    }

    /** What is gathered for it about each layer. */
    public Set<Need> needs() {
        return method instanceof Criterion criterion ? criterion.needs() : Set.of();
    }

    /** Whether it scores without data; empty for what scores nothing. */
    public Optional<Boolean> dataFree() {
        return method instanceof Criterion criterion
                ? Optional.of(criterion.needs().stream().noneMatch(Need::data))
                : Optional.empty();
    }
}
