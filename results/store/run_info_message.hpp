#pragma once

#include "harness/core/record.hpp"
#include "results/store/message_stream.hpp"

namespace steelyard::results {

/// A run apart from its cases, on its way to another process.
void tell_info(MessageWriter& out, const RunInfo& info);
void take_info(MessageReader& in, RunInfo& info);

}  // namespace steelyard::results
