#include "results/import/json_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"

namespace steelyard::results::import {
namespace {

/// A value takes up to some hundred bytes in memory and as few as two in the text.
constexpr std::size_t longest_text = std::size_t{1} << 24;
constexpr int most_levels = 32;

}  // namespace

nlohmann::json parse_json(std::string_view text) {
  using nlohmann::json;
  if (text.size() > longest_text) {
    throw DataError(fmt::format("JSON of more than {} MiB is not read here, this has {} bytes.",
                                longest_text >> 20U, text.size()));
  }
  const auto check_depth = [](int depth, json::parse_event_t, json&) {
    if (depth > most_levels) {
      throw DataError(fmt::format("more than {} levels of JSON.", most_levels));
    }
    return true;
  };
  try {
    return json::parse(text, check_depth);
  } catch (const json::exception& error) {  // a number beyond any double is no parse_error
    throw DataError(
        fmt::format("this is no JSON that can be read, or is cut short: {}.", plain(error.what())));
  }
}

}  // namespace steelyard::results::import
