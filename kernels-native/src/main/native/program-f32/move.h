// Copies with strides and offsets. Part of kernel.h.

// The outputs of `count` from which start + i * step lies in [0, size): [first, end).
struct Inside {
    int64_t first, end;
};

INLINE Inside inside(int64_t start, int64_t step, int64_t size, int64_t count) {
    const int64_t first = start < 0 ? (-start + step - 1) / step : 0;
    const int64_t end = start >= size ? 0 : (size - 1 - start) / step + 1;
    if (first >= count || end <= first) return {count, count};
    return {first, end < count ? end : count};
}

INLINE void copy(const float* in, float* out, int64_t length) {
    forVectors(out, length, [&](int64_t i) ALWAYS { return loaded(in + i); });
}

INLINE void clear(float* out, int64_t length) {
    forVectors(out, length, [&](int64_t) ALWAYS { return Vector{}; });
}

INLINE void copyStep(const float* in, int32_t step, float* out, int64_t count, int32_t lanes) {
    if (step == 1) {
        copy(in, out, count * lanes);
    } else if (lanes == TOGETHER_LANES) {
        for (int64_t i = 0; i < count; i++) {
            UNROLLED for (int n = 0; n < TOGETHER_LANES; n += LANES) {
                put(out + i * TOGETHER_LANES + n, loaded(in + i * step * TOGETHER_LANES + n));
            }
        }
    } else if (step == 2) {
        forVectors(out, count, [&](int64_t i) ALWAYS { return loadedEven(in + 2 * i); });
    } else {
        for (int64_t i = 0; i < count; i++) out[i] = in[i * step];
    }
}

void move(const Move& op, float* arena, int part, int parts) {
    const int32_t lanes = op.lanes;
    const bool plain = op.startX == 0 && op.startY == 0 && op.stepX == 1 && op.stepY == 1
        && op.from.height == op.size.height && op.from.width == op.size.width;
    if (plain) {
        const Place places[] = {op.in, op.out};
        forLines(linesOf(op.size, lanes, true, places, 2), part, parts,
                 [&](int32_t channel, int32_t row, int64_t from, int64_t length) {
                     copy(arena + at(op.in, channel, row) + from, arena + at(op.out, channel, row) + from, length);
                 });
        return;
    }
    const Inside columns = inside(op.startX, op.stepX, op.from.width, op.size.width);
    const Lines lines = {op.size.channels, op.size.height, 1};
    forLines(lines, part, parts, [&](int32_t channel, int32_t y, int64_t, int64_t) {
        float* const out = arena + at(op.out, channel, y);
        const int64_t row = op.startY + (int64_t)y * op.stepY;
        if (row < 0 || row >= op.from.height) {
            clear(out, (int64_t)op.size.width * lanes);
            return;
        }
        const float* const in = arena + at(op.in, channel, row) + (op.startX + columns.first * op.stepX) * lanes;
        clear(out, columns.first * lanes);
        copyStep(in, op.stepX, out + columns.first * lanes, columns.end - columns.first, lanes);
        clear(out + columns.end * lanes, (op.size.width - columns.end) * lanes);
    });
}
