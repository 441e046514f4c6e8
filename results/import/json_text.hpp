#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace steelyard::results::import {

/// A text as JSON. Throws DataError, with the place: not JSON, more than 16 MiB or 32 levels.
nlohmann::json parse_json(std::string_view text);

}  // namespace steelyard::results::import
