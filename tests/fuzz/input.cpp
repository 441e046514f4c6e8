#include "tests/fuzz/input.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

// Read by AddressSanitizer, unused without it: what it holds back from reuse counts as memory of
// the target, whose limit is 512 MiB.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "quarantine_size_mb=32"; }

namespace steelyard::fuzz {

InputFile::InputFile(std::span<const std::uint8_t> bytes)
    : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    require(written > 0, "the file for the input can be written");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

InputFile::~InputFile() { ::close(descriptor_); }

std::filesystem::path InputFile::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

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
