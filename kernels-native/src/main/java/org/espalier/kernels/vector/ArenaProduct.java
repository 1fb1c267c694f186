package org.espalier.kernels.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.program.Instruction;
import org.espalier.program.Region;

/**
 * A product of a program, packed. Where the output's rows follow each other as the input's do, or are a multiple of a
 * vector long, sums go straight to their place, if there is nothing to add to them. Elsewhere output positions are run
 * through as if the input had no margins; the sums wait, and those that are real ones are copied out.
 */
final class ArenaProduct implements VectorProducts.Packed {
    private static final int CHUNK = 32; // rows of sums that wait to be copied out

    /** Neighbouring positions of one row: where they wait, and where they and their addends belong, in floats. */
    private record Piece(int waiting, int out, int addend, int length) {}

    /** A strip, where its columns begin, and what is to be copied out; nothing if the sums go straight to their place. */
    private record Run(Strip strip, int in, int out, List<Piece> pieces) {}

    private final List<Panels> panels;
    private final float floor;
    private final Optional<Region> addend;
    private final Region out;
    private final int lanes;
    private final List<Run> runs = new ArrayList<>();

    ArenaProduct(Instruction.Product p, int lanes) {
        this.floor = Panels.floor(p.epilogue());
        this.addend = p.addend();
        this.out = p.out();
        this.lanes = lanes;
        Blocks blocks = Blocks.of(p.weights(), 4, p.groups());
        this.panels = Panels.of(p, blocks, lanes);
        int inner = p.offsets().length * p.groups();
        int row = out.width() * lanes;
        boolean even = out.height() == 1
                || (p.in().pitch() == out.width()
                        && out.pitch() == out.width()
                        && addend.map(a -> a.pitch() == out.width()).orElse(true));
        if (even) {
            runs(p.in(), 0, out.height() * row, blocks.height(), inner);
        } else if (row % Lanes.COUNT == 0 && (lanes > 1 || row >= 4 * Lanes.COUNT)) {
            for (int y = 0; y < out.height(); y++) {
                runs(p.in(), y, row, blocks.height(), inner);
            }
        } else {
            int all = ((out.height() - 1) * p.in().pitch() + out.width()) * lanes;
            for (Strip strip : Strip.cut(all, blocks.height(), inner)) {
                List<Piece> pieces = pieces(strip, p.in().pitch());
                if (!pieces.isEmpty()) { // else it has but margins
                    runs.add(new Run(strip, p.in().start() * lanes + strip.start(), 0, pieces));
                }
            }
        }
    }

    /** Strips of {@code length} floats from output row {@code y} on, all of them side by side. */
    private void runs(Region in, int y, int length, int height, int inner) {
        for (Strip strip : Strip.cut(length, height, inner)) {
            int to = y * out.pitch() * lanes + strip.start();
            int from = addend.map(a -> y * a.pitch() * lanes + strip.start()).orElse(0);
            int width = strip.width(length);
            runs.add(new Run(
                    strip,
                    (in.start() + y * in.pitch()) * lanes + strip.start(),
                    to,
                    addend.isEmpty() && width == strip.room() ? List.of() : List.of(new Piece(0, to, from, width))));
        }
    }

    /** What of a strip is output. */
    private List<Piece> pieces(Strip strip, int pitch) {
        List<Piece> pieces = new ArrayList<>();
        for (int y = 0; y < out.height(); y++) {
            int first = Math.max(strip.start(), y * pitch * lanes);
            int end = Math.min(strip.start() + strip.room(), (y * pitch + out.width()) * lanes);
            if (first < end) {
                int x = first - y * pitch * lanes;
                pieces.add(new Piece(
                        first - strip.start(),
                        y * out.pitch() * lanes + x,
                        addend.isPresent() ? y * addend.get().pitch() * lanes + x : 0,
                        end - first));
            }
        }
        return pieces;
    }

    @Override
    public void run(float[] arena) {
        float[] scratch = Scratch.take();
        for (Run run : runs) {
            for (Panels p : panels) {
                if (run.pieces.isEmpty()) {
                    Rows to = new Rows(arena, out.start() * lanes + run.out, out.plane() * lanes);
                    p.multiply(0, p.count(), run.strip, arena, run.in, to, floor);
                } else {
                    multiplyAndCopy(p, run, arena, scratch);
                }
            }
        }
        Scratch.give(scratch);
    }

    private void multiplyAndCopy(Panels p, Run run, float[] arena, float[] scratch) {
        int room = run.strip.room();
        for (int first = 0; first < p.count(); first += CHUNK / p.height()) {
            int end = Math.min(p.count(), first + CHUNK / p.height());
            int top = p.firstRow() + first * p.height();
            Rows waiting = new Rows(scratch, Scratch.START - top * room, room);
            p.multiply(
                    first,
                    end,
                    run.strip,
                    arena,
                    run.in,
                    waiting,
                    addend.isPresent() ? Float.NEGATIVE_INFINITY : floor);
            for (int row = top; row < top + (end - first) * p.height(); row++) {
                copyOut(run, row, arena, scratch, waiting.at() + row * room);
            }
        }
    }

    private void copyOut(Run run, int row, float[] arena, float[] scratch, int waiting) {
        int to = out.at(row, 0, 0) * lanes;
        int from = addend.isPresent() ? addend.get().at(row, 0, 0) * lanes : 0;
        for (Piece piece : run.pieces) {
            int at = waiting + piece.waiting;
            if (addend.isPresent()) {
                Sums.add(scratch, at, arena, from + piece.addend, arena, to + piece.out, piece.length, floor);
            } else {
                System.arraycopy(scratch, at, arena, to + piece.out, piece.length);
            }
        }
    }
}
