package org.espalier.kernel.launch;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param level how bad it is
 * @param subject what was looked at
 * @param what what was found, and, unless it is fine, what to do about it
 */
record Finding(Level level, String subject, String what) {

    /** How bad something is. */
    enum Level {
        /** As it should be. */
        OK("ok  "),
        /** Notebooks run, with less than there could be. */
        WARN("warn"),
        /** Notebooks don't run. */
        FAIL("FAIL");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    static Finding ok(String subject, String what) {
        return new Finding(Level.OK, subject, what);
    }

    static Finding warn(String subject, String what) {
        return new Finding(Level.WARN, subject, what);
    }

    static Finding fail(String subject, String what) {
        return new Finding(Level.FAIL, subject, what);
    }

    /** One line. */
    @Override
    public String toString() {
        return level.word + "  " + subject + ": " + what.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
