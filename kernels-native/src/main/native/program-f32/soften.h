// Softmax over channels. Part of kernel.h.

const int32_t SOFTEN_BLOCK = 32;    // channels summed apart, so that many of them do not drown the small ones

// `width` floats side by side, each with its own channels, `step` floats apart.
INLINE void softenSideBySide(const float* in, int64_t inStep, float* out, int64_t outStep, int32_t channels, int width) {
    Vector most = all(-__builtin_inff());
    for (int32_t c = 0; c < channels; c++) most = larger(loaded(in + c * inStep), most);
    Vector sum = {};
    for (int32_t block = 0; block < channels; block += SOFTEN_BLOCK) {
        Vector part = {};
        for (int32_t c = block; c < channels && c < block + SOFTEN_BLOCK; c++) {
            const Vector e = exponential(loaded(in + c * inStep) - most);
            part += e;
            if (width == LANES) {
                put(out + c * outStep, e);
            } else {
                putSome(out + c * outStep, e, width);
            }
        }
        sum += part;
    }
    const Vector factor = 1 / sum;
    for (int32_t c = 0; c < channels; c++) {
        const Vector share = loaded(out + c * outStep) * factor;
        if (width == LANES) {
            put(out + c * outStep, share);
        } else {
            putSome(out + c * outStep, share, width);
        }
    }
}

// One position whose channels are neighbours.
INLINE void softenInARow(const float* in, float* out, int32_t channels) {
    const Vector nothing = all(-__builtin_inff());
    const int left = channels % LANES;
    const int32_t whole = channels - left;
    const Ints kept = Ints{} == 0;
    Ints index = kept;
    for (int n = 0; n < LANES; n++) index[n] = n < left ? -1 : 0;
    Vector most = index ? loaded(in + whole) : nothing;
    for (int32_t c = 0; c < whole; c += LANES) most = larger(loaded(in + c), most);
    float largest = most[0];
    for (int n = 1; n < LANES; n++) largest = most[n] > largest || most[n] != most[n] ? most[n] : largest;
    Vector sum = {};
    for (int32_t block = 0; block < whole; block += SOFTEN_BLOCK * LANES) {
        Vector part = {};
        for (int32_t c = block; c < whole && c < block + SOFTEN_BLOCK * LANES; c += LANES) {
            const Vector e = exponential(loaded(in + c) - largest);
            part += e;
            put(out + c, e);
        }
        sum += part;
    }
    if (left > 0) {
        const Vector e = exponential(loaded(in + whole) - largest);
        sum += index ? e : Vector{};
        putSome(out + whole, e, left);
    }
    float total = sum[0];
    for (int n = 1; n < LANES; n++) total += sum[n];
    const float factor = 1 / total;
    forVectors(out, channels, [&](int64_t i) ALWAYS { return loaded(out + i) * factor; });
}

void soften(const Soften& op, float* arena, int part, int parts) {
    const Size& s = op.size;
    if (op.lanes == 1 && s.height == 1 && s.width == 1 && op.in.plane == 1 && op.out.plane == 1) {
        if (part == 0) softenInARow(arena + op.in.start, arena + op.out.start, s.channels);
        return;
    }
    const Place places[] = {op.in, op.out};
    Lines lines = linesOf({1, s.height, s.width}, op.lanes, false, places, 2);
    forLines(lines, part, parts, [&](int32_t, int32_t row, int64_t from, int64_t length) {
        const float* const in = arena + at(op.in, 0, row) + from;
        float* const out = arena + at(op.out, 0, row) + from;
        for (int64_t i = 0; i < length; i += LANES) {
            const int width = length - i < LANES ? (int)(length - i) : LANES;
            softenSideBySide(in + i, op.in.plane, out + i, op.out.plane, s.channels, width);
        }
    });
}
