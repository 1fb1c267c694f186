package org.espalier.report;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Turns values of some types into notebook output. Found by {@link ServiceLoader}, so that a library on the class path
 * brings its own.
 */
@FunctionalInterface
public interface Renderer {

    /** The rendering of {@code value}, or empty when this renderer does not know its type. */
    Optional<Rendering> render(Object value);

    /** The first rendering any renderer on the class path offers for {@code value}, else its {@code toString()}. */
    static Rendering renderingOf(Object value) {
        for (Renderer renderer : ServiceLoader.load(Renderer.class, Renderer.class.getClassLoader())) {
            Optional<Rendering> rendering = renderer.render(value);
            if (rendering.isPresent()) {
                return rendering.get();
            }
        }
        return Rendering.plain(String.valueOf(value));
    }
}
