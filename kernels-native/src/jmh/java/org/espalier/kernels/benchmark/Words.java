package org.espalier.kernels.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A benchmark's arguments, such as {@code network=vgg,resnet20 batch=1}: what is not named is taken as the benchmark has
 * it.
 */
record Words(Map<String, List<String>> given) {

    /** @throws IllegalArgumentException if a word is not of the form {@code key=value,value} with one of these keys */
    static Words of(String[] arguments, String... keys) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (String word : arguments) {
            String[] parts = word.split("=", 2);
            if (parts.length < 2 || !List.of(keys).contains(parts[0])) {
                throw new IllegalArgumentException(
                        "expected words such as %s=…, separated by spaces, with one of the keys %s; found \"%s\""
                                .formatted(keys[0], List.of(keys), word));
            }
            given.put(parts[0], List.of(parts[1].split(",", -1)));
        }
        return new Words(given);
    }

    /** The values of a key, or these. */
    List<String> of(String key, List<String> otherwise) {
        return given.getOrDefault(key, otherwise);
    }

    /** The numbers of a key, or these. */
    double[] numbers(String key, double... otherwise) {
        List<String> values = given.get(key);
        return values == null
                ? otherwise
                : values.stream().mapToDouble(Double::parseDouble).toArray();
    }

    /** The whole numbers of a key, or these. */
    int[] integers(String key, int... otherwise) {
        List<String> values = given.get(key);
        return values == null
                ? otherwise
                : values.stream().mapToInt(Integer::parseInt).toArray();
    }

    /**
     * Those of {@code all} whose names were given, or all.
     *
     * @throws IllegalArgumentException if a name is none of theirs
     */
    <T> List<T> among(String key, List<T> all, Function<T, String> name) {
        List<String> names = all.stream().map(name).toList();
        List<String> asked = given.getOrDefault(key, names);
        if (!names.containsAll(asked)) {
            throw new IllegalArgumentException("%s: expected some of %s, found %s".formatted(key, names, asked));
        }
        return all.stream()
                .filter(one -> asked.contains(name.apply(one)))
                .toList();
    }
}
