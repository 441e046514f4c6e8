#include "tests/emulated/core/faults.hpp"

#include <algorithm>
#include <cstdlib>

namespace steelyard::emulated {

bool fault(std::string_view name) {
  const char* const value = std::getenv("STEELYARD_EMULATED_FAULT");
  std::string_view rest = value == nullptr ? "" : value;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    if (rest.substr(0, end) == name) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

}  // namespace steelyard::emulated
