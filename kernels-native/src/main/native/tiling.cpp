#include "tiling.h"

#include "isa.h"
#include "memory.h"

#include <stdlib.h>

namespace espalier {

namespace {

const int32_t SAMPLE = 256;             // columns whose reads are counted to guess those of all
const int64_t LINE = 16;                // floats
const int64_t LONG_RUN = 256;           // floats of an output row that are worth writing in one go
const int64_t TOGETHER = 64 << 10;      // bytes of packed input, for strips that are packed together
const double MOST_SLOTS = 1.5;          // for a weight, with those of lanes that wait; one by one takes about twice as long
const double FEWEST = 160;              // products of a row in a tile that pay for storing its sums and loading them again

// Vectors along positions. Where rows are not whole vectors it can be better to run through the ends of rows, which gives
// positions of nobody's between them, than to begin with each row anew.
bool cutAcross(Product& p) {
    const Frame& f = p.frame;
    const int32_t lanes = p.isa->lanes;
    const int64_t byRow = up(f.length, lanes) * f.rows;
    const int64_t through = up((int64_t)(f.rows - 1) * f.inPitch + f.length, lanes);
    const bool rowByRow = byRow <= through || p.packed != 0;
    p.vectors = (int32_t)(rowByRow ? byRow : through);
    const int64_t mostPieces = (int64_t)f.rows * (f.length / lanes + 2);
    p.places = array<int32_t>(p.vectors);
    p.firstPiece = array<int32_t>(p.vectors + 1);
    p.pieces = array<Piece>(mostPieces);
    if (!p.places || !p.firstPiece || !p.pieces) return false;
    int32_t count = 0;
    int32_t vector = 0;
    for (int32_t y = 0; y < f.rows; y++) {
        const int64_t start = rowByRow ? 0 : (int64_t)y * f.inPitch % lanes;
        int32_t x = 0;
        while (x < f.length) {
            const int32_t lane = x == 0 ? (int32_t)start : 0;
            const int32_t width = lanes - lane < f.length - x ? lanes - lane : f.length - x;
            const int32_t place = (int32_t)((int64_t)y * f.inPitch + x - lane);
            if (vector == 0 || p.places[vector - 1] != place) {
                p.places[vector] = place;
                p.firstPiece[vector++] = count;
            }
            const uint32_t mask = (uint32_t)(((1ull << width) - 1) << lane);
            const Piece piece = {y * f.outPitch + x - lane, y * f.addendPitch + x - lane, mask};
            Piece* const before = count > p.firstPiece[vector - 1] ? p.pieces + count - 1 : nullptr;
            if (before != nullptr && before->out == piece.out && before->addend == piece.addend) {
                before->lanes |= mask;  // of equal pitch: what is between is left out
            } else {
                p.pieces[count++] = piece;
            }
            x += width;
        }
    }
    p.vectors = vector;
    p.firstPiece[vector] = count;
    return true;
}

// One position in each; down the rows there is no mask.
bool cutDown(Product& p) {
    const Frame& f = p.frame;
    p.vectors = f.rows * f.length;
    p.places = array<int32_t>(p.vectors);
    p.firstPiece = array<int32_t>(p.vectors + 1);
    p.pieces = array<Piece>(p.vectors);
    if (!p.places || !p.firstPiece || !p.pieces) return false;
    for (int32_t i = 0; i < p.vectors; i++) {
        const int32_t y = i / f.length;
        const int32_t x = i % f.length;
        p.places[i] = y * f.inPitch + x;
        p.firstPiece[i] = i;
        p.pieces[i] = {y * f.outPitch + x, y * f.addendPitch + x, 1};
    }
    p.firstPiece[p.vectors] = p.vectors;
    return true;
}

void addBand(Product& p, int32_t height, int32_t panels) {
    if (panels == 0) return;
    const int32_t row = p.bandCount == 0 ? 0 : p.bands[p.bandCount - 1].row
            + p.bands[p.bandCount - 1].height * p.bands[p.bandCount - 1].panels;
    p.bands[p.bandCount++] = {height, row, p.panels, panels};
    p.panels += panels;
}

// Rows in panels of one height, and what is left in lower ones, as high as there are kernels for strips of this width.
void addBands(Product& p, int32_t rows, int32_t height, int32_t vectors) {
    addBand(p, height, rows / height);
    for (int32_t left = rows % height; left > 0;) {
        int32_t next = left;
        while (!p.isa->multiplies(next, vectors)) next--;
        addBand(p, next, 1);
        left -= next;
    }
}

Lie lieOf(const Product& p, const Strip& strip) {
    const int32_t lanes = p.isa->lanes;
    const uint32_t all = (uint32_t)((1ull << lanes) - 1);
    Lie lie = RUN;
    for (int32_t i = 0; i < strip.vectors; i++) {
        const int32_t v = strip.first + i;
        const Piece& start = p.pieces[p.firstPiece[strip.first]];
        const Piece& piece = p.pieces[p.firstPiece[v]];
        if (p.firstPiece[v + 1] - p.firstPiece[v] > 1 || piece.lanes != all) return RAGGED;
        const bool read = p.packed > 0 || p.places[v] == p.places[strip.first] + i * lanes;
        if (!read || piece.out != start.out + i * lanes || piece.addend != start.addend + i * lanes) lie = WHOLE;
    }
    return lie;
}

// Strips as equal as can be, the wider ones first: 9 vectors are 5 and 4, not 8 and 1.
bool cutStrips(Product& p, int32_t most) {
    p.stripCount = (int32_t)up(p.vectors, most);
    p.strips = array<Strip>(p.stripCount);
    if (p.strips == nullptr) return false;
    const int32_t narrow = p.vectors / p.stripCount;
    const int32_t wide = p.vectors % p.stripCount;
    int32_t at = 0;
    for (int32_t s = 0; s < p.stripCount; s++) {
        Strip& strip = p.strips[s];
        strip = {at, narrow + (s < wide ? 1 : 0), RUN};
        at += strip.vectors;
        strip.lie = lieOf(p, strip);
    }
    return true;
}

int rising(const void* a, const void* b) {
    const int64_t x = *(const int64_t*)a;
    const int64_t y = *(const int64_t*)b;
    return x < y ? -1 : x > y;
}

// About how many bytes of input so many vectors read; 0 when memory ran out.
int64_t bytesRead(const Product& p, const int32_t* offsets, int32_t vectors) {
    if (p.packed > 0) return (int64_t)p.inner * vectors * p.isa->lanes * 4;
    const int32_t columns = p.inner < SAMPLE ? p.inner : SAMPLE;
    const int32_t first = (p.vectors - vectors) / 2;
    int64_t* lines = array<int64_t>((size_t)columns * vectors * 2);
    if (lines == nullptr) return 0;
    size_t count = 0;
    for (int32_t k = 0; k < columns; k++) {
        for (int32_t v = first; v < first + vectors; v++) {
            const int64_t at = (int64_t)offsets[k] + p.places[v] + (1 << 30);
            lines[count++] = at / LINE;
            lines[count++] = (at + p.isa->lanes - 1) / LINE;
        }
    }
    qsort(lines, count, sizeof(int64_t), rising);
    int64_t different = 0;
    for (size_t i = 0; i < count; i++) different += i == 0 || lines[i] != lines[i - 1];
    free(lines);
    return different * LINE * 4 * p.inner / columns;
}

void cutTiles(Product& p, int64_t tiles) {
    p.tile = (int32_t)up(p.inner, tiles < 1 ? 1 : tiles);
    p.tiles = (int32_t)up(p.inner, p.tile);
}

// A panel's values are read once for all strips that it goes over before the next: many, as long as what they read stays
// in the second cache. Where that is less than all, tiles whose input stays in the first cache are better.
bool cutDense(Product& p, const int32_t* offsets) {
    const Caches near = caches();
    const bool many = p.isa->registers >= 32 && p.inner <= 2048;
    const int32_t most = p.vectors < 2 ? 1 : many && p.vectors > 2 ? 3 : 2;
    const int32_t tall = p.isa->registers < 32 ? 6 : most == 3 ? 8 : 14;
    if (!cutStrips(p, most)) return false;
    addBands(p, p.rows, tall, most);
    const int64_t strip = bytesRead(p, offsets, p.strips[0].vectors);
    const int64_t group = p.stripCount < 8 ? p.stripCount : 8;
    const bool smallWeights = (int64_t)p.rows * p.inner * 4 <= near.second / 4;
    p.together = p.stripCount;
    cutTiles(p, 1);
    if (smallWeights && strip * group <= near.second / 2) {
        p.together = (int32_t)group;
    } else if (bytesRead(p, offsets, p.vectors < 4096 ? p.vectors : 4096) > near.second / 2) {
        p.together = 1;
        p.tilesFirst = true;
        cutTiles(p, strip / (near.first * 3 / 4) + 1);
    }
    return true;
}

// Rows of CSR jump about in what a strip reads, so that should stay in the first cache; but a tile must have some blocks.
bool cutRows(Product& p, const int32_t* offsets, double blocks) {
    if (!cutStrips(p, 8)) return false;
    addBands(p, p.rows, 1, 8);
    const int64_t strip = bytesRead(p, offsets, p.strips[0].vectors);
    const int64_t most = (int64_t)(blocks / p.rows * p.strips[0].vectors / FEWEST);
    const int64_t wanted = up(strip, caches().first);
    cutTiles(p, wanted < most ? wanted : most);
    p.together = 1;
    return true;
}

// Blocks need registers for several rows, so their strips are narrow. Several at a time write longer runs of each output
// row; that pays where outputs go far, or where the input of a strip does not stay in the first cache anyway.
bool cutBlocks(Product& p, const int32_t* offsets, int32_t height) {
    const bool many = p.isa->registers >= 32;
    const int32_t narrow = height == 8 ? (many ? 3 : 1) : many ? 4 : 2;
    const int32_t wide = height == 4 && many ? 6 : narrow;
    cutTiles(p, 1);
    addBands(p, p.rows, height, wide);
    if (!cutStrips(p, wide)) return false;
    p.together = 1;
    const bool near = bytesRead(p, offsets, p.strips[0].vectors) <= caches().first;
    if (p.packed == 0 && near) return true;
    free(p.strips);
    if (!cutStrips(p, narrow)) return false;
    const int64_t row = (int64_t)p.strips[0].vectors * p.isa->lanes;
    const int64_t byRun = LONG_RUN / row;
    const int64_t bySize = p.packed == 0 ? byRun * 2 : TOGETHER / (row * 4 * p.tile);
    const int64_t most = byRun < bySize ? byRun : bySize;
    p.together = most < 1 ? 1 : (int32_t)most;
    if (p.packed == 0) p.together = height == 8 ? 4 : 8;
    return true;
}

bool betterDown(const Product& p) {
    const double positions = (double)p.frame.rows * p.frame.length;
    const double vectors = (double)p.vectors;
    const double across = vectors * p.rows / (vectors >= 3 ? 0.9 : vectors == 2 ? 0.85 : 0.75);
    return positions * up(p.rows, p.isa->lanes) / 0.75 < across;
}

bool cutDownStrips(Product& p) {
    free(p.places);
    free(p.firstPiece);
    free(p.pieces);
    if (!cutDown(p)) return false;
    const int32_t lanes = p.isa->lanes;
    const int32_t vectors = (int32_t)up(p.rows, lanes);
    const int32_t most = p.vectors == 1 ? 8 : 2;
    const int32_t height = vectors >= most ? most : vectors >= 4 ? 4 : vectors;
    addBand(p, height * lanes, vectors / height);
    for (int32_t left = vectors % height; left > 0;) {
        const int32_t next = left >= 4 ? 4 : left;
        addBand(p, next * lanes, 1);
        left -= next;
    }
    cutTiles(p, 1);
    p.together = 1;
    return cutStrips(p, p.isa->mostPositions(height));
}

struct Row {
    int32_t number, length;
};

int longestFirst(const void* a, const void* b) {
    const Row& x = *(const Row*)a;
    const Row& y = *(const Row*)b;
    return x.length != y.length ? y.length - x.length : x.number - y.number;
}

// Sorts rows by their length; says whether lanes would seldom wait for a longer row beside them.
bool orderRows(Product& p, const int32_t* pointers, Row* sorted) {
    const int32_t lanes = p.isa->lanes;
    for (int32_t row = 0; row < p.rows; row++) sorted[row] = {row, pointers[row + 1] - pointers[row]};
    qsort(sorted, p.rows, sizeof(Row), longestFirst);
    int64_t slots = 0;
    for (int32_t row = 0; row < p.rows; row += lanes) slots += (int64_t)sorted[row].length * lanes;
    if ((double)slots > MOST_SLOTS * pointers[p.rows] || slots > INT32_MAX) return true;
    p.way = SIDE_BY_SIDE;
    const int32_t panels = (int32_t)up(p.rows, lanes);
    p.order = array<int32_t>((size_t)panels * lanes);
    p.lengths = array<int32_t>((size_t)panels * lanes);
    if (!p.order || !p.lengths) return false;
    for (int32_t i = 0; i < panels * lanes; i++) {
        p.order[i] = i < p.rows ? sorted[i].number : 0;
        p.lengths[i] = i < p.rows ? sorted[i].length : 0;
    }
    addBand(p, lanes, panels);
    return true;
}

// One position: blocks one after the other, rows of CSR side by side where that can be.
bool cutColumn(Product& p, const Matrix& matrix) {
    p.way = COLUMN;
    cutTiles(p, 1);
    const Frame& f = p.frame;
    const int64_t plane = f.outPlane > f.addendPlane ? f.outPlane : f.addendPlane;
    if (matrix.height == 1 && p.isa->gathers && p.rows * plane <= INT32_MAX) {
        Row* const sorted = array<Row>(p.rows);
        const bool enough = sorted != nullptr && orderRows(p, matrix.pointers, sorted);
        free(sorted);
        if (!enough) return false;
    }
    if (p.way == COLUMN) addBand(p, matrix.height, (int32_t)up(p.rows, matrix.height));
    return cutDown(p) && cutStrips(p, 1);
}

}  // namespace

bool cut(Product& p, const Matrix& matrix, const Setting& setting) {
    const bool dense = matrix.height == 0;
    const Frame& f = p.frame;
    if (!dense && f.rows == 1 && f.length == 1 && p.groups == 1) return cutColumn(p, matrix);
    p.packed = setting.exact ? 1 : 0;
    if (!cutAcross(p)) return false;
    if (dense && betterDown(p)) {
        p.way = DOWN;
        p.packed = 0;
        return cutDownStrips(p);
    }
    p.way = ACROSS;
    const double blocks = dense ? 0 : matrix.pointers[up(matrix.rows, matrix.height)];
    const bool done = dense ? cutDense(p, setting.offsets)
        : matrix.height == 1 ? cutRows(p, setting.offsets, blocks)
                             : cutBlocks(p, setting.offsets, matrix.height);
    if (!done) return false;
    if (p.packed > 0) p.packed = p.strips[0].vectors * p.isa->lanes;
    if (setting.exact || (int64_t)p.rows * f.rows * f.length * 4 > caches().second / 2) {
        p.ahead = (matrix.height == 1 ? 4 : 1) * p.bands[0].height;
    }
    return true;
}

}  // namespace espalier
