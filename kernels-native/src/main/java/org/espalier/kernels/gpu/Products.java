package org.espalier.kernels.gpu;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.espalier.program.Instruction;
import org.espalier.program.Region;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.NofMMatrix;

/**
 * Which kernel a product takes, and its weights as that kernel reads them. Few columns leave most of a group idle, so the
 * group shares each sum among its items, in slices.
 */
final class Products {
    private static final int TILE_ROWS = 32;
    private static final int TILE_COLUMNS = 64;
    private static final int VECTORS_FROM = 256; // columns; fewer fill too little of a group four at a time

    private final Instruction.Product product;
    private final Launches to;
    private final int rows;
    private final long columns;
    private final int width;

    private Products(Instruction.Product product, Launches to) {
        this.product = product;
        this.to = to;
        this.rows = product.weights().rows();
        this.columns = product.out().height() * to.floats(product.out().width());
        int most = (int) Math.min(columns, Kernel.GROUP);
        this.width = most == 1 ? 1 : Integer.highestOneBit(most - 1) << 1;
    }

    static void add(Instruction.Product product, Launches to) {
        new Products(product, to).add();
    }

    private void add() {
        if (product.weights() instanceof DenseMatrix m) {
            dense(m);
        } else if (product.weights() instanceof NofMMatrix m) {
            nOfM(m);
        } else if (product.weights() instanceof BlockMatrix m) {
            BlockMatrix cut = m.columnBlocks(4, 8);
            if (cut.height() == 1) {
                csr(cut.toCsr());
            } else {
                blocks(cut);
            }
        } else {
            csr(product.weights().toCsr());
        }
    }

    private void csr(CsrMatrix m) {
        int[] pointers = m.rowPointers();
        boolean vectors = to.lanes() % 4 == 0 && columns >= VECTORS_FROM;
        long tiles = vectors ? Launches.over(columns, 4L * Kernel.GROUP) : Launches.over(columns, width);
        to.add(
                vectors ? Kernel.PRODUCT_CSR4 : Kernel.PRODUCT_CSR,
                rows * tiles,
                scalars(
                        order(pointers),
                        to.ints.add(pointers),
                        to.ints.add(places(m.columnIndices())),
                        to.floats.add(m.values()),
                        0,
                        0,
                        0,
                        0));
    }

    private void blocks(BlockMatrix m) {
        int[] pointers = m.panelPointers();
        long panels = pointers.length - 1L;
        to.add(
                m.height() == 4 ? Kernel.PRODUCT_BLOCKS4 : Kernel.PRODUCT_BLOCKS8,
                panels * Launches.over(columns, width),
                scalars(
                        order(pointers),
                        to.ints.add(pointers),
                        to.ints.add(places(m.columnIndices())),
                        to.floats.add(m.values()),
                        0,
                        0,
                        0,
                        0));
    }

    private void dense(DenseMatrix m) {
        boolean tiled = columns >= TILE_COLUMNS / 2;
        int[] identity = tiled ? new int[0] : IntStream.range(0, rows).toArray();
        long rowTiles = product.groups() * Launches.over(rows / product.groups(), TILE_ROWS);
        to.add(
                tiled ? Kernel.PRODUCT_DENSE : Kernel.PRODUCT_CSR,
                tiled ? rowTiles * Launches.over(columns, TILE_COLUMNS) : rows * Launches.over(columns, width),
                scalars(
                        to.ints.add(identity),
                        0,
                        to.ints.add(offsets()),
                        to.floats.add(m.values()),
                        m.columns(),
                        0,
                        0,
                        0));
    }

    private void nOfM(NofMMatrix m) {
        byte[] bytes = m.places();
        int[] words = new int[(bytes.length + 3) / 4];
        for (int i = 0; i < bytes.length; i++) {
            words[i / 4] |= Byte.toUnsignedInt(bytes[i]) << i % 4 * 8;
        }
        to.add(
                Kernel.PRODUCT_N_OF_M,
                rows * Launches.over(columns, width),
                scalars(
                        0,
                        0,
                        to.ints.add(offsets()),
                        to.floats.add(m.values()),
                        m.columns(),
                        m.n(),
                        m.m(),
                        to.ints.add(words)));
    }

    /** Rows, or panels, the longest first: those that finish last must not start last. */
    private long order(int[] pointers) {
        return to.ints.add(IntStream.range(0, pointers.length - 1)
                .boxed()
                .sorted(Comparator.comparingInt(row -> pointers[row] - pointers[row + 1]))
                .mapToInt(Integer::intValue)
                .toArray());
    }

    /** For each column where its input begins, in floats. */
    private int[] offsets() {
        return Arrays.stream(product.offsets())
                .map(offset -> Math.toIntExact(to.floats(offset)))
                .toArray();
    }

    private int[] places(int[] indices) {
        return Arrays.stream(indices)
                .map(column -> Math.toIntExact(to.floats(product.offsets()[column])))
                .toArray();
    }

    private long[] scalars(
            long order, long pointers, long places, long values, long inner, long n, long m, long nOfMPlaces) {
        Region in = product.in();
        Region out = product.out();
        float[] given = product.epilogue().bias();
        long bias = to.floats.add(given == null ? new float[rows] : given);
        long addend = product.addend().map(r -> to.floats(r.start())).orElse(-1L);
        return new long[] {
            columns,
            to.floats(out.width()),
            rows,
            to.floats(in.start()),
            to.floats(in.pitch()),
            to.floats(out.start()),
            to.floats(out.pitch()),
            to.floats(out.plane()),
            addend,
            product.addend().map(r -> to.floats(r.pitch())).orElse(0L),
            product.addend().map(r -> to.floats(r.plane())).orElse(0L),
            Launches.code(product.epilogue().activation()),
            bias,
            Kernel.GROUP / width,
            order,
            pointers,
            places,
            values,
            rows / product.groups(),
            to.floats(product.groupStride()),
            inner,
            n,
            m,
            nOfMPlaces
        };
    }
}
