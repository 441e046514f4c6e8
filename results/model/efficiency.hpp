#pragma once

#include <string>
#include <string_view>

#include "harness/core/model/topology.hpp"
#include "results/chips/catalogue.hpp"

/// What part of its datasheet a chip reaches: measured on it where somebody published that, else
/// the median of its relatives. docs/model.md has the rules.
namespace steelyard::results {

struct Efficiency {
  double value = 0;    ///< above 0, at most 1
  std::string origin;  ///< "published measurement", "median of NVIDIA", "assumed", ...
  std::string source;  ///< which measurements, in words
};

/// Whose measurements may be used.
enum class Evidence {
  all,
  others,  ///< none of the chip itself: to see how good the model is
};

/// Of multiplications in the type of that peak ("bf16"), large and dense. In this order: the chip's
/// own in this type (the median of several), in the other 16-bit type, its maker's acceptance
/// limit; the median over the chips that its row names as related, of its vendor, of its runtime
/// family, of all, in this type or the other 16-bit type; the same in any type. A rate above the
/// peak is no evidence.
Efficiency gemm_efficiency(const Catalogue& catalogue, const Chip& chip, std::string_view peak,
                           Evidence evidence = Evidence::all);

/// Of device memory: the chip's own, the median of its relatives as above.
Efficiency memory_efficiency(const Catalogue& catalogue, const Chip& chip);

/// Of links in this topology, as the share of what the model says without any loss: the chip's own
/// all-reduce over most devices; the median of its relatives in the same topology, then in any.
Efficiency link_efficiency(const Catalogue& catalogue, const Chip& chip, Topology topology,
                           Evidence evidence = Evidence::all);

/// Of the network between nodes: the median over all chips with an all-reduce over several nodes.
Efficiency network_efficiency(const Catalogue& catalogue);

}  // namespace steelyard::results
