// In from the user's arrays and out to them. Part of kernel.h.

INLINE Place packed(Size size) {
    return {0, size.width, (int64_t)size.height * size.width};
}

// Lines of positions, on both sides.
INLINE Lines edgeLines(const Edge& op) {
    // The user's places as they would be with as many lanes, so that lines are comparable.
    const Place user = packed(op.size);
    const Place places[] = {op.place, {0, user.pitch * op.lanes, user.plane * op.lanes}};
    Lines lines = linesOf(op.size, op.lanes, true, places, 2);
    lines.length /= op.lanes;
    return lines;
}

void load(const Edge& op, const float* from, int examples, float* arena) {
    const Place user = packed(op.size);
    const int64_t values = user.plane * op.size.channels;
    forLines(edgeLines(op), 0, 1, [&](int32_t channel, int32_t row, int64_t, int64_t length) {
        const float* const in = from + at(user, channel, row);
        float* const out = arena + at(op.place, channel, row);
        for (int64_t i = 0; i < length; i += LANES) {
            const int count = length - i < LANES ? (int)(length - i) : LANES;
            if (op.lanes == 1) {
                if (count == LANES) {
                    put(out + i, loaded(in + i));
                } else {
                    putSome(out + i, loadedSome(in + i, count), count);
                }
                continue;
            }
            for (int lane = 0; lane < TOGETHER_LANES; lane += LANES) {
                Vector m[LANES] = {};
                UNROLLED for (int n = 0; n < LANES; n++) {
                    if (lane + n < examples) {
                        const float* const example = in + (lane + n) * values + i;
                        m[n] = count == LANES ? loaded(example) : loadedSome(example, count);
                    }
                }
                transpose(m);
                UNROLLED for (int n = 0; n < LANES; n++) {
                    if (n < count) put(out + (i + n) * TOGETHER_LANES + lane, m[n]);
                }
            }
        }
    });
}

void store(const Edge& op, const float* arena, int examples, float* to) {
    const Place user = packed(op.size);
    const int64_t values = user.plane * op.size.channels;
    forLines(edgeLines(op), 0, 1, [&](int32_t channel, int32_t row, int64_t, int64_t length) {
        const float* const in = arena + at(op.place, channel, row);
        float* const out = to + at(user, channel, row);
        if (op.lanes == 1) {
            copy(in, out, length);
            return;
        }
        for (int64_t i = 0; i < length; i += LANES) {
            const int count = length - i < LANES ? (int)(length - i) : LANES;
            for (int lane = 0; lane < TOGETHER_LANES && lane < examples; lane += LANES) {
                Vector m[LANES];
                UNROLLED for (int n = 0; n < LANES; n++) m[n] = loaded(in + (i + n) * TOGETHER_LANES + lane);
                transpose(m);
                UNROLLED for (int n = 0; n < LANES; n++) {
                    if (lane + n < examples) putSome(out + (lane + n) * values + i, m[n], count);
                }
            }
        }
    });
}
