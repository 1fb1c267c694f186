// Every operation of ops.h, for whatever instruction set the including file has chosen by
//
//   ISA        its name, also the namespace
//   LANES      floats in a vector register
#include "ops.h"

namespace espalier {
namespace ISA {
namespace {

#include "vector.h"
#include "lines.h"
#include "functions.h"
#include "elements.h"
#include "pool.h"
#include "move.h"
#include "soften.h"
#include "edges.h"

}  // namespace
}  // namespace ISA

namespace ops {
const Ops ISA = {espalier::ISA::pool,  espalier::ISA::combine, espalier::ISA::move, espalier::ISA::scale,
                 espalier::ISA::apply, espalier::ISA::soften,  espalier::ISA::load, espalier::ISA::store};
}

}  // namespace espalier
