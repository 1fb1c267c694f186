package org.espalier.program;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places for values that live for a while. Two that never live at the same time may share one. Those with margins share
 * with their like only, so that the margins, zeroed when the arena is made, stay zero without anyone's doing.
 */
final class Arena {
    /** Someone who needs a place from one step to another, both included. */
    static final class Tenant {
        private final Frame frame;
        private final int channels;
        private final int from;
        private final int to;
        private int place = -1;

        private Tenant(Frame frame, int channels, int from, int to) {
            this.frame = frame;
            this.channels = channels;
            this.from = from;
            this.to = to;
        }

        private boolean meets(Tenant other) {
            return from <= other.to && other.from <= to;
        }

        private int end() {
            return Math.addExact(place, frame.positions(channels));
        }

        /** Where it lies, once {@link #settle} is done. */
        Region region() {
            return frame.at(place, channels);
        }
    }

    private final List<Tenant> tenants = new ArrayList<>();
    private final int lanes;

    Arena(int lanes) {
        this.lanes = lanes;
    }

    Tenant take(Shape shape, Margins margins, int from, int to) {
        Tenant tenant = new Tenant(Frame.of(shape, margins, lanes), shape.channels(), from, to);
        tenants.add(tenant);
        return tenant;
    }

    /** Gives every tenant its place; returns the arena's size in positions. */
    int settle() {
        int slack = (Lowering.SLACK + lanes - 1) / lanes;
        int end = settleAlike(slack);
        end = settleAnywhere(end);
        return Math.addExact(end, slack);
    }

    /** Every kind of frame has places of its own, each as large as the largest that comes to it. */
    private int settleAlike(int start) {
        Map<Frame, List<List<Tenant>>> places = new LinkedHashMap<>();
        tenants.stream()
                .filter(tenant -> tenant.frame.margins())
                .sorted(Comparator.comparingInt((Tenant tenant) -> -tenant.channels))
                .forEach(tenant -> {
                    List<List<Tenant>> same = places.computeIfAbsent(tenant.frame, any -> new ArrayList<>());
                    List<Tenant> free = same.stream()
                            .filter(place -> place.stream().noneMatch(tenant::meets))
                            .findFirst()
                            .orElseGet(() -> {
                                same.add(new ArrayList<>());
                                return same.get(same.size() - 1);
                            });
                    free.add(tenant);
                });
        int end = start;
        for (List<List<Tenant>> same : places.values()) {
            for (List<Tenant> place : same) {
                for (Tenant tenant : place) {
                    tenant.place = aligned(end);
                }
                end = place.get(0).end(); // the widest came first
            }
        }
        return end;
    }

    /** The largest first, each at the lowest place where nobody is while it lives. */
    private int settleAnywhere(int start) {
        List<Tenant> settled = new ArrayList<>();
        int end = start;
        List<Tenant> plain = tenants.stream()
                .filter(tenant -> !tenant.frame.margins())
                .sorted(Comparator.comparingInt((Tenant tenant) -> -tenant.frame.positions(tenant.channels)))
                .toList();
        for (Tenant tenant : plain) {
            tenant.place = aligned(start);
            for (Tenant other : settled) { // by place
                if (other.meets(tenant) && tenant.end() > other.place && other.end() > tenant.place) {
                    tenant.place = aligned(other.end());
                }
            }
            settled.add(tenant);
            settled.sort(Comparator.comparingInt(other -> other.place));
            end = Math.max(end, tenant.end());
        }
        return end;
    }

    /** A place begins with a cache line. */
    private int aligned(int position) {
        int unit = 16 % lanes == 0 ? 16 / lanes : 1;
        return Math.addExact(position, unit - 1) / unit * unit;
    }
}
