#pragma once

#include <string>
#include <vector>

#include "harness/comm/communicator.hpp"

namespace steelyard::collectors {

/// Texts of all ranks, in rank order, on rank 0; empty elsewhere. Collective. Unlike all_gather()
/// it needs memory on rank 0 only, and nothing travels for empty texts.
std::vector<std::string> gather_texts(comm::Communicator& comm, const std::string& text);

}  // namespace steelyard::collectors
