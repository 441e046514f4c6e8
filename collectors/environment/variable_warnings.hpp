#pragma once

#include <string>
#include <vector>

#include "collectors/environment/rank_report.hpp"

namespace steelyard::collectors {

/// One sentence for each inherited variable, and value, that changes how fast multiplications on
/// the processor go, with the hosts that have it; pure.
///
///  - OPENBLAS_CORETYPE: OpenBLAS does not choose its kernels by the processor. Where the fact
///    `vector_instructions` of the host says that the processor has AVX-512 and that core type does
///    not use it, the sentence says so.
///  - ONEDNN_MAX_CPU_ISA, DNNL_MAX_CPU_ISA, unless ALL or DEFAULT: oneDNN uses no newer
///  instructions
///  - ONEDNN_VERBOSE, DNNL_VERBOSE, unless 0: oneDNN prints a line for each multiplication
///  - OMP_WAIT_POLICY=passive and GOMP_SPINCOUNT: threads wait for work in another way
///  - GLIBC_TUNABLES and MALLOC_PERTURB_, unless 0: memory is had in another way
///
/// Others that are kept change nothing here: the cpu backend sets numbers of threads itself, and
/// neither MKL nor BLIS is used.
std::vector<std::string> variable_warnings(const std::vector<RankReport>& ranks,
                                           const std::vector<NodeInfo>& nodes);

}  // namespace steelyard::collectors
