package org.espalier.kernel.magic;

import java.util.concurrent.TimeUnit;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.espalier.report.Display;
import org.espalier.report.Rendering;
import org.jspecify.annotations.Nullable;

/** What is being downloaded, as one line that is replaced in place; nothing where all is in the local repository. */
final class TransferLine extends AbstractTransferListener {

    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private Display.@Nullable Shown shown;
    private int files;
    private long bytes;
    private long lastShown;

    @Override
    public synchronized void transferProgressed(TransferEvent event) {
        bytes += event.getDataBuffer().remaining();
        if (System.nanoTime() - lastShown >= BETWEEN_NANOS || shown == null) {
            String name = event.getResource().getResourceName();
            tell("downloading " + name.substring(name.lastIndexOf('/') + 1) + " · ");
        }
    }

    @Override
    public synchronized void transferSucceeded(TransferEvent event) {
        files++;
    }

    /** Says what was downloaded in all. */
    synchronized void end() {
        if (shown != null) {
            tell("downloaded ");
        }
    }

    private void tell(String what) {
        Rendering line = Rendering.plain(what + files + (files == 1 ? " file, " : " files, ") + Amounts.bytes(bytes));
        if (shown == null) {
            shown = Display.current().show(line);
        } else {
            shown.update(line);
        }
        lastShown = System.nanoTime();
    }
}
