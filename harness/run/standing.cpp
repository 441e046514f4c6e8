#include "harness/run/standing.hpp"

#include <nlohmann/json.hpp>

namespace steelyard::run {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Standing, rank, case_name, step, last_step, seconds,
                                   allowed_seconds, usual_seconds, steps, iterations, call, waits)

std::string to_text(const Standing& standing) {
  // Names may hold any bytes; what is no UTF-8 is replaced rather than refused.
  return nlohmann::json(standing).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<Standing> parse_standing(std::string_view text) {
  try {
    return nlohmann::json::parse(text).get<Standing>();
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace steelyard::run
