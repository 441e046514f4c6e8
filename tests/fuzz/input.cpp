#include "tests/fuzz/input.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

// Read by AddressSanitizer, unused without it: what it holds back from reuse counts as memory of
// the target, whose limit is 512 MiB.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=32:allocator_may_return_null=1";
}

namespace steelyard::fuzz {

InputFile::InputFile(std::span<const std::uint8_t> bytes) {
  // In memory if there is such a place: thousands of files are written.
  const std::filesystem::path memory = "/dev/shm";
  const auto folder =
      std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
  std::string name = (folder / "steelyard_fuzz_XXXXXX").string();
  const int descriptor = ::mkstemp(name.data());
  path_ = name;
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    require(written > 0, "the file for the input can be written");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  ::close(descriptor);
}

InputFile::~InputFile() { ::unlink(path_.c_str()); }

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void require_printable(const std::string& text) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7f;
  };
  require(!text.empty(), "there is a text");
  require(std::none_of(text.begin(), text.end(), is_control), "no control character in: " + text);
}

}  // namespace steelyard::fuzz
