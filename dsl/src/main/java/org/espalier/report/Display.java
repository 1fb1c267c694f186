package org.espalier.report;

/**
 * Where renderings are shown: a notebook's output area, a terminal. The library writes to {@link #current()} and never
 * sees a socket; the kernel installs its own display before the first cell runs.
 */
@FunctionalInterface
public interface Display {

    /** Something already shown that can be replaced in place. */
    @FunctionalInterface
    interface Shown {
        /** Replaces what was shown. */
        void update(Rendering rendering);
    }

    /** Shows a rendering and returns the handle that replaces it in place. */
    Shown show(Rendering rendering);

    /** Whether an update takes the place of what was shown; if not, it is shown once more, below it. */
    default boolean replaces() {
        return true;
    }

    /** The display in use: the one last installed, else standard output as plain lines. */
    static Display current() {
        return Installed.current;
    }

    /** Makes {@code display} the one that everything is shown on, and returns the one it replaces. */
    static Display install(Display display) {
        Display replaced = Installed.current;
        Installed.current = display;
        return replaced;
    }

    /** The process-wide display; a holder, because interfaces cannot have private state. */
    final class Installed {
        private static volatile Display current = new StandardOutput();

        private Installed() {}
    }

    /** Plain lines, one below the other. */
    final class StandardOutput implements Display {
        private StandardOutput() {}

        @Override
        public Shown show(Rendering rendering) {
            System.out.println(rendering.plain());
            return update -> System.out.println(update.plain());
        }

        @Override
        public boolean replaces() {
            return false;
        }
    }
}
