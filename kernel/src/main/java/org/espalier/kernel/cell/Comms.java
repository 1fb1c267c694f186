package org.espalier.kernel.cell;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The comms of this notebook: which are open, and what to do when a front end opens one. */
public final class Comms {

    private static final Map<String, BiConsumer<Comm, Comm.Message>> TARGETS = new ConcurrentHashMap<>();
    private static final Map<String, Comm> OPEN = new ConcurrentHashMap<>();

    private Comms() {}

    /** Lets front ends open comms under {@code name}; the handler gets the comm and what it was opened with. */
    public static void target(String name, BiConsumer<Comm, Comm.Message> opened) {
        TARGETS.put(name, opened);
    }

    /** The target of each open comm by its id. */
    public static Map<String, String> open() {
        Map<String, String> targets = new TreeMap<>();
        OPEN.forEach((id, comm) -> targets.put(id, comm.target()));
        return targets;
    }

    static void remember(Comm comm) {
        OPEN.put(comm.id(), comm);
    }

    static boolean isOpen(String id) {
        return OPEN.containsKey(id);
    }

    static boolean forget(String id) {
        return OPEN.remove(id) != null;
    }

    /** A front end opened a comm; it is closed again when nobody knows the target. */
    public static void opened(String id, String target, Comm.Message message) {
        BiConsumer<Comm, Comm.Message> handler = TARGETS.get(target);
        if (handler == null) {
            JsonObject content = new JsonObject();
            content.addProperty("comm_id", id);
            content.add("data", new JsonObject());
            Cells.frontEnd().comm("comm_close", content, List.of());
            return;
        }
        Comm comm = new Comm(id, target);
        remember(comm);
        handler.accept(comm, message);
    }

    /** Something came through a comm; for one that is closed here it comes too late and is let go. */
    public static void received(String id, Comm.Message message) {
        Comm comm = OPEN.get(id);
        if (comm != null) {
            comm.receive(message);
        }
    }

    /** A front end closed a comm. */
    public static void closed(String id) {
        Comm comm = OPEN.remove(id);
        if (comm != null) {
            comm.closed();
        }
    }

    /** Forgets all targets and comms: the notebook has ended. */
    public static void reset() {
        TARGETS.clear();
        OPEN.clear();
    }
}
