// Operations on each element by itself. Part of kernel.h.

INLINE int64_t at(const Place& place, int64_t channel, int64_t row) {
    return place.start + channel * place.plane + row * place.pitch;
}

template <Operation O>
INLINE Vector combined(Vector a, Vector b) {
    return O == SUBTRACT ? a - b : O == MULTIPLY ? a * b : O == MAX ? larger(b, a) : a + b;
}

template <Operation O, bool RELU_AFTER>
void combineAs(const Combine& op, float* arena, int part, int parts) {
    Place* const in = op.in;
    Lines lines = linesOf(op.size, op.lanes, true, &op.out, 1);
    const Lines inputs = linesOf(op.size, op.lanes, true, in, op.count);
    if (inputs.length < lines.length) lines = inputs;
    const float divisor = (float)op.count;
    forLines(lines, part, parts, [&](int32_t channel, int32_t row, int64_t from, int64_t length) {
        float* const out = arena + at(op.out, channel, row) + from;
        const float* const first = arena + at(in[0], channel, row) + from;
        if (op.count == 2) {
            const float* const second = arena + at(in[1], channel, row) + from;
            forVectors(out, length, [&](int64_t i) ALWAYS {
                const Vector v = combined<O>(loaded(first + i), loaded(second + i));
                return activated(O == MEAN ? v * 0.5f : v, RELU_AFTER);
            });
            return;
        }
        forVectors(out, length, [&](int64_t i) ALWAYS {
            Vector v = loaded(first + i);
            for (int k = 1; k < op.count; k++) v = combined<O>(v, loaded(arena + at(in[k], channel, row) + from + i));
            return activated(O == MEAN ? v / divisor : v, RELU_AFTER);
        });
    });
}

template <Operation O>
void combineAs(const Combine& op, float* arena, int part, int parts) {
    if (op.activation == RELU) {
        combineAs<O, true>(op, arena, part, parts);
    } else {
        combineAs<O, false>(op, arena, part, parts);
    }
}

void combine(const Combine& op, float* arena, int part, int parts) {
    switch (op.operation) {
        case ADD: combineAs<ADD>(op, arena, part, parts); break;
        case SUBTRACT: combineAs<SUBTRACT>(op, arena, part, parts); break;
        case MULTIPLY: combineAs<MULTIPLY>(op, arena, part, parts); break;
        case MEAN: combineAs<MEAN>(op, arena, part, parts); break;
        default: combineAs<MAX>(op, arena, part, parts); break;
    }
}

void scale(const Scale& op, float* arena, int part, int parts) {
    const bool relu = op.activation == RELU;
    const Place places[] = {op.in, op.out};
    if (op.lanes == 1 && op.size.height == 1 && op.size.width == 1 && op.in.plane == 1 && op.out.plane == 1) {
        const Lines lines = linesOf(op.size, op.lanes, true, places, 2);
        forLines(lines, part, parts, [&](int32_t, int32_t, int64_t from, int64_t length) {
            const float* const in = arena + op.in.start + from;
            forVectors(arena + op.out.start + from, length, [&](int64_t i) ALWAYS {
                return activated(loaded(op.scale + from + i) * loaded(in + i) + loaded(op.shift + from + i), relu);
            });
        });
        return;
    }
    const Lines lines = linesOf(op.size, op.lanes, false, places, 2);
    forLines(lines, part, parts, [&](int32_t channel, int32_t row, int64_t from, int64_t length) {
        const float* const in = arena + at(op.in, channel, row) + from;
        const Vector factor = all(op.scale[channel]);
        const Vector shift = all(op.shift[channel]);
        forVectors(arena + at(op.out, channel, row) + from, length,
                   [&](int64_t i) ALWAYS { return activated(factor * loaded(in + i) + shift, relu); });
    });
}

template <Function F>
void applyAs(const Apply& op, float* arena, int part, int parts) {
    const Place places[] = {op.in, op.out};
    const float alpha = op.alpha;
    forLines(linesOf(op.size, op.lanes, true, places, 2), part, parts,
             [&](int32_t channel, int32_t row, int64_t from, int64_t length) {
                 const float* const in = arena + at(op.in, channel, row) + from;
                 forVectors(arena + at(op.out, channel, row) + from, length,
                            [&](int64_t i) ALWAYS { return applied<F>(loaded(in + i), alpha); });
             });
}

void apply(const Apply& op, float* arena, int part, int parts) {
    switch (op.function) {
        case F_RELU: applyAs<F_RELU>(op, arena, part, parts); break;
        case RELU6: applyAs<RELU6>(op, arena, part, parts); break;
        case LEAKY_RELU: applyAs<LEAKY_RELU>(op, arena, part, parts); break;
        case ELU: applyAs<ELU>(op, arena, part, parts); break;
        case TANH: applyAs<TANH>(op, arena, part, parts); break;
        case SIGMOID: applyAs<SIGMOID>(op, arena, part, parts); break;
        case HARD_SIGMOID: applyAs<HARD_SIGMOID>(op, arena, part, parts); break;
        case SOFTPLUS: applyAs<SOFTPLUS>(op, arena, part, parts); break;
        case SOFTSIGN: applyAs<SOFTSIGN>(op, arena, part, parts); break;
        case SWISH: applyAs<SWISH>(op, arena, part, parts); break;
        case CUBE: applyAs<CUBE>(op, arena, part, parts); break;
        case GELU: applyAs<GELU>(op, arena, part, parts); break;
        case HARD_TANH: applyAs<HARD_TANH>(op, arena, part, parts); break;
        case MISH: applyAs<MISH>(op, arena, part, parts); break;
        case RATIONAL_TANH: applyAs<RATIONAL_TANH>(op, arena, part, parts); break;
        case RECTIFIED_TANH: applyAs<RECTIFIED_TANH>(op, arena, part, parts); break;
        case SELU: applyAs<SELU>(op, arena, part, parts); break;
        case THRESHOLDED_RELU: applyAs<THRESHOLDED_RELU>(op, arena, part, parts); break;
    }
}
