// Regions line by line: rows, or more than a row where what follows it in every region is the next. Part of kernel.h.

// What the given part does of `count` things: [share(part), share(part + 1)).
INLINE int64_t share(int64_t count, int part, int parts) {
    return count * part / parts;
}

struct Lines {
    int32_t channels, rows;
    int64_t length;         // floats
};

// Lines never go beyond a channel unless `channelsAlike`.
INLINE Lines linesOf(Size size, int32_t lanes, bool channelsAlike, const Place* places, int count) {
    Lines lines = {size.channels, size.height, (int64_t)size.width * lanes};
    bool rowsTouch = true, channelsTouch = true;
    for (int i = 0; i < count; i++) {
        rowsTouch &= size.height == 1 || places[i].pitch == lines.length;
        channelsTouch &= size.channels == 1 || places[i].plane == lines.length * size.height;
    }
    if (rowsTouch) {
        lines.length *= lines.rows;
        lines.rows = 1;
        if (channelsAlike && channelsTouch) {
            lines.length *= lines.channels;
            lines.channels = 1;
        }
    }
    return lines;
}

// Calls line(channel, row, from, length) for the part's lines; where there are fewer lines than parts, for its piece of
// each, which begins `from` floats into the line.
template <class Line>
INLINE void forLines(const Lines& lines, int part, int parts, Line line) {
    const int64_t all = (int64_t)lines.channels * lines.rows;
    if (all < parts) {
        const int64_t units = (lines.length + 63) / 64;
        const int64_t from = share(units, part, parts) * 64;
        const int64_t to = share(units, part + 1, parts) * 64;
        const int64_t length = (to < lines.length ? to : lines.length) - from;
        for (int64_t i = 0; i < all && length > 0; i++) line((int32_t)(i / lines.rows), (int32_t)(i % lines.rows), from, length);
        return;
    }
    int64_t i = share(all, part, parts);
    const int64_t end = share(all, part + 1, parts);
    int32_t channel = (int32_t)(i / lines.rows);
    int32_t row = (int32_t)(i % lines.rows);
    for (; i < end; i++) {
        line(channel, row, (int64_t)0, lines.length);
        if (++row == lines.rows) {
            row = 0;
            channel++;
        }
    }
}

// Calls element(i) for each whole vector of a line and puts what it returns; the last one's first floats only.
template <class Element>
INLINE void forVectors(float* out, int64_t length, Element element) {
    int64_t i = 0;
    for (; i + LANES <= length; i += LANES) put(out + i, element(i));
    if (i < length) putSome(out + i, element(i), (int)(length - i));
}
