package org.espalier.zoo;

import java.util.Optional;
import java.util.OptionalInt;

/** Where a dense model comes from, as plain values: what a recipe's file and a receipt say of it. */
public sealed interface ModelReference {

    /** The model in words. */
    String sentence();

    /**
     * An architecture of the zoo, built from a seed for the data's images and classes.
     *
     * @param name as {@link Zoo#named} knows it
     * @param width channels of the first stage; empty where the architecture has one width only
     */
    record OfZoo(String name, OptionalInt width) implements ModelReference {
        @Override
        public String sentence() {
            return name + (width.isPresent() ? ", %d channels wide".formatted(width.getAsInt()) : "");
        }
    }

    /**
     * A file that {@link org.espalier.model.Network#load} reads.
     *
     * @param file its path
     * @param sha256 of the parameters, to tell another model of the same name; empty where nobody has looked yet
     */
    record OfFile(String file, Optional<String> sha256) implements ModelReference {
        @Override
        public String sentence() {
            return file;
        }
    }

    /**
     * A model that a notebook made: only whoever has it can run the same again.
     *
     * @param name in words
     * @param sha256 of the parameters it was given with; empty for an architecture of one's own
     */
    record Given(String name, Optional<String> sha256) implements ModelReference {
        @Override
        public String sentence() {
            return name;
        }
    }
}
