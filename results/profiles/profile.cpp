#include "results/profiles/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t longest_name = 100;
constexpr std::size_t most_parts = 100;
constexpr std::size_t most_models = 20;
constexpr std::size_t most_step_cases = 1'000;
constexpr double largest_weight = 1e6;
constexpr double largest_count = 1e9;

const std::vector<std::string>& policies() {
  static const std::vector<std::string> names{"exclude", "wider"};
  return names;
}

/// One of a few words; else a complaint that names the nearest.
std::string one_of(const YamlNode& node, std::string_view kind,
                   const std::vector<std::string>& valid) {
  std::string word = node.text();
  if (std::ranges::find(valid, word) == valid.end()) node.fail(unknown_name(kind, word, valid));
  return word;
}

std::string short_text(const YamlNode& node) {
  std::string text = node.text();
  if (text.size() > longest_name) {
    node.fail(fmt::format("a name of {} bytes; at most {} are read.", text.size(), longest_name));
  }
  return text;
}

double at_most(const YamlNode& node, double largest) {
  const double value = node.positive();
  if (value > largest) node.fail(fmt::format("expected a number up to {:g}.", largest));
  return value;
}

/// The items of a list with at least one and at most `most`.
const std::vector<YamlNode>& some(const YamlNode& node, std::size_t most) {
  const auto& items = node.items();
  if (items.empty()) node.fail("expected at least one entry.");
  if (items.size() > most) node.fail(fmt::format("more than {} entries.", most));
  return items;
}

void refuse_twice(const YamlNode& node, std::string_view what, const std::string& text,
                  std::set<std::string>& seen) {
  if (!seen.insert(text).second)
    node.fail(fmt::format("the {} '{}' stands here twice.", what, text));
}

std::vector<Dtype> read_dtypes(const YamlNode& list) {
  std::vector<std::string> valid;
  for (const Dtype dtype : all_dtypes()) valid.emplace_back(name(dtype));
  std::vector<Dtype> dtypes;
  for (const YamlNode& node : some(list, valid.size())) {
    dtypes.push_back(*parse_dtype(one_of(node, "dtype", valid)));
  }
  return dtypes;
}

CaseMatch read_match(const YamlNode& node) {
  node.allow_only({"workload", "group", "mode", "dtypes", "minimum_bytes", "maximum_bytes"});
  CaseMatch match;
  match.workload = short_text(node.at("workload"));
  if (const YamlNode* group = node.find("group")) match.group = short_text(*group);
  if (const YamlNode* mode = node.find("mode")) {
    match.mode = one_of(*mode, "mode", {"pipelined", "latency"});
  }
  if (const YamlNode* dtypes = node.find("dtypes")) match.dtypes = read_dtypes(*dtypes);
  if (const YamlNode* least = node.find("minimum_bytes")) match.minimum_bytes = least->positive();
  if (const YamlNode* most = node.find("maximum_bytes")) match.maximum_bytes = most->positive();
  if (match.minimum_bytes && match.maximum_bytes && *match.minimum_bytes > *match.maximum_bytes) {
    node.at("maximum_bytes").fail("is below minimum_bytes, so that no case can match.");
  }
  return match;
}

ProfilePartSpec read_part(const YamlNode& node) {
  node.allow_only({"name", "weight", "reason", "match"});
  return {short_text(node.at("name")), at_most(node.at("weight"), largest_weight),
          node.at("reason").text(), read_match(node.at("match"))};
}

StepCase read_step_case(const YamlNode& node) {
  node.allow_only({"case", "count"});
  const YamlNode& text = node.at("case");
  StepCase step{text.text(), at_most(node.at("count"), largest_count)};
  try {
    parse_case(step.case_name);
  } catch (const UsageError& error) {
    text.fail(error.what());
  }
  return step;
}

TokenModel read_tokens(const YamlNode& node) {
  node.allow_only({"name", "source", "tokens_per_step", "step"});
  TokenModel model{short_text(node.at("name")),
                   node.at("source").text(),
                   at_most(node.at("tokens_per_step"), 1e12),
                   {}};
  std::set<std::string> seen;
  for (const YamlNode& each : some(node.at("step"), most_step_cases)) {
    model.step.push_back(read_step_case(each));
    refuse_twice(each, "case", model.step.back().case_name, seen);
  }
  return model;
}

/// Names of profiles are typed and stand in tables: words as those of suites.
std::string read_name(const YamlNode& node) {
  std::string text = short_text(node);
  const bool word = std::ranges::all_of(text, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
  if (!word) node.fail("a name is made of letters, digits, '_', '.' and '-'.");
  return text;
}

}  // namespace

std::string_view name(MissingPolicy policy) { return policies()[static_cast<std::size_t>(policy)]; }

std::optional<MissingPolicy> parse_missing_policy(std::string_view text) {
  const auto found = std::ranges::find(policies(), text);
  if (found == policies().end()) return std::nullopt;
  return static_cast<MissingPolicy>(found - policies().begin());
}

Profile load_profile(const std::filesystem::path& file) {
  return parse_profile(read_yaml_file(file));
}

Profile parse_profile(const YamlNode& root) {
  root.allow_only({"name", "description", "missing", "parts", "tokens"});
  Profile profile;
  profile.name = read_name(root.at("name"));
  profile.description = root.at("description").text();
  profile.missing = *parse_missing_policy(one_of(root.at("missing"), "policy", policies()));
  std::set<std::string> parts;
  for (const YamlNode& node : some(root.at("parts"), most_parts)) {
    profile.parts.push_back(read_part(node));
    refuse_twice(node, "part", profile.parts.back().name, parts);
  }
  if (const YamlNode* models = root.find("tokens")) {
    std::set<std::string> names;
    for (const YamlNode& node : some(*models, most_models)) {
      profile.tokens.push_back(read_tokens(node));
      refuse_twice(node, "model", profile.tokens.back().name, names);
    }
  }
  return profile;
}

std::vector<std::string> profile_names(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  if (failure) {
    throw DataError(fmt::format("{}: the folder of profiles cannot be read: {}.", folder.string(),
                                failure.message()));
  }
  std::ranges::sort(names);
  return names;
}

Profile find_profile(const std::string& wanted, const std::filesystem::path& shipped) {
  const auto names = profile_names(shipped);
  if (std::ranges::find(names, wanted) != names.end()) {
    return load_profile(shipped / (wanted + ".yaml"));
  }
  std::error_code failure;
  const bool is_path = wanted.find('/') != std::string::npos;
  if (!is_path && !std::filesystem::exists(wanted, failure)) {
    throw UsageError(unknown_name("profile", wanted, names));
  }
  return load_profile(wanted);
}

}  // namespace steelyard::results
