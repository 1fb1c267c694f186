// All product kernels of one instruction set.
#include "column.h"
#include "side.h"

namespace espalier {
namespace ISA {
namespace {

void product(const Product& p, const Operands& operands, float* scratch, int part, int parts) {
    switch (p.way) {
        case ACROSS: across(p, operands, scratch, part, parts); break;
        case DOWN: down(p, operands, part, parts); break;
        case COLUMN: column(p, operands, part, parts); break;
        case SIDE_BY_SIDE: sideBySide(p, operands, part, parts); break;
    }
}

}  // namespace
}  // namespace ISA

namespace isa {
const Isa ISA = {LANES, REGISTERS, espalier::ISA::GATHERS, espalier::ISA::multiplies, espalier::ISA::mostPositions, espalier::ISA::product};
}

}  // namespace espalier
