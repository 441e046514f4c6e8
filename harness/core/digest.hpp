#pragma once

#include <string>
#include <string_view>

namespace steelyard {

/// SHA-256 of `data` as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view data);

/// A random (version 4) UUID, 36 characters.
std::string random_uuid();

}  // namespace steelyard
