// All product kernels of one instruction set.
#include "column.h"

namespace espalier {
namespace ISA {
namespace {

void product(const Product& p, const Operands& operands, float* scratch, int part, int parts) {
    switch (p.way) {
        case ACROSS: across(p, operands, scratch, part, parts); break;
        case DOWN: down(p, operands, part, parts); break;
        default: column(p, operands, part, parts); break;
    }
}

}  // namespace
}  // namespace ISA

namespace isa {
const Isa ISA = {LANES, REGISTERS, espalier::ISA::multiplies, espalier::ISA::mostPositions, espalier::ISA::product};
}

}  // namespace espalier
