#pragma once

#include <string>

namespace steelyard::results::hdf5 {

/// Version of the HDF5 library in use: "1.10.8".
std::string library_version();

}  // namespace steelyard::results::hdf5
