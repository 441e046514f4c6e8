#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// A run as a string of bytes, on its way from one process of this program to another. Not for
/// files: it has no version. Told in pieces; samples go straight from where they are.
void write_message(const RunRecord& run, const std::function<void(std::string_view)>& tell);

/// The same as one string.
std::string to_message(const RunRecord& run);

/// The opposite. Trusts nothing: throws DataError if the bytes are not a whole run, and allocates
/// no more than a fixed multiple of their number.
RunRecord from_message(std::string_view message);

}  // namespace steelyard::results
