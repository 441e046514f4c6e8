#include "harness/core/model/topology.hpp"

#include <algorithm>
#include <array>

namespace steelyard {
namespace {

constexpr std::array<std::string_view, 4> names{"ring", "mesh", "switch", "reducing-switch"};

}  // namespace

std::string_view name(Topology topology) { return names[static_cast<std::size_t>(topology)]; }

std::optional<Topology> parse_topology(std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Topology>(found - names.begin());
}

}  // namespace steelyard
