package org.espalier.kernel.cell;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Standard input of the notebook: whenever all has been read, it asks the person for the next line. */
public final class CellInput extends InputStream {

    private byte[] line = new byte[0];
    private int at;

    @Override
    public synchronized int read() {
        fill();
        return line[at++] & 0xff;
    }

    /** Returns what is left of the line, because a reader that fills its buffer would ask on and on. */
    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        fill();
        int taken = Math.min(length, line.length - at);
        System.arraycopy(line, at, bytes, offset, taken);
        at += taken;
        return taken;
    }

    @Override
    public synchronized int available() {
        return line.length - at;
    }

    private void fill() {
        if (at == line.length) {
            line = (Cells.ask("", false) + "\n").getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
    }
}
