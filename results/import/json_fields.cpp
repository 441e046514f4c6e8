#include "results/import/json_fields.hpp"

#include <cmath>

#include "harness/core/plain.hpp"

namespace steelyard::results::import {

const nlohmann::json* member(const nlohmann::json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::optional<double> number_at(const nlohmann::json& object, const char* key) {
  const nlohmann::json* value = member(object, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const auto found = value->get<double>();
  if (!std::isfinite(found)) return std::nullopt;
  return found;
}

std::string text_at(const nlohmann::json& object, const char* key) {
  const nlohmann::json* value = member(object, key);
  return value == nullptr || !value->is_string() ? "" : plain(value->get<std::string>());
}

bool is_true_at(const nlohmann::json& object, const char* key) {
  const nlohmann::json* value = member(object, key);
  return value != nullptr && (*value == true || *value == "true");
}

std::optional<int> count_at(const nlohmann::json& object, const char* key, int most) {
  const auto value = number_at(object, key);
  if (!value || *value < 0 || *value > most || *value != std::floor(*value)) return std::nullopt;
  return static_cast<int>(*value);
}

}  // namespace steelyard::results::import
