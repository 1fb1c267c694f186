package org.espalier.kernel.render;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Standard output or error of the notebook: bytes come in, whole UTF-8 characters go out to the cell's outputs. */
public final class CellStream extends OutputStream {

    private static final int LONGEST_CHARACTER = 4;

    private final String name;
    private final Outputs outputs;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    // The first bytes of a character whose rest has not been written yet.
    private byte[] unfinished = new byte[0];

    private CellStream(String name, Outputs outputs) {
        this.name = name;
        this.outputs = outputs;
    }

    /** A print stream whose text arrives at {@code outputs} under {@code name}, {@code stdout} or {@code stderr}. */
    public static PrintStream printingTo(Outputs outputs, String name) {
        return new PrintStream(new CellStream(name, outputs), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.allocate(unfinished.length + length);
        in.put(unfinished).put(bytes, offset, length).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
        decoder.reset().decode(in, out, false);
        unfinished = new byte[in.remaining()];
        in.get(unfinished);
        if (out.flip().hasRemaining()) {
            outputs.stream(name, out.toString());
        }
    }
}
