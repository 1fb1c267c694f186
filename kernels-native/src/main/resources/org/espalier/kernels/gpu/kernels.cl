// Every kernel of the GPU backends: one text, compiled as OpenCL C, as CUDA C and, to be checked, as C++.
//
// All kernels take the same: the arena, tables of integers and floats, and their scalars at args[first], in the order
// that org.espalier.kernels.gpu.Launches writes them. A launch is a number of groups of GROUP work-items. Addresses are
// counted in floats, in 64 bits. Regions are given by start, pitch (row to row) and plane (channel to channel); a line is
// what lies side by side: width times lanes.

#if defined(__OPENCL_VERSION__)
#define KERNEL __kernel
#define GLOBAL __global
#define SHARED __local
#define LOCAL __local
#define DEVICE
#define BARRIER barrier(CLK_LOCAL_MEM_FENCE)
#define GROUP_ID ((i64)get_group_id(0))
#define ITEM ((int)get_local_id(0))
#define F(name) name
#define UNROLL
typedef long i64;
#elif defined(__CUDACC__)
#define KERNEL extern "C" __global__
#define GLOBAL
#define SHARED __shared__
#define LOCAL
#define DEVICE __device__
#define BARRIER __syncthreads()
#define GROUP_ID ((i64)blockIdx.x)
#define ITEM ((int)threadIdx.x)
#define F(name) name##f
#define UNROLL _Pragma("unroll")
typedef long long i64;
#else  // The includer brings BARRIER, GROUP_ID, ITEM and float4, and runs one group at a time.
#define KERNEL extern "C"
#define GLOBAL
#define SHARED static
#define LOCAL
#define DEVICE static
#define F(name) name##f
#define UNROLL
typedef long long i64;
#endif

#define GROUP 128
#define INFINITE (3.402823466e+38f * 2.0f)
#define ARGUMENTS GLOBAL float *arena, GLOBAL const int *ints, GLOBAL const float *floats, GLOBAL const i64 *args, i64 first

// ---- Products. Their first arguments are the same.

#define COLUMNS a[0]         // of the output: height times line
#define LINE a[1]            // floats side by side in a row
#define ROWS a[2]            // of the weights
#define IN_START a[3]
#define IN_PITCH a[4]
#define OUT_START a[5]
#define OUT_PITCH a[6]
#define OUT_PLANE a[7]
#define ADDEND_START a[8]    // -1: none
#define ADDEND_PITCH a[9]
#define ADDEND_PLANE a[10]
#define ACTIVATION a[11]     // 0: none, 1: ReLU
#define BIAS a[12]           // in floats, one for each row
#define SLICES a[13]         // into how many parts a sum is cut, a power of two; the group's items are shared among them
#define ORDER a[14]          // in ints: rows, or panels, the longest first
#define POINTERS a[15]       // in ints: where each row's or panel's entries begin
#define PLACES a[16]         // in ints: for each entry, or each column, where its input begins
#define VALUES a[17]         // in floats
#define ROWS_OF_A_GROUP a[18]
#define GROUP_STRIDE a[19]
#define INNER a[20]          // columns of dense weights; 0: each row has its own places
#define N a[21]
#define M a[22]
#define N_OF_M_PLACES a[23]  // in ints: four places a word

#define OUT_AT(column) (OUT_START + at(column, LINE, OUT_PITCH))
#define ADDEND_AT(column) (ADDEND_START + at(column, LINE, ADDEND_PITCH))

DEVICE float activated(i64 activation, float x) {
    return activation == 1 && x < 0.0f ? 0.0f : x;
}

DEVICE i64 at(i64 column, i64 line, i64 pitch) {
    return column / line * pitch + column % line;
}

// Bias, addend, activation; out and addend are where the column is in the first row.
DEVICE void finish(GLOBAL float* arena, GLOBAL const float* floats, GLOBAL const i64* a, i64 row, i64 out, i64 addend, float sum) {
    sum += floats[BIAS + row];
    if (ADDEND_START >= 0) {
        sum += arena[addend + row * ADDEND_PLANE];
    }
    arena[out + row * OUT_PLANE] = activated(ACTIVATION, sum);
}

// Adds up what the slices of each column have; items of the first slice get the sums.
DEVICE float gathered(LOCAL float* sums, float sum, int slices) {
    int width = GROUP / slices;
    if (slices > 1) {
        sums[ITEM] = sum;
        BARRIER;  // MUTANT barrier: sums are written
        for (int apart = slices / 2; apart > 0; apart /= 2) {
            if (ITEM < apart * width) {
                sums[ITEM] += sums[ITEM + apart * width];
            }
            BARRIER;  // MUTANT barrier: sums are halved
        }
        sum = sums[ITEM];
        BARRIER;  // sums may be used again
    }
    return sum;
}

// One row of CSR, or of dense weights, times GROUP / SLICES columns.
KERNEL void product_csr(ARGUMENTS) {
    SHARED int places[GROUP];
    SHARED float weights[GROUP];
    SHARED float sums[GROUP];
    GLOBAL const i64* a = args + first;
    int slices = (int)SLICES;
    int width = GROUP / slices;
    int slice = ITEM / width;
    i64 row = ints[ORDER + GROUP_ID % ROWS];
    i64 column = GROUP_ID / ROWS * width + ITEM % width;
    int inside = column < COLUMNS;
    i64 in = IN_START + row / ROWS_OF_A_GROUP * GROUP_STRIDE + at(inside ? column : 0, LINE, IN_PITCH);
    i64 from = INNER > 0 ? row * INNER : ints[POINTERS + row];
    i64 to = INNER > 0 ? from + INNER : ints[POINTERS + row + 1];
    i64 place = PLACES + (INNER > 0 ? 0 : from);
    float sum = 0.0f;
    for (i64 begin = 0; begin < to - from; begin += GROUP) {
        int count = to - from - begin < GROUP ? (int)(to - from - begin) : GROUP;
        BARRIER;  // MUTANT barrier: the tile before is used up
        if (ITEM < count) {  // MUTANT guard: entries of this row only
            places[ITEM] = ints[place + begin + ITEM];
            weights[ITEM] = floats[VALUES + from + begin + ITEM];
        }
        BARRIER;  // MUTANT barrier: the tile is there
        for (int i = slice; i < count; i += slices) {  // MUTANT off by one
            sum += weights[i] * arena[in + places[i]];
        }
    }
    sum = gathered(sums, sum, slices);
    if (slice == 0 && inside) {  // MUTANT guard: columns of the output only
        finish(arena, floats, a, row, OUT_AT(column), ADDEND_AT(column), sum);
    }
}

// One row of CSR times 4 times GROUP columns; lines and pitches are multiples of 4.
KERNEL void product_csr4(ARGUMENTS) {
    SHARED int places[GROUP];
    SHARED float weights[GROUP];
    GLOBAL const i64* a = args + first;
    i64 row = ints[ORDER + GROUP_ID % ROWS];
    i64 column = (GROUP_ID / ROWS * GROUP + ITEM) * 4;
    int inside = column < COLUMNS;
    GLOBAL const float* in = arena + IN_START + at(inside ? column : 0, LINE, IN_PITCH);
    i64 from = ints[POINTERS + row];
    i64 to = ints[POINTERS + row + 1];
    float sum0 = 0.0f;
    float sum1 = 0.0f;
    float sum2 = 0.0f;
    float sum3 = 0.0f;
    for (i64 begin = from; begin < to; begin += GROUP) {
        int count = to - begin < GROUP ? (int)(to - begin) : GROUP;
        BARRIER;  // MUTANT barrier: the tile before is used up
        if (ITEM < count) {  // MUTANT guard: entries of this row only
            places[ITEM] = ints[PLACES + begin + ITEM];
            weights[ITEM] = floats[VALUES + begin + ITEM];
        }
        BARRIER;  // MUTANT barrier: the tile is there
        for (int i = 0; i < count; i++) {
            float4 x = *(GLOBAL const float4*)(in + places[i]);
            sum0 += weights[i] * x.x;
            sum1 += weights[i] * x.y;
            sum2 += weights[i] * x.z;
            sum3 += weights[i] * x.w;
        }
    }
    if (inside) {  // MUTANT guard: columns of the output only
        i64 out = OUT_AT(column);
        i64 addend = ADDEND_AT(column);
        finish(arena, floats, a, row, out, addend, sum0);
        finish(arena, floats, a, row, out + 1, addend + 1, sum1);
        finish(arena, floats, a, row, out + 2, addend + 2, sum2);
        finish(arena, floats, a, row, out + 3, addend + 3, sum3);
    }
}

// A panel of HEIGHT rows in column blocks times GROUP / SLICES columns: an input is loaded once for all rows. A macro,
// since a row's sum must be a register of its own.
#define BLOCKS(name, HEIGHT) \
    KERNEL void name(ARGUMENTS) { \
        SHARED int places[GROUP]; \
        SHARED float weights[GROUP * HEIGHT]; \
        SHARED float sums[GROUP]; \
        GLOBAL const i64* a = args + first; \
        int slices = (int)SLICES; \
        int width = GROUP / slices; \
        int slice = ITEM / width; \
        i64 panels = (ROWS + HEIGHT - 1) / HEIGHT; \
        i64 panel = ints[ORDER + GROUP_ID % panels]; \
        i64 column = GROUP_ID / panels * width + ITEM % width; \
        int inside = column < COLUMNS; \
        i64 in = IN_START + at(inside ? column : 0, LINE, IN_PITCH); \
        i64 from = ints[POINTERS + panel]; \
        i64 to = ints[POINTERS + panel + 1]; \
        float sum[HEIGHT]; \
        UNROLLED(HEIGHT) sum[r] = 0.0f; \
        for (i64 begin = from; begin < to; begin += GROUP) { \
            int count = to - begin < GROUP ? (int)(to - begin) : GROUP; \
            BARRIER; /* MUTANT barrier: the tile before is used up */ \
            if (ITEM < count) { \
                places[ITEM] = ints[PLACES + begin + ITEM]; \
            } \
            for (int i = ITEM; i < count * HEIGHT; i += GROUP) { \
                weights[i] = floats[VALUES + begin * HEIGHT + i]; \
            } \
            BARRIER; /* MUTANT barrier: the tile is there */ \
            for (int i = slice; i < count; i += slices) { \
                float x = arena[in + places[i]]; \
                UNROLLED(HEIGHT) sum[r] += weights[i * HEIGHT + r] * x; \
            } \
        } \
        i64 out = OUT_AT(inside ? column : 0); \
        i64 addend = ADDEND_AT(inside ? column : 0); \
        UNROLLED(HEIGHT) { \
            float whole = gathered(sums, sum[r], slices); \
            if (slice == 0 && inside && panel * HEIGHT + r < ROWS) { /* MUTANT guard: rows of the output only */ \
                finish(arena, floats, a, panel * HEIGHT + r, out, addend, whole); \
            } \
        } \
    }

#define UNROLLED(HEIGHT) UNROLL for (int r = 0; r < HEIGHT; r++)

BLOCKS(product_blocks4, 4)
BLOCKS(product_blocks8, 8)

// One row of N:M slots times GROUP / SLICES columns. A slot that holds zero stands for nothing and is not multiplied.
KERNEL void product_n_of_m(ARGUMENTS) {
    SHARED int places[GROUP];
    SHARED float weights[GROUP];
    SHARED float sums[GROUP];
    GLOBAL const i64* a = args + first;
    int slices = (int)SLICES;
    int width = GROUP / slices;
    int slice = ITEM / width;
    i64 row = GROUP_ID % ROWS;
    i64 column = GROUP_ID / ROWS * width + ITEM % width;
    int inside = column < COLUMNS;
    i64 in = IN_START + at(inside ? column : 0, LINE, IN_PITCH);
    i64 slots = (INNER + M - 1) / M * N;
    float sum = 0.0f;
    for (i64 begin = 0; begin < slots; begin += GROUP) {
        int count = slots - begin < GROUP ? (int)(slots - begin) : GROUP;
        BARRIER;  // MUTANT barrier: the tile before is used up
        if (ITEM < count) {
            i64 slot = row * slots + begin + ITEM;
            i64 within = (ints[N_OF_M_PLACES + slot / 4] >> (slot % 4 * 8)) & 255;
            float weight = floats[VALUES + slot];
            weights[ITEM] = weight;
            int kept = weight != 0.0f;  // MUTANT guard: columns of the weights only
            places[ITEM] = kept ? ints[PLACES + (begin + ITEM) / N * M + within] : 0;
        }
        BARRIER;  // MUTANT barrier: the tile is there
        for (int i = slice; i < count; i += slices) {
            if (weights[i] != 0.0f) {
                sum += weights[i] * arena[in + places[i]];
            }
        }
    }
    sum = gathered(sums, sum, slices);
    if (slice == 0 && inside) {  // MUTANT guard: columns of the output only
        finish(arena, floats, a, row, OUT_AT(column), ADDEND_AT(column), sum);
    }
}

#define TILE_ROWS 32
#define TILE_COLUMNS 64
#define TILE_INNER 16

// 32 rows of dense weights times 64 columns: each item has 4 x 4 outputs, 8 rows and 16 columns apart. Rows of a tile
// belong to one group of channels.
KERNEL void product_dense(ARGUMENTS) {
    SHARED float weights[TILE_INNER][TILE_ROWS + 1];
    SHARED float inputs[TILE_INNER][TILE_COLUMNS];
    GLOBAL const i64* a = args + first;
    i64 tiles = (ROWS_OF_A_GROUP + TILE_ROWS - 1) / TILE_ROWS;
    i64 rowTile = GROUP_ID % (tiles * (ROWS / ROWS_OF_A_GROUP));
    i64 left = GROUP_ID / (tiles * (ROWS / ROWS_OF_A_GROUP)) * TILE_COLUMNS;
    i64 top = rowTile % tiles * TILE_ROWS;
    i64 group = rowTile / tiles;
    i64 row = group * ROWS_OF_A_GROUP + top;
    i64 rowsHere = ROWS_OF_A_GROUP - top < TILE_ROWS ? ROWS_OF_A_GROUP - top : TILE_ROWS;
    i64 mine = left + ITEM % TILE_COLUMNS;  // the column that this item loads
    i64 in = IN_START + group * GROUP_STRIDE + at(mine < COLUMNS ? mine : 0, LINE, IN_PITCH);
    int r0 = ITEM / 16;
    int c0 = ITEM % 16;
    float sum[4][4];
    UNROLL for (int r = 0; r < 4; r++) {
        UNROLL for (int c = 0; c < 4; c++) sum[r][c] = 0.0f;
    }
    for (i64 begin = 0; begin < INNER; begin += TILE_INNER) {
        int count = INNER - begin < TILE_INNER ? (int)(INNER - begin) : TILE_INNER;
        BARRIER;  // MUTANT barrier: the tile before is used up
        for (int i = ITEM; i < TILE_INNER * TILE_ROWS; i += GROUP) {
            int k = i % TILE_INNER;
            int r = i / TILE_INNER;
            int there = k < count && r < rowsHere;  // MUTANT guard: weights of the tile only
            weights[k][r] = there ? floats[VALUES + (row + r) * INNER + begin + k] : 0.0f;
        }
        for (int k = ITEM / TILE_COLUMNS; k < count; k += GROUP / TILE_COLUMNS) {
            inputs[k][ITEM % TILE_COLUMNS] = arena[in + ints[PLACES + begin + k]];
        }
        BARRIER;  // MUTANT barrier: the tile is there
        for (int k = 0; k < count; k++) {
            UNROLL for (int r = 0; r < 4; r++) {
                float w = weights[k][r0 + 8 * r];
                UNROLL for (int c = 0; c < 4; c++) sum[r][c] += w * inputs[k][c0 + 16 * c];
            }
        }
    }
    UNROLL for (int c = 0; c < 4; c++) {
        i64 column = left + c0 + 16 * c;
        i64 out = OUT_AT(column);
        i64 addend = ADDEND_AT(column);
        UNROLL for (int r = 0; r < 4; r++) {
            if (r0 + 8 * r < rowsHere && column < COLUMNS) {  // MUTANT guard: the output only
                finish(arena, floats, a, row + r0 + 8 * r, out, addend, sum[r][c]);
            }
        }
    }
}

// ---- Element by element: one item for each float of the output. Their first arguments are the same.

#define COUNT b[0]
#define WIDTH b[1]  // the output's line
#define HEIGHT b[2]
#define TO_START b[3]
#define TO_PITCH b[4]
#define TO_PLANE b[5]
#define FROM_START b[6]
#define FROM_PITCH b[7]
#define FROM_PLANE b[8]
#define KIND b[9]

#define ELEMENT \
    GLOBAL const i64* b = args + first; \
    i64 element = GROUP_ID * GROUP + ITEM; \
    if (element >= COUNT) { /* MUTANT skip: elements of the output only */ \
        return; \
    } \
    i64 x = element % WIDTH; \
    i64 y = element / WIDTH % HEIGHT; \
    i64 c = element / WIDTH / HEIGHT;

#define TO (TO_START + c * TO_PLANE + y * TO_PITCH + x)
#define FROM (FROM_START + c * FROM_PLANE + y * FROM_PITCH + x)

// The larger, NaN if either is.
DEVICE float larger(float p, float q) {
    return p != p || p > q ? p : q;
}

// Kinds: maximum, mean of what is inside, mean with padding, sum.
KERNEL void pool(ARGUMENTS) {
    ELEMENT
    i64 lanes = b[10];
    i64 inHeight = b[11];
    i64 inWidth = b[12];
    i64 rows = b[13];
    i64 columns = b[14];
    i64 top = y * b[15] - b[19];
    i64 left = x / lanes * b[16] - b[20];
    i64 from = FROM_START + c * FROM_PLANE + x % lanes;
    float most = -INFINITE;
    float sum = 0.0f;
    i64 cells = 0;
    for (i64 i = 0; i < rows; i++) {
        i64 row = top + i * b[17];
        if (row < 0 || row >= inHeight) {  // MUTANT skip: rows of the input only
            continue;
        }
        for (i64 j = 0; j < columns; j++) {
            i64 column = left + j * b[18];
            if (column >= 0 && column < inWidth) {
                float cell = arena[from + row * FROM_PITCH + column * lanes];
                most = larger(most, cell);
                sum += cell;
                cells++;
            }
        }
    }
    i64 divisor = KIND == 1 ? (cells > 0 ? cells : 1) : KIND == 2 ? rows * columns : 1;
    arena[TO] = KIND == 0 ? most : sum / (float)divisor;
}

// Kinds: sum, difference, product, mean, maximum of any number of inputs; each of the others has start, pitch, plane.
KERNEL void combine(ARGUMENTS) {
    ELEMENT
    float value = arena[FROM];
    for (i64 i = 0; i < b[11]; i++) {
        GLOBAL const i64* other = b + 12 + 3 * i;
        float next = arena[other[0] + c * other[2] + y * other[1] + x];
        value = KIND == 1 ? value - next : KIND == 2 ? value * next : KIND == 4 ? larger(value, next) : value + next;
    }
    arena[TO] = activated(b[10], KIND == 3 ? value / (float)(b[11] + 1) : value);
}

KERNEL void move(ARGUMENTS) {
    ELEMENT
    i64 lanes = b[10];
    i64 row = b[13] + y * b[15];
    i64 column = b[14] + x / lanes * b[16];
    int inside = row >= 0 && row < b[11] && column >= 0 && column < b[12];  // MUTANT guard: the input only
    i64 from = FROM_START + c * FROM_PLANE + row * FROM_PITCH + column * lanes + x % lanes;
    arena[TO] = inside ? arena[from] : 0.0f;
}

KERNEL void scale(ARGUMENTS) {
    ELEMENT
    arena[TO] = activated(b[10], floats[b[11] + c] * arena[FROM] + floats[b[12] + c]);
}

DEVICE float mish(float x) {
    float e = F(exp)(x);
    float square = e * (e + 2.0f);  // (1 + e^x)^2 - 1
    return x > 20.0f ? x : x * (square / (square + 2.0f));
}

DEVICE float rational_tanh(float x) {
    float y = F(fabs)(x * (2.0f / 3.0f));
    float d = y + y * y + 1.41645f * (y * y) * (y * y);
    float size = y < 1.0f ? d / (1.0f + d) : 1.0f - 1.0f / (1.0f + d);
    return 1.7159f * (x < 0.0f ? -size : size);
}

DEVICE float function(i64 kind, float x, float alpha) {
    switch (kind) {
        case 0: return x < 0.0f ? 0.0f : x;
        case 1: return x < 0.0f ? 0.0f : x > 6.0f ? 6.0f : x;
        case 2: return x < 0.0f ? alpha * x : x;
        case 3: return x < 0.0f ? alpha * F(expm1)(x) : x;
        case 4: return F(tanh)(x);
        case 5: return 1.0f / (1.0f + F(exp)(-x));
        case 6: x = 0.2f * x + 0.5f; return x < 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
        case 7: return x > 30.0f ? x : F(log1p)(F(exp)(x));
        case 8: return x / (1.0f + F(fabs)(x));
        case 9: return x / (1.0f + F(exp)(-x));
        case 10: return x * x * x;
        case 11: return x / (1.0f + F(exp)(-1.702f * x));
        case 12: return x < -1.0f ? -1.0f : x > 1.0f ? 1.0f : x;
        case 13: return mish(x);
        case 14: return rational_tanh(x);
        case 15: return x < 0.0f ? 0.0f : F(tanh)(x);
        case 16: return 1.05070099f * (x < 0.0f ? 1.67326324f * F(expm1)(x) : x);
        default: return x <= alpha ? 0.0f : x;
    }
}

// Kinds: the ordinals of org.espalier.program.Function.
KERNEL void apply(ARGUMENTS) {
    ELEMENT
    arena[TO] = function(KIND, arena[FROM], floats[b[10]]);
}

// One item for all channels of a position; the sum carries what it rounds off.
KERNEL void soften(ARGUMENTS) {
    ELEMENT
    i64 channels = b[10];
    i64 from = FROM;
    i64 to = TO;
    float most = -INFINITE;
    for (i64 i = 0; i < channels; i++) {
        most = larger(most, arena[from + i * FROM_PLANE]);
    }
    float sum = 0.0f;
    float lost = 0.0f;
    for (i64 i = 0; i < channels; i++) {
        float e = F(exp)(arena[from + i * FROM_PLANE] - most);
        float term = e - lost;
        float next = sum + term;
        lost = next - sum - term;
        sum = next;
        arena[to + i * TO_PLANE] = e;
    }
    for (i64 i = 0; i < channels; i++) {
        arena[to + i * TO_PLANE] /= sum;
    }
}

// From examples one after the other, [examples, channels, height, width], to a region of lanes side by side; here WIDTH
// is without lanes, channels go on through the examples, and FROM_START is where the examples begin.
KERNEL void load(ARGUMENTS) {
    ELEMENT
    i64 lanes = b[10];
    i64 channels = b[11];
    i64 to = TO_START + c % channels * TO_PLANE + y * TO_PITCH + x * lanes + c / channels;
    arena[to] = arena[FROM_START + element];
}

// The other way round: the region is where it comes from.
KERNEL void store(ARGUMENTS) {
    ELEMENT
    i64 lanes = b[10];
    i64 channels = b[11];
    i64 from = FROM_START + c % channels * FROM_PLANE + y * FROM_PITCH + x * lanes + c / channels;
    arena[TO_START + element] = arena[from];
}

KERNEL void clear(ARGUMENTS) {
    GLOBAL const i64* b = args + first;
    i64 element = GROUP_ID * GROUP + ITEM;
    if (element < COUNT) {  // MUTANT guard: the arena only
        arena[TO_START + element] = 0.0f;
    }
}
