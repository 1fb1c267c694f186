package org.espalier.kernels.gpu;

import java.util.ArrayList;
import java.util.List;
import org.espalier.program.Instruction;
import org.espalier.program.Region;
import org.espalier.sparse.Activation;

/**
 * Instructions as launches: which kernel, where its scalars begin, how many groups. What the numbers mean is said in
 * {@code kernels.cl}.
 */
final class Launches {
    /** Numbers of a launch. */
    static final int NUMBERS = 3;

    final Table ints = new Table(Integer.BYTES);
    final Table floats = new Table(Float.BYTES);
    final Table args = new Table(Long.BYTES);
    private final List<long[]> launches = new ArrayList<>();
    private final int lanes;

    Launches(int lanes) {
        this.lanes = lanes;
    }

    /** How many there are. */
    int size() {
        return launches.size();
    }

    /** Three numbers each. */
    long[] toArray() {
        return launches.stream().flatMapToLong(java.util.Arrays::stream).toArray();
    }

    int lanes() {
        return lanes;
    }

    void add(Kernel kernel, long groups, long... scalars) {
        launches.add(new long[] {kernel.ordinal(), args.add(scalars), groups});
    }

    /** Everything but calls. */
    void add(Instruction instruction) {
        if (instruction instanceof Instruction.Product i) {
            Products.add(i, this);
        } else if (instruction instanceof Instruction.Pool i) {
            pool(i);
        } else if (instruction instanceof Instruction.Combine i) {
            combine(i);
        } else if (instruction instanceof Instruction.Move i) {
            Region in = i.in();
            elements(
                    Kernel.MOVE,
                    i.out(),
                    in,
                    0,
                    lanes,
                    in.height(),
                    in.width(),
                    i.startY(),
                    i.startX(),
                    i.stepY(),
                    i.stepX());
        } else if (instruction instanceof Instruction.Scale i) {
            elements(
                    Kernel.SCALE,
                    i.out(),
                    i.in(),
                    0,
                    code(i.activation()),
                    floats.add(i.scale()),
                    floats.add(i.shift()));
        } else if (instruction instanceof Instruction.Apply i) {
            elements(Kernel.APPLY, i.out(), i.in(), i.function().ordinal(), floats.add(new float[] {i.alpha()}));
        } else if (instruction instanceof Instruction.Soften i) {
            Region one = i.out().slice(0, 1);
            elements(Kernel.SOFTEN, one, i.in(), 0, i.out().channels());
        }
    }

    static long code(Activation activation) {
        return switch (activation) {
            case NONE -> 0;
            case RELU -> 1;
        };
    }

    private void pool(Instruction.Pool i) {
        var w = i.window();
        long kind = switch (i.kind()) {
            case MAX -> 0;
            case MEAN -> 1;
            case MEAN_WITH_PADDING -> 2;
            case SUM -> 3;
        };
        elements(
                Kernel.POOL,
                i.out(),
                i.in(),
                kind,
                lanes,
                i.in().height(),
                i.in().width(),
                w.height(),
                w.width(),
                w.strideY(),
                w.strideX(),
                w.dilationY(),
                w.dilationX(),
                w.top(),
                w.left());
    }

    private void combine(Instruction.Combine i) {
        int others = i.in().size() - 1;
        long[] more = new long[2 + 3 * others];
        more[0] = code(i.activation());
        more[1] = others;
        for (int other = 0; other < others; other++) {
            Region in = i.in().get(other + 1);
            more[2 + 3 * other] = floats(in.start());
            more[3 + 3 * other] = floats(in.pitch());
            more[4 + 3 * other] = floats(in.plane());
        }
        long kind = switch (i.operation()) {
            case ADD -> 0;
            case SUBTRACT -> 1;
            case MULTIPLY -> 2;
            case MEAN -> 3;
            case MAX -> 4;
        };
        elements(Kernel.COMBINE, i.out(), i.in().get(0), kind, more);
    }

    /** Examples one after the other, from a place of the arena in floats, to a region. */
    void load(Region to, long staging) {
        examples(Kernel.LOAD, to, floats(to.start()), staging);
    }

    /** A region to examples one after the other. */
    void store(Region from, long staging) {
        examples(Kernel.STORE, from, staging, floats(from.start()));
    }

    private void examples(Kernel kernel, Region region, long to, long from) {
        long count = (long) lanes * region.shape().values();
        add(
                kernel,
                groups(count),
                count,
                region.width(),
                region.height(),
                to,
                floats(region.pitch()),
                floats(region.plane()),
                from,
                floats(region.pitch()),
                floats(region.plane()),
                0,
                lanes,
                region.channels());
    }

    /** Zeros. */
    void clear(long from, long count) {
        add(Kernel.CLEAR, groups(count), count, 0, 0, from);
    }

    private void elements(Kernel kernel, Region out, Region in, long kind, long... more) {
        long count = (long) out.channels() * out.height() * floats(out.width());
        long[] scalars = {
            count,
            floats(out.width()),
            out.height(),
            floats(out.start()),
            floats(out.pitch()),
            floats(out.plane()),
            floats(in.start()),
            floats(in.pitch()),
            floats(in.plane()),
            kind
        };
        long[] all = java.util.Arrays.copyOf(scalars, scalars.length + more.length);
        System.arraycopy(more, 0, all, scalars.length, more.length);
        add(kernel, groups(count), all);
    }

    /** Groups for so many items. */
    static long groups(long items) {
        return over(items, Kernel.GROUP);
    }

    static long over(long items, long each) {
        return (items + each - 1) / each;
    }

    /** Positions in floats. */
    long floats(long positions) {
        return positions * lanes;
    }
}
