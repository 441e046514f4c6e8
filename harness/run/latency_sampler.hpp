#pragma once

#include <cstddef>
#include <memory>

#include "harness/comm/global_clock.hpp"
#include "harness/run/sampler.hpp"

namespace steelyard::run {

/// The clocks of the ranks must be known to this share of an iteration for start windows to mean
/// anything; else every iteration starts behind a barrier, and the record says so.
inline constexpr double clock_error_limit = 0.05;

/// Times single iterations that all ranks begin together: a series of start times on the global
/// clock, one window apart (Hunold & Carpen-Amarie 2015). A rank's time runs from the common start
/// to its own end. A rank that reaches a start too late begins at once and flags the iteration.
std::unique_ptr<Sampler> make_latency_sampler(bool on_host, CaseContext& context,
                                              const comm::GlobalClock& clock,
                                              std::size_t max_batch);

}  // namespace steelyard::run
