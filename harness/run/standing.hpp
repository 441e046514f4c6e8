#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace steelyard::run {

/// Where one rank stands at a moment, as its watchdog tells it.
struct Standing {
  std::string rank;       ///< see rank_label()
  std::string case_name;  ///< "" outside of cases
  std::string step;       ///< "sample"
  std::string last_step;  ///< the one it finished before; "" if none
  double seconds = 0;     ///< in this step
  double allowed_seconds = 0;
  double usual_seconds = 0;      ///< longest that it took for a step of this name before; 0: none
  std::uint64_t steps = 0;       ///< begun so far: all ranks go through the same ones
  std::uint64_t iterations = 0;  ///< begun in this step
  std::string call;              ///< blocking call that it is inside, or ""
  bool waits = false;            ///< that call ends only when other ranks come too
};

/// As it travels between ranks.
std::string to_text(const Standing& standing);
/// Nothing if `text` is not one.
std::optional<Standing> parse_standing(std::string_view text);

}  // namespace steelyard::run
