package org.espalier.kernel.render;

import java.lang.reflect.Array;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.report.Renderer;
import org.espalier.report.Rendering;
import org.jspecify.annotations.Nullable;

/** The MIME forms of a cell's value. */
public final class Values {

    private static final int MOST_ELEMENTS = 1_000;

    private Values() {}

    /**
     * What the renderers on the class path make of {@code value}; arrays that no renderer knows list their elements
     * instead of an address.
     */
    public static Rendering render(@Nullable Object value) {
        if (value == null) {
            return Rendering.plain("null");
        }
        Rendering rendering = Renderer.renderingOf(value);
        return value.getClass().isArray()
                        && rendering.forms().equals(Map.of(Rendering.PLAIN, rendering.plain()))
                        && rendering.plain().startsWith("[")
                ? Rendering.plain(elements(value))
                : rendering;
    }

    private static String elements(@Nullable Object value) {
        if (value == null || !value.getClass().isArray()) {
            return String.valueOf(value);
        }
        int length = Array.getLength(value);
        return IntStream.range(0, Math.min(length, MOST_ELEMENTS))
                .mapToObj(i -> elements(Array.get(value, i)))
                .collect(Collectors.joining(
                        ", ", "[", length > MOST_ELEMENTS ? ", … " + (length - MOST_ELEMENTS) + " more]" : "]"));
    }
}
