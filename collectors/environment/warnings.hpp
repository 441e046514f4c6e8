#pragma once

#include <string>
#include <vector>

#include "collectors/environment/rank_report.hpp"

namespace steelyard::collectors {

/// What a reader of the results should know, one sentence each, in this order; pure.
///
///  - oversubscribed: the compute threads of a host's ranks (at least one each) outnumber the CPUs
///    that those ranks may run on, or that the control group pays for; or some ranks have the same
///    few CPUs, though the host has enough
///  - not bound: ranks of one host share CPUs without being oversubscribed, so they may move and
///  meet
///  - not local: cores of a rank with several threads belong to several NUMA nodes
///  - inherited variables that change speed, see variable_warnings.hpp
///  - different versions of the program or a library among ranks
///  - load at start: the average over the last minute is above a quarter of the CPUs
std::vector<std::string> environment_warnings(const std::vector<RankReport>& ranks,
                                              const std::vector<NodeInfo>& nodes);

}  // namespace steelyard::collectors
