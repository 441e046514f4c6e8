#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/statistics/interval.hpp"
#include "results/report/page/page_input.hpp"
#include "results/report/page/rooflines.hpp"
#include "results/verdicts/excess.hpp"

namespace steelyard::results::page {

/// One message size.
struct BusPoint {
  std::size_t row = 0;  ///< index into Ranking::cases
  double bytes = 0;     ///< S of docs/metrics.md
  Interval busbw;       ///< bytes/s
  bool has_interval = true;
};

/// The most busbw that is possible, and what it is that does not allow more.
struct BusLimit {
  PhysicalLimit of = PhysicalLimit::link;
  Roof roof;
};

/// A collective on one chip over one number of ranks.
struct BusLine {
  std::size_t chip = 0;
  int ranks = 0;
  std::optional<BusLimit> limit;  ///< bus_limit(); the highest, if sizes differ in it
  std::vector<BusPoint> points;   ///< by size
};

/// A collective that differs in nothing but size, ranks and chip: one chart.
struct BusBandwidth {
  std::string group;   ///< of the suite
  std::string series;  ///< its name without size and ranks: "allreduce:dtype=bf16,op=sum"
  std::string dtype;
  std::string mode;  ///< "latency", "pipelined", "" of imports that do not say
  std::vector<BusLine> lines;
};

/// In the ranking's order; of cases that are quoted in bus bandwidth.
std::vector<BusBandwidth> bus_bandwidth(const PageInput& input);

}  // namespace steelyard::results::page
