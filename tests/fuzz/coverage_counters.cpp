// Compiled without the fuzzer's instrumentation, which has other plans for these two names.
#include "tests/fuzz/coverage_counters.hpp"

// The linker's names of where the section of the counters begins and ends.
extern "C" {
extern std::uint8_t __start___sancov_cntrs[] __attribute__((weak, visibility("hidden")));
extern std::uint8_t __stop___sancov_cntrs[] __attribute__((weak, visibility("hidden")));
}

namespace steelyard::fuzz {

std::span<std::uint8_t> coverage_counters() {
  return {__start___sancov_cntrs, __stop___sancov_cntrs};
}

}  // namespace steelyard::fuzz
