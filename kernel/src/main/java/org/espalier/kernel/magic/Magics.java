package org.espalier.kernel.magic;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.espalier.text.NearestName;

/** The magics on the class path. */
public final class Magics {

    private Magics() {}

    /** All there are, by name. */
    public static List<Magic> all() {
        return List.copyOf(byName().values());
    }

    /** The magic of this name, mark included. */
    static Optional<Magic> find(String name) {
        return Optional.ofNullable(byName().get(name));
    }

    /**
     * The magic of this name, mark included.
     *
     * @throws MagicException when there is none; names the nearest
     */
    static Magic named(String name) {
        Map<String, Magic> known = byName();
        Magic magic = known.get(name);
        if (magic != null) {
            return magic;
        }
        String other = name.startsWith("%%") ? name.substring(1) : "%" + name;
        if (known.containsKey(other)) {
            throw new MagicException("there is no " + name + ", but a " + other
                    + (other.startsWith("%%") ? ", which takes the whole cell" : ", which takes one line"));
        }
        throw new MagicException(
                "there is no " + name + nearest(name, known.keySet()) + "; %lsmagic lists what there is"
                        + (name.startsWith("%%") ? "" : " (for Java's remainder put a blank after the %)"));
    }

    private static String nearest(String name, Collection<String> known) {
        return NearestName.hint(name, known);
    }

    private static Map<String, Magic> byName() {
        Map<String, Magic> magics = new TreeMap<>();
        ServiceLoader.load(Magic.class, Magic.class.getClassLoader()).forEach(m -> magics.put(m.name(), m));
        return magics;
    }
}
