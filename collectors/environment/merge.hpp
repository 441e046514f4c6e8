#pragma once

#include <vector>

#include "collectors/environment/rank_report.hpp"

namespace steelyard::collectors {

/// The record of a run's environment from what ranks and nodes said. Variables are kept once per
/// host, as "HOST/NAME"; where ranks of a host differ the value says who has which:
/// "rank 0: 0; rank 1: 1". Facts of a rank's device become facts of its node. Ends with the
/// warnings of warnings.hpp.
Environment merge(const std::vector<RankReport>& ranks, std::vector<NodeInfo> nodes);

}  // namespace steelyard::collectors
