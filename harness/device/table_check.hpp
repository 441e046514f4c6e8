#pragma once

#include <string>

#include "harness/device/backend.h"

namespace steelyard::device {

/// What is wrong with a table handed out by a backend, as a sentence, or "" if nothing is: another
/// ABI, a table or group of an older layout, a required group or function that is missing. Reads no
/// further than the sizes that the table states.
std::string flaw_of(const sy_backend_v1* table);

}  // namespace steelyard::device
