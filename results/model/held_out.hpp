#pragma once

#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"

/// How far the model is off: what it says of each chip from the measurements of others, beside what
/// was published for that chip.
namespace steelyard::results {

struct HeldOutRow {
  std::string chip;                         ///< id
  std::string what;                         ///< "bf16", "8 chips, in the switch"
  double predicted = 0;                     ///< FLOP/s, or bus bandwidth in bytes/s
  double published = 0;                     ///< the median of what was published
  std::string basis;                        ///< where the efficiency comes from: "median of NVIDIA"
  std::string source;                       ///< of the published figures
  Confidence confidence = Confidence::low;  ///< the lowest of them

  /// 0.1: the model says 10 % more than was published.
  double error() const { return predicted / published - 1; }
};

struct HeldOut {
  /// 8192^3 in bf16, or fp16 where the chip has no bf16; sorted by id. Makers' acceptance limits
  /// are no measurements.
  std::vector<HeldOutRow> gemm;
  /// 16 GiB over 8 chips of one node; with and without addition in the switch are two rows.
  std::vector<HeldOutRow> all_reduce;
};

HeldOut held_out(const Catalogue& catalogue);

}  // namespace steelyard::results
