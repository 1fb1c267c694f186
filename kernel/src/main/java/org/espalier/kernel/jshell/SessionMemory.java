package org.espalier.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.slf4j.LoggerFactory;

/** Lets go of what ran and is over, so that a session of many thousand cells needs no more memory than a short one. */
final class SessionMemory {

    /** Snippets after which it looks again for what is over; of as many the lines can be told though they are over. */
    static final int OFTEN = 250;

    private final JShell shell;
    private final Origins origins;
    private final int often;
    private Optional<JShellStore> store;
    private int ran;
    private int times;

    SessionMemory(JShell shell, Origins origins, int often) {
        this.shell = shell;
        this.origins = origins;
        this.often = often;
        store = Optional.empty();
    }

    /** Another snippet ran. */
    void count() {
        ran++;
    }

    /** A cell has ended. */
    void afterCell() {
        if (ran < often) {
            return;
        }
        ran = 0;
        try {
            if (times == 0) {
                store = Optional.of(new JShellStore(shell));
            }
            if (store.isPresent()) {
                letGo(store.get());
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Made here, because the search for SLF4J's provider would stand before the first answer.
            LoggerFactory.getLogger(SessionMemory.class)
                    .warn(
                            "this Java's JShell keeps all that ever ran: a long session needs ever more memory ({})",
                            e.toString());
            store = Optional.empty();
        }
        times++;
    }

    private void letGo(JShellStore store) throws ReflectiveOperationException {
        List<Snippet> inForce = new ArrayList<>();
        List<Snippet> over = new ArrayList<>();
        for (Snippet each : store.snippets()) {
            (each.kind().isPersistent() && shell.status(each).isActive() ? inForce : over).add(each);
        }
        List<Snippet> told = over.subList(Math.max(0, over.size() - often), over.size());
        store.keepOnly(inForce, told);
        origins.keepOnly(
                Stream.concat(inForce.stream(), told.stream()).map(Snippet::id).collect(Collectors.toSet()));
        // Takes a few tenths of a second, to read its classes again; it keeps some kilobytes of every cell.
        store.renewCompiler();
    }

    /** How much JShell keeps; empty before it was looked for what is over, and where that cannot be done. */
    Optional<JShellStore.Size> size() {
        return store.map(JShellStore::size);
    }
}
