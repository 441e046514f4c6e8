#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/statistics/interval.hpp"
#include "results/report/page/page_input.hpp"

namespace steelyard::results::page {

/// A limit of the catalogue, in base units.
struct Roof {
  double value = 0;
  Provenance from;
};

/// One case under a roof.
struct RooflinePoint {
  std::size_t row = 0;             ///< index into Ranking::cases
  double operations_per_byte = 0;  ///< of the work model: flops / bytes_moved
  Interval figure;                 ///< operations per second
  bool has_interval = true;
  bool hot = false;  ///< asks for inputs in the cache, so that memory is no roof
};

/// A chip and a dtype: what it can do at most, and what its matrix multiplications did.
struct Roofline {
  std::size_t chip = 0;
  std::string dtype;
  std::optional<Roof> peak;    ///< operations/s; nothing where the catalogue does not know
  std::optional<Roof> memory;  ///< bytes/s
  std::vector<RooflinePoint> points;
};

/// By chip, then dtype, both in the ranking's order; only where there are points. A case is a point
/// if it is quoted in operations and has to move bytes.
std::vector<Roofline> rooflines(const PageInput& input);

}  // namespace steelyard::results::page
