#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace steelyard {

/// SHA-256 of `data` as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view data);

/// SHA-256 of a file's content, read piece by piece. Throws DataError if it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

/// A random (version 4) UUID, 36 characters.
std::string random_uuid();

}  // namespace steelyard
