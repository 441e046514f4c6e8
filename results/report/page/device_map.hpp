#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "results/report/page/page_input.hpp"

namespace steelyard::results::page {

/// One device of a run.
struct DeviceRow {
  int rank = 0;
  std::string host;
  std::string device;
  /// For each case of the map: the median of its times over the median of all devices' medians, so
  /// 1.1 is 10 % slower than usual; nothing where the case has no times of it.
  std::vector<std::optional<double>> relative;
};

/// How the devices of one run compare with each other.
struct DeviceMap {
  std::size_t chip = 0;
  std::size_t run = 0;
  std::vector<std::size_t> cases;  ///< indices into Ranking::cases, in its order
  std::vector<DeviceRow> rows;     ///< by rank
};

/// One map for each run of several ranks that has times of them; none of models, whose devices are
/// all the same.
std::vector<DeviceMap> device_maps(const PageInput& input);

}  // namespace steelyard::results::page
