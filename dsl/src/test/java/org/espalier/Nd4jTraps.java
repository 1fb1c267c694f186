package org.espalier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.ops.NDMath;
import org.nd4j.linalg.factory.ops.NDNN;

/** Calls that do in ND4J 1.0.0-M2.1 what nobody expects of them. */
final class Nd4jTraps {
    /** Each was seen to write its result into its argument, or to return an empty array. */
    private static final Map<Class<?>, Set<String>> TRAPS = Map.of(
            NDMath.class,
            Set.of("abs", "square", "sqrt", "exp", "log", "sign", "neg", "pow", "tanh", "floor", "round"),
            NDNN.class,
            Set.of("relu", "sigmoid"),
            INDArray.class,
            Set.of("slice"));

    private Nd4jTraps() {}

    static ArchRule areAvoided() {
        DescribedPredicate<JavaMethodCall> trap = DescribedPredicate.describe(
                "an ND4J method that changes its input, or slices a view",
                call -> TRAPS.entrySet().stream()
                        .anyMatch(e -> call.getTargetOwner().isAssignableTo(e.getKey())
                                && e.getValue().contains(call.getName())));
        return noClasses()
                .should()
                .callMethodWhere(trap)
                .because("Nd4j.math() and Nd4j.nn() write into their argument: use Transforms.abs(x, true), x.neg();"
                        + " slice of a view may be empty: use tensorAlongDimension, or dup() first");
    }
}
