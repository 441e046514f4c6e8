#pragma once

#include "results/store/message_stream.hpp"
#include "results/store/packed_run.hpp"

/// Runs of a pack on their way from the process that reads them.
namespace steelyard::results {

void tell_packed(MessageWriter& out, const PackedRun& run);
void take_packed(MessageReader& in, PackedRun& run);

void tell_packed_head(MessageWriter& out, const PackedRunHead& run);
void take_packed_head(MessageReader& in, PackedRunHead& run);

}  // namespace steelyard::results
