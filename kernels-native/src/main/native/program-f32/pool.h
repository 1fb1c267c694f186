// Pooling. With lanes together, cell by cell; with one lane, whole rows first, then along the row. Part of kernel.h.

const int32_t POOL_SPAN = 1024;     // floats of input that one piece of an output row sees

template <bool LARGEST>
INLINE Vector neutral() {
    return LARGEST ? all(-__builtin_inff()) : Vector{};
}

template <bool LARGEST>
INLINE Vector gathered(Vector so_far, Vector next) {
    return LARGEST ? larger(next, so_far) : so_far + next;
}

// Windows of WIDTH x HEIGHT cells, or of any number where these are 0, on positions of `TOGETHER_LANES` floats.
template <bool LARGEST, int HEIGHT, int WIDTH>
INLINE void poolCells(const float* in, Cells rows, Cells columns, int64_t down, int64_t right, float divisor, float* out) {
    constexpr int VECTORS = TOGETHER_LANES / LANES;
    const int32_t height = HEIGHT == 0 ? rows.count : HEIGHT;
    const int32_t width = WIDTH == 0 ? columns.count : WIDTH;
    Vector v[VECTORS];
    UNROLLED for (int n = 0; n < VECTORS; n++) v[n] = neutral<LARGEST>();
    for (int32_t y = 0; y < height; y++) {
        for (int32_t x = 0; x < width; x++) {
            const float* const cell = in + y * down + x * right;
            UNROLLED for (int n = 0; n < VECTORS; n++) v[n] = gathered<LARGEST>(v[n], loaded(cell + n * LANES));
        }
    }
    UNROLLED for (int n = 0; n < VECTORS; n++) put(out + n * LANES, LARGEST ? v[n] : v[n] / divisor);
}

template <bool LARGEST>
void poolTogether(const Pool& op, float* arena, int part, int parts) {
    const Window& w = op.window;
    const Lines lines = {op.size.channels, op.size.height, op.size.width};
    const int64_t down = w.dilationY * op.in.pitch;
    const int64_t right = (int64_t)w.dilationX * op.lanes;
    const bool two = w.height == 2 && w.width == 2;
    forLines(lines, part, parts, [&](int32_t channel, int32_t y, int64_t from, int64_t length) {
        const Cells rows = op.rows[y];
        const float* const in = arena + at(op.in, channel, rows.first);
        float* const out = arena + at(op.out, channel, y);
        const float ofRows = op.kind == POOL_MEAN && rows.count > 0 ? (float)rows.count : 1;
        for (int64_t x = from; x < from + length; x++) {
            const Cells columns = op.columns[x];
            const float divisor = ofRows * op.divisors[x];
            const float* const cell = in + (int64_t)columns.first * op.lanes;
            float* const to = out + x * op.lanes;
            if (two && rows.count == 2 && columns.count == 2) {
                poolCells<LARGEST, 2, 2>(cell, rows, columns, down, right, divisor, to);
            } else {
                poolCells<LARGEST, 0, 0>(cell, rows, columns, down, right, divisor, to);
            }
        }
    });
}

// Every second float from `at` on, out of two vectors.
INLINE Vector loadedEven(const float* at) {
    return SHUFFLE(loaded(at), loaded(at + LANES), EVEN);
}

// Maxima of 2 x 2 windows side by side, all inside.
INLINE void poolPairs(const float* in, int64_t down, float* out, int64_t count) {
    forVectors(out, count, [&](int64_t x) ALWAYS {
        const float* const cell = in + 2 * x;
        const Vector left = larger(loaded(cell), loaded(cell + down));
        const Vector right = larger(loaded(cell + LANES), loaded(cell + down + LANES));
        return larger(SHUFFLE(left, right, EVEN), SHUFFLE(left, right, ODD));
    });
}

// Outputs [from, from + count) of a row that sees `rows` of the input, by way of the rows gathered into one.
template <bool LARGEST>
INLINE void poolPiece(const Pool& op, const float* in, Cells rows, float ofRows, int64_t from, int64_t count, float* out) {
    const Window& w = op.window;
    float row[POOL_SPAN + 2 * LANES];
    const int64_t first = from * w.strideX - w.left;
    const int64_t span = (count - 1) * w.strideX + (int64_t)(w.width - 1) * w.dilationX + 1;
    const int64_t low = first < 0 ? (-first < span ? -first : span) : 0;
    const int64_t fitting = op.from.width - first;
    const int64_t high = fitting < low ? low : fitting < span ? fitting : span;
    for (int64_t i = 0; i < low; i += LANES) put(row + i, neutral<LARGEST>());
    for (int64_t i = low; i < high; i += LANES) {
        Vector v = neutral<LARGEST>();
        for (int32_t y = 0; y < rows.count; y++) {
            v = gathered<LARGEST>(v, loaded(in + first + i + (int64_t)y * w.dilationY * op.in.pitch));
        }
        put(row + i, v);
    }
    for (int64_t i = high; i < span + LANES; i += LANES) put(row + i, neutral<LARGEST>());
    forVectors(out + from, count, [&](int64_t x) ALWAYS {
        Vector v = neutral<LARGEST>();
        for (int32_t k = 0; k < w.width; k++) {
            const float* const cell = row + x * w.strideX + (int64_t)k * w.dilationX;
            Vector next;
            if (w.strideX == 1) {
                next = loaded(cell);
            } else if (w.strideX == 2) {
                next = loadedEven(cell);
            } else {
                for (int n = 0; n < LANES; n++) next[n] = x + n < count ? cell[(int64_t)n * w.strideX] : 0;
            }
            v = gathered<LARGEST>(v, next);
        }
        return LARGEST ? v : v / (ofRows * loaded(op.divisors + from + x));
    });
}

// One output, float by float: for windows wider than a piece.
template <bool LARGEST>
float pooledSlowly(const Pool& op, const float* in, Cells rows, float ofRows, int64_t x) {
    const Window& w = op.window;
    const Cells columns = op.columns[x];
    double sum = 0;
    float most = -__builtin_inff();
    for (int32_t i = 0; i < rows.count; i++) {
        for (int32_t k = 0; k < columns.count; k++) {
            const float cell = in[(int64_t)i * w.dilationY * op.in.pitch + columns.first + (int64_t)k * w.dilationX];
            sum += cell;
            most = cell > most || cell != cell ? cell : most;
        }
    }
    return LARGEST ? (sum != sum ? (float)sum : most) : (float)(sum / (ofRows * op.divisors[x]));
}

template <bool LARGEST>
void poolAlone(const Pool& op, float* arena, int part, int parts) {
    const Window& w = op.window;
    const Lines lines = {op.size.channels, op.size.height, op.size.width};
    const int64_t reach = (int64_t)(w.width - 1) * w.dilationX + 1;
    const int64_t most = reach > POOL_SPAN ? 0 : (POOL_SPAN - reach) / w.strideX + 1;
    const bool pairs = LARGEST && w.height == 2 && w.width == 2 && w.strideX == 2 && w.dilationX == 1 && w.left == 0
        && 2 * (int64_t)op.size.width <= op.from.width;
    forLines(lines, part, parts, [&](int32_t channel, int32_t y, int64_t from, int64_t length) {
        const Cells rows = op.rows[y];
        const float* const in = arena + at(op.in, channel, rows.first);
        float* const out = arena + at(op.out, channel, y);
        const float ofRows = op.kind == POOL_MEAN && rows.count > 0 ? (float)rows.count : 1;
        if (pairs && rows.count == 2) {
            poolPairs(in + 2 * from, w.dilationY * op.in.pitch, out + from, length);
            return;
        }
        for (int64_t x = from; x < from + length;) {
            if (most == 0) {
                out[x] = pooledSlowly<LARGEST>(op, in, rows, ofRows, x);
                x++;
                continue;
            }
            const int64_t count = from + length - x < most ? from + length - x : most;
            poolPiece<LARGEST>(op, in, rows, ofRows, x, count, out);
            x += count;
        }
    });
}

void pool(const Pool& op, float* arena, int part, int parts) {
    const bool largest = op.kind == POOL_MAX;
    if (op.lanes == TOGETHER_LANES) {
        if (largest) {
            poolTogether<true>(op, arena, part, parts);
        } else {
            poolTogether<false>(op, arena, part, parts);
        }
    } else if (largest) {
        poolAlone<true>(op, arena, part, parts);
    } else {
        poolAlone<false>(op, arena, part, parts);
    }
}
