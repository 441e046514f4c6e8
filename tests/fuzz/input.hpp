#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

/// What the fuzz targets share: their input as a file, and what must hold whatever it says.
namespace steelyard::fuzz {

/// A regular file with these bytes, for readers that take a path. Gone with the object.
class InputFile {
 public:
  explicit InputFile(std::span<const std::uint8_t> bytes);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Prints `what` and aborts, which a fuzzer counts as a crash, unless `holds`.
void require(bool holds, std::string_view what);

/// For people, on a terminal: not empty, without control characters other than line feeds.
void require_printable(const std::string& text);

}  // namespace steelyard::fuzz
