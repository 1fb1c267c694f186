// How a product is cut: its outputs into vectors and strips, its matrix into bands of panels and tiles of columns.
#pragma once

#include "product.h"

namespace espalier {

// Fills in way, bands, vectors, pieces, strips and tiles; false when memory ran out.
bool cut(Product& product, const Matrix& matrix, const Setting& setting);

}  // namespace espalier
