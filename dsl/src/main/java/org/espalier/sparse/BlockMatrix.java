package org.espalier.sparse;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An immutable float matrix in blocks of {@code height × width} values, as block compressed sparse rows (BSR). Rows are
 * taken {@code height} at a time, as panels, and columns {@code width} at a time; each panel stores every block in which
 * there is a value other than zero, and all values of it. The last panel and the last column of blocks are filled up with
 * zeros. There is one form for each matrix and size of block; blocks of width 1 are column blocks, and of 1 × 1, CSR.
 *
 * <p>A block that is not stored is not read. A zero <em>inside</em> a stored block is multiplied like any weight
 * ({@code 0 · Inf} and {@code 0 · NaN} are NaN) in column blocks of 4 or 8 rows; a backend may cut other blocks into such
 * and leave out what is zero then, see {@link #columnBlocks}. What a block is filled up with is never multiplied.
 *
 * <p>Values are stored block by block, panel after panel, each block row-major: {@code [blocks × height × width]}.
 *
 * <pre>{@code
 * var matrix = BlockMatrix.of(new float[] {0, 1, 0, 2, 0, 3, 0, 0}, 4, 2, 4, 1);   // [0 1; 0 2; 0 3; 0 0]
 * matrix.blocks()                                                                   // 1
 * }</pre>
 */
public final class BlockMatrix extends StoredMatrix {
    private static final int MOST = 16;

    private final int height;
    private final int width;
    private final Compressed places;

    private BlockMatrix(MatrixSize size, int height, int width, Compressed places, float[] values) {
        super(size, values);
        this.height = height;
        this.width = width;
        this.places = places;
    }

    /**
     * The blocks of a dense matrix that hold any value but zero.
     *
     * @param dense {@code [rows × columns]}, row-major; not kept
     * @param rows at least 1
     * @param columns at least 1
     * @param height rows of a block, 1 to 16
     * @param width columns of a block, 1 to 16
     * @throws IllegalArgumentException if {@code dense} does not hold {@code rows · columns} values, if {@code height} or
     *     {@code width} is another, or if the blocks would hold more values than a Java array
     */
    public static BlockMatrix of(float[] dense, int rows, int columns, int height, int width) {
        return of(CsrMatrix.of(dense, rows, columns), height, width);
    }

    /**
     * The same matrix in blocks of this size.
     *
     * @param height rows of a block, 1 to 16
     * @param width columns of a block, 1 to 16
     * @throws IllegalArgumentException if {@code height} or {@code width} is another, or if the blocks would hold more
     *     values than a Java array
     */
    public static BlockMatrix of(SparseMatrix matrix, int height, int width) {
        requireBlock(height, width);
        if (matrix instanceof BlockMatrix m && m.height == height && m.width == width) {
            return m;
        }
        CsrMatrix csr = matrix.toCsr();
        Compressed places = blocksOf(csr, height, width);
        float[] values = new float[MatrixSize.requireStorable((long) places.indices().length * height * width)];
        for (int row = 0; row < csr.rows(); row++) {
            int to = places.start(row / height);
            for (int at = csr.pattern().start(row); at < csr.pattern().end(row); at++) {
                int column = csr.pattern().index(at);
                while (places.index(to) < column / width) {
                    to++;
                }
                values[(to * height + row % height) * width + column % width] = csr.values[at];
            }
        }
        return new BlockMatrix(csr.size, height, width, places, values);
    }

    private static Compressed blocksOf(CsrMatrix csr, int height, int width) {
        int panels = csr.size.panels(height);
        int[] pointers = new int[panels + 1];
        int[] indices = new int[csr.stored()];
        int blocks = 0;
        for (int panel = 0; panel < panels; panel++) {
            int top = panel * height;
            int from = csr.pattern().start(top);
            int to = csr.pattern().end(top + Math.min(height, csr.rows() - top) - 1);
            int[] columns = Arrays.copyOfRange(csr.pattern().indices(), from, to);
            Arrays.sort(columns);
            for (int column : columns) {
                if (blocks == pointers[panel] || indices[blocks - 1] != column / width) {
                    indices[blocks++] = column / width;
                }
            }
            pointers[panel + 1] = blocks;
        }
        return new Compressed("panel", pointers, Arrays.copyOf(indices, blocks));
    }

    /**
     * A matrix from its three arrays, which are copied.
     *
     * @param rows at least 1
     * @param columns at least 1
     * @param height rows of a block, 1 to 16
     * @param width columns of a block, 1 to 16
     * @param panelPointers one more than there are panels: the blocks of panel {@code p} are
     *     {@code [panelPointers[p], panelPointers[p + 1])}
     * @param columnIndices for each block how many blocks would fit on its left, rising within a panel: block {@code i}
     *     covers the columns from {@code columnIndices[i] · width}
     * @param values {@code [blocks × height × width]}; each block has a value other than zero, and zeros below the last
     *     row and right of the last column
     * @throws IllegalArgumentException if the arrays do not describe such a matrix; says where and what was found
     */
    public static BlockMatrix of(
            int rows, int columns, int height, int width, int[] panelPointers, int[] columnIndices, float[] values) {
        requireBlock(height, width);
        MatrixSize size = new MatrixSize(rows, columns);
        if (values.length != (long) columnIndices.length * height * width) {
            throw new IllegalArgumentException("%d blocks of %d x %d hold %d values, found %d"
                    .formatted(
                            columnIndices.length,
                            height,
                            width,
                            (long) columnIndices.length * height * width,
                            values.length));
        }
        Compressed places = new Compressed("panel", panelPointers.clone(), columnIndices.clone());
        places.check(size.panels(height), size.groups(width));
        BlockMatrix matrix = new BlockMatrix(size, height, width, places, withoutSignedZeros(values));
        matrix.requireFilledBlocks();
        return matrix;
    }

    static BlockMatrix read(MatrixHeader header, MatrixInput in) throws IOException {
        int height = header.first();
        int width = header.second();
        requireBlock(height, width);
        MatrixSize size = header.size();
        int blocks = header.stored() / (height * width);
        header.requireStored((long) blocks * height * width);
        Compressed places = Compressed.read("panel", size.panels(height), size.groups(width), blocks, in);
        float[] values = in.values(header.stored());
        return of(size.rows(), size.columns(), height, width, places.pointers(), places.indices(), values);
    }

    private static void requireBlock(int height, int width) {
        if (height < 1 || height > MOST || width < 1 || width > MOST) {
            throw new IllegalArgumentException(
                    "a block has 1 to %d rows and 1 to %d columns, found %d x %d".formatted(MOST, MOST, height, width));
        }
    }

    private void requireFilledBlocks() {
        for (int panel = 0; panel < size.panels(height); panel++) {
            for (int at = places.start(panel); at < places.end(panel); at++) {
                boolean any = false;
                for (int i = at * height * width; i < (at + 1) * height * width; i++) {
                    any |= values[i] != 0;
                    if (values[i] != 0 && !covers(panel, at, i % (height * width))) {
                        throw new IllegalArgumentException(
                                "panel %d, column index %d: beyond the matrix a block holds zeros, found %s"
                                        .formatted(panel, places.index(at), values[i]));
                    }
                }
                if (!any) {
                    throw new IllegalArgumentException(
                            "panel %d, column index %d: a block of zeros must be left out, found it stored"
                                    .formatted(panel, places.index(at)));
                }
            }
        }
    }

    /** Whether the matrix has a value where a block has its {@code i}-th. */
    private boolean covers(int panel, int at, int i) {
        return (long) panel * height + i / width < size.rows()
                && (long) places.index(at) * width + i % width < size.columns();
    }

    @Override
    public CsrMatrix toCsr() {
        int[] rowPointers = new int[size.rows() + 1];
        int[] columnIndices = new int[nonZeros()];
        float[] kept = new float[nonZeros()];
        int to = 0;
        for (int row = 0; row < size.rows(); row++) {
            int panel = row / height;
            for (int at = places.start(panel); at < places.end(panel); at++) {
                for (int c = 0; c < width; c++) {
                    float value = values[(at * height + row % height) * width + c];
                    if (value != 0) {
                        columnIndices[to] = places.index(at) * width + c;
                        kept[to++] = value;
                    }
                }
            }
            rowPointers[row + 1] = to;
        }
        return new CsrMatrix(size, rowPointers, columnIndices, kept);
    }

    /**
     * The same matrix in blocks of width 1, for backends that know no wider ones: as high as the highest of these that
     * divides this matrix's height, else 1, which is CSR. A column of zeros within a block is left out.
     *
     * <pre>{@code
     * BlockMatrix.of(weights, 300, 784, 16, 4).columnBlocks(4, 8).height()      // 8
     * }</pre>
     *
     * @param heights 1 to 16 each
     * @throws IllegalArgumentException if a height is another
     */
    public BlockMatrix columnBlocks(int... heights) {
        for (int each : heights) {
            requireBlock(each, 1);
        }
        return of(
                this,
                IntStream.of(heights).filter(each -> height % each == 0).max().orElse(1),
                1);
    }

    @Override
    public SparseFormat format() {
        return SparseFormat.BLOCKS;
    }

    /** Rows of a block, 1 to 16. */
    public int height() {
        return height;
    }

    /** Columns of a block, 1 to 16. */
    public int width() {
        return width;
    }

    /** How many blocks are stored. */
    public int blocks() {
        return places.indices().length;
    }

    /** A copy of where each panel's blocks start, one more than there are panels. */
    public int[] panelPointers() {
        return places.pointers().clone();
    }

    /** A copy of each block's column index, counted in blocks: it covers the columns from {@code index · width}. */
    public int[] columnIndices() {
        return places.indices().clone();
    }

    @Override
    List<Integer> parameters() {
        return List.of(height, width);
    }

    @Override
    Compressed pattern() {
        return places;
    }

    @Override
    long patternBytes() {
        return places.bytes(size.groups(width));
    }

    @Override
    void writePattern(MatrixOutput out) throws IOException {
        places.write(size.groups(width), out);
    }

    @Override
    public String toString() {
        return described("%d x %d blocks of %d x %d, %d blocks".formatted(height, width, rows(), columns(), blocks()));
    }
}
