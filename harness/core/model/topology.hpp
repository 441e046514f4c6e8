#pragma once

#include <optional>
#include <string_view>

namespace steelyard {

/// How the links of chips join them, as far as a model of collectives tells them apart.
enum class Topology {
  ring,             ///< each chip reaches two neighbours; what any connected set can do
  mesh,             ///< each chip has a link of its own to every other
  switched,         ///< every chip reaches every other with all of its bandwidth
  reducing_switch,  ///< the same, and the switch adds and copies (NVLS, SHARP)
};

/// "ring", "mesh", "switch", "reducing-switch": in chip files, on model cards.
std::string_view name(Topology topology);
std::optional<Topology> parse_topology(std::string_view text);

}  // namespace steelyard
