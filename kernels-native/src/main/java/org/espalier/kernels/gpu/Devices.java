package org.espalier.kernels.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.sparse.Availability;
import org.jspecify.annotations.Nullable;

/**
 * The device of each interface that the settings choose, looked for once: {@code espalier.opencl.device} is a number or a
 * part of a name; without it, the first GPU, else the first device.
 */
final class Devices {
    /** What was found; a device if it is available. */
    record Found(Availability availability, @Nullable Device device) {}

    private static final Map<Api, Found> FOUND = new EnumMap<>(Api.class);

    private Devices() {}

    static Found of(Api api) {
        synchronized (FOUND) {
            return FOUND.computeIfAbsent(api, Devices::look);
        }
    }

    private static Found look(Api api) {
        if (!Driver.problem().isEmpty()) {
            return missing(Driver.problem());
        }
        try {
            long driver = Driver.open(api.ordinal(), api.driver(), api.compiler());
            List<String> names = new ArrayList<>();
            for (int i = 0; i < Driver.devices(api.ordinal(), driver); i++) {
                names.add(Driver.describe(api.ordinal(), driver, i, new long[3]));
            }
            if (names.isEmpty()) {
                return missing("found no device; " + api.cure());
            }
            String asked = System.getProperty(api.property("device"), "0");
            int chosen = chosen(asked, names);
            if (chosen < 0) {
                return missing("%s=%s is none of the devices %s".formatted(api.property("device"), asked, names));
            }
            Device device = Device.open(api, driver, chosen, source());
            return new Found(Availability.on(device + ", never executed on a GPU by its makers"), device);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return missing("%s; %s".formatted(e.getMessage(), api.cure()));
        }
    }

    private static Found missing(String what) {
        return new Found(Availability.missing(what), null);
    }

    /** By number or by a part of the name; -1 if there is none. */
    static int chosen(String asked, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (asked.equals(Integer.toString(i))) {
                return i;
            }
        }
        String part = asked.toLowerCase(Locale.ROOT);
        for (int i = 0; i < names.size(); i++) {
            if (!part.matches("-?\\d+") && names.get(i).toLowerCase(Locale.ROOT).contains(part)) {
                return i;
            }
        }
        return -1;
    }

    private static String source() {
        try (InputStream in = Devices.class.getResourceAsStream("kernels.cl")) {
            if (in == null) {
                throw new IllegalStateException("the jar has no kernels.cl; is it complete?");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("kernels.cl cannot be read: " + e.getMessage(), e);
        }
    }
}
