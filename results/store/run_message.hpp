#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "results/store/run_file.hpp"

namespace steelyard::results {

/// What a run file holds as a string of bytes, on its way from one process of this program to
/// another. Not for files: it has no version. Told in pieces; samples go straight from where they
/// are.
void write_message(const RunFileContent& content,
                   const std::function<void(std::string_view)>& tell);

/// The same as one string.
std::string to_message(const RunFileContent& content);

/// The opposite. Trusts nothing: throws DataError if the bytes are not a whole content, and
/// allocates no more than a fixed multiple of their number.
RunFileContent from_message(std::string_view message);

}  // namespace steelyard::results
