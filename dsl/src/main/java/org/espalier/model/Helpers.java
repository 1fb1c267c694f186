package org.espalier.model;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.config.DL4JSystemProperties;

/**
 * DL4J's switch for its accelerated layer implementations (oneDNN on a CPU). DL4J reads it when a layer is built, so a
 * network keeps what was in force when it was made.
 */
final class Helpers {
    private static final String DISABLE = DL4JSystemProperties.DISABLE_HELPER_PROPERTY;

    private Helpers() {}

    /** Builds with the accelerated implementations. */
    static <T> T on(Supplier<T> build) {
        return with("false", build);
    }

    /** Builds as DL4J does when nobody sets the property. */
    static <T> T asShipped(Supplier<T> build) {
        return with("true", build);
    }

    /** Whether the class path holds a native library built with oneDNN for this platform. */
    static boolean nativeOneDnn() {
        String bindings = "org/nd4j/linalg/cpu/nativecpu/bindings/%s-onednn/%s"
                .formatted(Loader.getPlatform(), System.mapLibraryName("nd4jcpu"));
        return Helpers.class.getClassLoader().getResource(bindings) != null;
    }

    private static synchronized <T> T with(String disabled, Supplier<T> build) {
        String before = System.getProperty(DISABLE);
        System.setProperty(DISABLE, disabled);
        try {
            return build.get();
        } finally {
            if (before == null) {
                System.clearProperty(DISABLE);
            } else {
                System.setProperty(DISABLE, before);
            }
        }
    }
}
