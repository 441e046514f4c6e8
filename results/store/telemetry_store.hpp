#pragma once

#include <vector>

#include "harness/core/record.hpp"
#include "results/store/hdf5_file.hpp"

namespace steelyard::results {

/// Makes /telemetry, with a dataset for each column and no rows yet.
void create_telemetry(hdf5::Group& root);
void append_telemetry(hdf5::Group& root, const std::vector<TelemetrySample>& samples);
std::vector<TelemetrySample> read_telemetry(const hdf5::Group& root);

}  // namespace steelyard::results
