package org.espalier.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks for a set in one source after another and keeps the reason why each was passed over. A network source that
 * failed is not asked again in the same process: a notebook that names {@code mnist()} in every cell would else wait for
 * the same timeouts in every cell.
 */
final class Search {
    private static final Map<Source, String> UNREACHABLE = new ConcurrentHashMap<>();

    private final PublishedSet set;
    private final List<String> reasons = new ArrayList<>();

    Search(PublishedSet set) {
        this.set = set;
    }

    /** The first find among {@code local}, then, unless {@code offline}, among {@code network}. */
    Optional<Source.Found> in(List<Source> local, List<Source> network, boolean offline) {
        for (Source source : local) {
            Source.Attempt attempt = source.find(set);
            if (attempt instanceof Source.Found found) {
                return Optional.of(found);
            }
            note(source, attempt);
        }
        for (Source source : network) {
            String before = offline ? "offline" : UNREACHABLE.get(source);
            if (before != null) {
                reasons.add(source.name() + ": " + before);
                continue;
            }
            Source.Attempt attempt = source.find(set);
            if (attempt instanceof Source.Found found) {
                return Optional.of(found);
            }
            UNREACHABLE.put(source, note(source, attempt) + " (asked once, not again in this process)");
        }
        return Optional.empty();
    }

    /** Every source that was passed over, and why. */
    String reasons() {
        return String.join("; ", reasons);
    }

    private String note(Source source, Source.Attempt attempt) {
        String reason = attempt instanceof Source.Missing missing ? missing.reason() : "";
        reasons.add(source.name() + ": " + reason);
        return reason;
    }
}
