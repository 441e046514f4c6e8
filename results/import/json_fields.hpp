#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

/// Members of a JSON object, of which nothing is taken for granted: what is absent or of another
/// type is nothing.
namespace steelyard::results::import {

/// Null if `object` is not an object or has no such member.
const nlohmann::json* member(const nlohmann::json& object, const char* key);
std::optional<double> number_at(const nlohmann::json& object, const char* key);
/// Fit to be shown (see plain()); "" if absent.
std::string text_at(const nlohmann::json& object, const char* key);
/// true, or nccl-tests' "true".
bool is_true_at(const nlohmann::json& object, const char* key);
/// Whole and from 0 to `most`.
std::optional<int> count_at(const nlohmann::json& object, const char* key, int most);

}  // namespace steelyard::results::import
