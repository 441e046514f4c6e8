#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/core/record.hpp"
#include "results/chips/chip.hpp"
#include "results/verdicts/figures.hpp"

/// Whether a figure is faster than physics allows: the rules of docs/metrics.md, "Implausible".
namespace steelyard::results {

/// What a figure broke.
enum class PhysicalLimit {
  dense_peak,  ///< operations per second of the dtype
  link,        ///< what a device can send over its links, one way
  network,     ///< what the devices of a node can send to other nodes, one way
  memory,      ///< what can pass device memory
};
/// "dense peak", "link", "network", "memory".
std::string_view name(PhysicalLimit limit);

/// A figure above what its chip can do.
struct Excess {
  std::string sentence;  ///< figure, limit and the limit's source, in words
  /// False where the limit itself is in doubt: then the catalogue may well be the one that is
  /// wrong, and the figure stays in scores.
  bool certain = false;
  PhysicalLimit of = PhysicalLimit::dense_peak;
  double value = 0;    ///< the figure, in base units: operations/s or bytes/s
  double limit = 0;    ///< likewise; `value` is above it
  std::string source;  ///< of the limit
};

/// How the ranks of a run lie on nodes, as far as limits depend on it.
struct Placement {
  int most_on_a_node = 0;  ///< ranks; 0: not known
};
Placement placement_of(const RunInfo& run);

/// What a figure can be held against. `from` is of the chip.
struct Limit {
  PhysicalLimit of = PhysicalLimit::dense_peak;
  double value = 0;  ///< in base units
  const Provenance* from = nullptr;
};

/// The most busbw that a collective can have on `chip` over the path `native`: the lower of what
/// links and network allow. Nothing where neither is known, on another path, or without a chip.
std::optional<Limit> bus_limit(const CaseRecord& record, const Chip* chip,
                               const Placement& placement);

/// Whether the library names an algorithm that reduces inside the switch (NVLS, SHARP, CollNet).
bool reduces_in_switch(std::string_view algorithm);

/// The highest busbw of an allreduce that one-way bandwidth `link` allows over `ranks` ranks: link
/// itself, or with reduction in the switch 2(n-1)/(n+1) of it, never below link.
double busbw_limit(double link, int ranks, bool in_switch);

/// One collective across nodes. An island is what its links join, at least a node.
struct Crossing {
  std::string_view collective;  ///< name of the workload
  int ranks = 0;                ///< that take part
  int island = 0;               ///< most ranks that one island can hold
  double bytes_per_second = 0;  ///< of the network of one rank's device, one way
  bool reduces_on_the_way = false;
};

/// The least time, in seconds per byte of S (docs/metrics.md), in which the bytes that must leave
/// or enter an island can do so: each island has the network of as many devices as it can hold.
/// Nothing if all ranks may be on one island, or the collective is not one of which it is known
/// that its bytes must cross.
std::optional<double> network_seconds_per_byte(const Crossing& crossing);

/// The limit that the case breaks on `chip`, the first of: operations above the dense peak of the
/// dtype; native busbw above the link, then above the network; bytes that must move above memory
/// bandwidth. Nothing if none, or none is known. `chip` may be null.
std::optional<Excess> excess(const CaseRecord& record, const CaseFigures& figures, const Chip* chip,
                             const Placement& placement = {});

}  // namespace steelyard::results
