// Products with vectors along positions: a strip of N vectors times a panel of H rows keeps H x N sums in registers, loads
// N vectors and H weights for each block, and multiplies all with all.
#pragma once

#include "vector.h"

namespace espalier {
namespace ISA {
namespace {

// What strips are computed with: of one group and one tile.
struct Work {
    const Product* product;
    const float* in;                    // where places are counted from; packed: the first strip
    const float* addend;
    float* out;
    const Blocks* blocks;
    const float* bias;
    bool fresh;                         // the first tile: sums begin with the bias
    Activation activation;              // of the last tile, else none
};

// Where a strip's vectors begin: one place for all of a run.
template <int N, Lie LIE>
struct Spots {
    int64_t start;
    int64_t at[N];

    INLINE void set(const Piece* piece, int32_t Piece::*place) {
        start = piece->*place;
        UNROLLED for (int n = 0; n < N; n++) at[n] = LIE == RUN ? n * LANES : piece[n].*place;
    }

    template <typename T>
    INLINE T* in(T* row) const {
        return LIE == RUN ? oneRegister(row + start) : row;
    }
};

// Sums of rows `plane` apart begin with what lies where the strip's vectors go, or where their addends are.
template <int H, int N, Lie LIE, int32_t Piece::*PLACE>
INLINE void add(const Product& p, const Strip& strip, const Spots<N, LIE>& spots, const float* from, int64_t plane,
                Vector (&sums)[H][N]) {
    if (LIE != RAGGED) {
        from = spots.in(from);
        UNROLLED for (int h = 0; h < H; h++) {
            UNROLLED for (int n = 0; n < N; n++) sums[h][n] += load(from + h * plane + spots.at[n]);
        }
        return;
    }
    const int32_t* const firstPiece = p.firstPiece + strip.first;
    UNROLLED for (int n = 0; n < N; n++) {
        for (int i = firstPiece[n]; i < firstPiece[n + 1]; i++) {
            const Piece& piece = p.pieces[i];
            UNROLLED for (int h = 0; h < H; h++) sums[h][n] += load(from + h * plane + piece.*PLACE, piece.lanes);
        }
    }
}

template <int H, int N, Lie LIE>
INLINE void put(const Product& p, const Strip& strip, const Spots<N, LIE>& spots, Activation activation, float* to,
                int64_t plane, Vector (&sums)[H][N]) {
    UNROLLED for (int h = 0; h < H; h++) {
        UNROLLED for (int n = 0; n < N; n++) sums[h][n] = activated(sums[h][n], activation);
    }
    if (LIE != RAGGED) {
        to = spots.in(to);
        UNROLLED for (int h = 0; h < H; h++) {
            UNROLLED for (int n = 0; n < N; n++) store(to + h * plane + spots.at[n], sums[h][n]);
        }
        return;
    }
    const int32_t* const firstPiece = p.firstPiece + strip.first;
    UNROLLED for (int n = 0; n < N; n++) {
        for (int i = firstPiece[n]; i < firstPiece[n + 1]; i++) {
            const Piece& piece = p.pieces[i];
            UNROLLED for (int h = 0; h < H; h++) store(to + h * plane + piece.out, sums[h][n], piece.lanes);
        }
    }
}

// Of a run the compiler sees that one register is enough for what is read.
template <int N, Lie LIE>
INLINE void begin(const Product& p, const Strip& strip, const float* in, const float* (&x)[N], Spots<N, LIE>& outs) {
    const int32_t* const place = p.places + strip.first;
    if (LIE == RUN) {
        const float* const start = p.packed > 0 ? in : in + place[0];
        UNROLLED for (int n = 0; n < N; n++) x[n] = start + n * LANES;
    } else {
        UNROLLED for (int n = 0; n < N; n++) x[n] = p.packed > 0 ? in + n * LANES : in + place[n];
    }
    outs.set(p.pieces + p.firstPiece[strip.first], &Piece::out);
}

// Panels [first, end) of a band, each times `count` strips. What does not change is copied to where stores cannot reach it.
template <int H, int N, Lie LIE>
OWN_FUNCTION void multiply(const Work& work, const Strip* strips, int count, const Band& band, int first, int end) {
    constexpr int SETS = sets(H * N);
    const Product& p = *work.product;
    const int64_t outPlane = p.frame.outPlane;
    const int64_t ahead = p.ahead * outPlane;
    const Blocks* const panels = work.blocks + band.first;
    const int32_t* const offsets = p.offsets;
    const float* const values = p.values;
    const float* bias = work.bias + band.row + first * H;
    const bool fresh = work.fresh;
    const Activation activation = work.activation;
    float* out = work.out + (band.row + first * H) * outPlane;
    const float* x[N];
    Spots<N, LIE> outs;
    begin(p, strips[0], work.in, x, outs);
    for (int panel = first; panel < end; panel++, out += H * outPlane, bias += H) {
        for (int s = 0; s < count; s++) {
            const Strip& strip = strips[s];
            if (count > 1) begin(p, strip, work.in + (size_t)s * p.tile * p.packed, x, outs);
            Vector sums[SETS][H][N] = {};
            if (fresh) {
                UNROLLED for (int h = 0; h < H; h++) {
                    UNROLLED for (int n = 0; n < N; n++) sums[0][h][n] = all(bias[h]);
                }
                if (p.added) {
                    const int64_t plane = p.frame.addendPlane;
                    Spots<N, LIE> addends;
                    addends.set(p.pieces + p.firstPiece[strip.first], &Piece::addend);
                    const float* const addend = work.addend + (band.row + panel * H) * plane;
                    add<H, N, LIE, &Piece::addend>(p, strip, addends, addend, plane, sums[0]);
                }
            } else {
                add<H, N, LIE, &Piece::out>(p, strip, outs, out, outPlane, sums[0]);
            }
            if (ahead > 0) {            // places of sums to come, or the stores wait for memory
                const float* const next = outs.in(out + ahead);
                UNROLLED for (int h = 0; h < H; h++) {
                    UNROLLED for (int n = 0; n < N; n++) __builtin_prefetch(next + h * outPlane + outs.at[n], 1);
                }
            }
            const Blocks blocks = panels[panel];
            const int32_t* offset = offsets + blocks.first;
            const int32_t* const stop = offsets + blocks.end;
            const float* value = values + blocks.values;
            for (; stop - offset >= SETS; offset += SETS, value += SETS * H) {
                UNROLLED for (int set = 0; set < SETS; set++) {
                    const int64_t at = offset[set];
                    UNROLLED for (int h = 0; h < H; h++) {
                        const Vector w = all(value[set * H + h]);
                        UNROLLED for (int n = 0; n < N; n++) sums[set][h][n] += w * load(x[n] + at);
                    }
                }
            }
            if (SETS > 1) {
                for (; offset < stop; offset++, value += H) {
                    const int64_t at = offset[0];
                    UNROLLED for (int h = 0; h < H; h++) {
                        const Vector w = all(value[h]);
                        UNROLLED for (int n = 0; n < N; n++) sums[0][h][n] += w * load(x[n] + at);
                    }
                }
                UNROLLED for (int set = 1; set < SETS; set++) {
                    UNROLLED for (int h = 0; h < H; h++) {
                        UNROLLED for (int n = 0; n < N; n++) sums[0][h][n] += sums[set][h][n];
                    }
                }
            }
            put<H, N, LIE>(p, strip, outs, activation, out, outPlane, sums[0]);
        }
    }
}

typedef void (*Multiply)(const Work&, const Strip*, int, const Band&, int, int);

// Sums, what is loaded, and a weight must fit the registers; one row needs no register for what it loads. Tall panels are
// for narrow strips, and of even height.
constexpr bool fits(int h, int n) {
    return n <= (h == 1 ? 8 : h <= 4 ? 6 : h <= 8 ? 3 : 2) && (h <= 8 || h % 2 == 0)
        && (h == 1 || h * n + n + 1 <= REGISTERS);
}

template <int H, int N, bool FITS>
struct Entry {
    static constexpr Multiply ragged = nullptr, whole = nullptr, run = nullptr;
};
template <int H, int N>
struct Entry<H, N, true> {
    static constexpr Multiply ragged = multiply<H, N, RAGGED>, whole = multiply<H, N, WHOLE>, run = multiply<H, N, RUN>;
};

#define THREE(H, N) {Entry<H, N, fits(H, N)>::ragged, Entry<H, N, fits(H, N)>::whole, Entry<H, N, fits(H, N)>::run}
#define ROW(H) {THREE(H, 1), THREE(H, 2), THREE(H, 3), THREE(H, 4), THREE(H, 5), THREE(H, 6), THREE(H, 7), THREE(H, 8)}
const Multiply KERNELS[14][8][3] = {ROW(1), ROW(2), ROW(3),  ROW(4),  ROW(5),  ROW(6),  ROW(7),
                                    ROW(8), ROW(9), ROW(10), ROW(11), ROW(12), ROW(13), ROW(14)};
#undef ROW
#undef THREE

bool multiplies(int32_t height, int32_t vectors) {
    return height <= 14 && vectors <= 8 && fits(height, vectors);
}

// The rows of the input that a tile needs, of `count` strips, each side by side with zeros where there is none.
void pack(const Product& p, const float* in, int strip, int count, int tile, float* packed) {
    const int end = p.tile < p.inner - tile * p.tile ? p.tile : p.inner - tile * p.tile;
    const int32_t* const source = p.sources + tile * p.tile;
    for (int k = 0; k < end; k++) {
        const float* const row = in + source[k];
        float* to = packed + (size_t)k * p.packed;
        for (int s = strip; s < strip + count; s++, to += (size_t)p.tile * p.packed) {
            const Strip& here = p.strips[s];
            const int32_t* const place = p.places + here.first;
            if (here.lie != RAGGED) {
                for (int n = 0; n < here.vectors; n++) store(to + n * LANES, load(row + place[n]));
            } else {
                for (int n = 0; n < here.vectors; n++) {
                    store(to + n * LANES, load(row + place[n], p.pieces[p.firstPiece[here.first + n]].lanes));
                }
            }
        }
    }
}

// Neighbouring strips with one tile, by the panels of this part: those of equal width at the same time.
void visit(const Work& work, const Strip* strips, int count, int part, int parts) {
    const Product& p = *work.product;
    for (int first = 0; first < count;) {
        Lie lie = RUN;
        int end = first;
        for (; end < count && strips[end].vectors == strips[first].vectors; end++) {
            if (strips[end].lie < lie) lie = strips[end].lie;
        }
        Work here = work;
        here.in += (size_t)first * p.tile * p.packed;
        for (int b = 0; b < p.bandCount; b++) {
            const Band& band = p.bands[b];
            KERNELS[band.height - 1][strips[first].vectors - 1][lie](
                    here, strips + first, end - first, band, share(band.panels, part, parts), share(band.panels, part + 1, parts));
        }
        first = end;
    }
}

void across(const Product& p, const Operands& operands, float* scratch, int part, int parts) {
    // Parts take strips; where there are fewer strips than parts, all take every strip and share the panels.
    const bool byStrip = p.stripCount >= parts;
    const int firstStrip = byStrip ? share(p.stripCount, part, parts) : 0;
    const int endStrip = byStrip ? share(p.stripCount, part + 1, parts) : p.stripCount;
    const int ownPart = byStrip ? 0 : part;
    const int panelParts = byStrip ? 1 : parts;
    const int rounds = p.tilesFirst ? p.tiles : 1;
    for (int group = 0; group < p.groups; group++) {
        const float* const in = operands.in + group * p.groupStride;
        const int64_t row = (int64_t)group * p.rows;
        for (int round = 0; round < rounds; round++) {
            for (int strip = firstStrip; strip < endStrip; strip += p.together) {
                const int end = endStrip - strip < p.together ? endStrip : strip + p.together;
                for (int tile = p.tilesFirst ? round : 0; tile < (p.tilesFirst ? round + 1 : p.tiles); tile++) {
                    if (p.packed > 0) pack(p, in, strip, end - strip, tile, scratch);
                    Work work = {&p,
                                 p.packed > 0 ? scratch : in,
                                 operands.addend + row * p.frame.addendPlane,
                                 operands.out + row * p.frame.outPlane,
                                 p.blocks + ((size_t)tile * p.groups + group) * p.panels,
                                 p.bias + row,
                                 tile == 0,
                                 tile == p.tiles - 1 ? p.activation : NONE};
                    visit(work, p.strips + strip, end - strip, ownPart, panelParts);
                }
            }
        }
    }
}

}  // namespace
}  // namespace ISA
}  // namespace espalier
