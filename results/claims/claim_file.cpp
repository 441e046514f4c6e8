#include "results/claims/claim_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "harness/core/suggestion.hpp"
#include "results/chips/yaml_file.hpp"

namespace steelyard::results {
namespace {

constexpr std::array<std::string_view, 6> metric_names{"profile", "group",          "case",
                                                       "cost",    "system_compute", "mixed"};
constexpr std::array<std::string_view, 3> relation_names{"comparable", "at least", "below"};
constexpr std::size_t most_claims = 1'000;
constexpr std::size_t longest_id = 64;
constexpr std::size_t longest_quote = 300;
constexpr std::size_t longest_word = 200;
constexpr int most_runs = 1'000;
constexpr double least_factor = 1e-6;
constexpr double largest_factor = 1e6;
constexpr double largest_margin = 1;

std::string optional_text(const YamlNode& node, std::string_view key) {
  const YamlNode* found = node.find(key);
  return found == nullptr ? "" : found->text();
}

std::string bounded_text(const YamlNode& node, std::size_t longest) {
  std::string text = node.text();
  if (text.size() > longest) {
    node.fail(fmt::format("a text of {} bytes; at most {} here.", text.size(), longest));
  }
  return text;
}

template <std::size_t size>
std::size_t read_name(const std::array<std::string_view, size>& names, std::string_view what,
                      const std::string& text, const YamlNode& node) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) {
    node.fail(unknown_name(what, text, std::vector<std::string>(names.begin(), names.end())));
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::string read_id(const YamlNode& node) {
  std::string id = bounded_text(node, longest_id);
  const bool plain_word = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  if (!plain_word) node.fail("an id is made of a-z, 0-9, '-' and '.'.");
  return id;
}

std::string read_chip(const YamlNode& node, const Catalogue& catalogue) {
  const std::string text = bounded_text(node, longest_word);
  const Chip* chip = catalogue.find_exact(text);
  if (chip != nullptr) return chip->id;
  std::vector<std::string> ids;
  for (const Chip& each : catalogue.chips()) ids.push_back(each.id);
  node.fail(unknown_name("chip", text, ids));
}

Dtype read_dtype(const YamlNode& node) {
  const std::string text = node.text();
  const auto dtype = parse_dtype(text);
  if (dtype && peak_key(*dtype)) return *dtype;
  std::vector<std::string> valid;
  for (const Dtype each : all_dtypes()) {
    if (peak_key(each)) valid.emplace_back(name(each));
  }
  node.fail(unknown_name("dtype", text, valid));
}

/// The name as parse_case() and to_string() know it.
std::string read_case(const YamlNode& node) {
  const std::string text = node.text();
  try {
    return to_string(parse_case(text));
  } catch (const UsageError& error) {
    node.fail(error.what());
  }
}

Metric read_metric(const YamlNode& node) {
  const auto& entries = node.entries();
  if (entries.size() != 1)
    node.fail(
        "expected one of profile, group, case, cost, "
        "system_compute and mixed, with its name.");
  const auto& [key, value] = entries.front();
  Metric metric;
  metric.kind = static_cast<MetricKind>(read_name(metric_names, "metric", key, value));
  switch (metric.kind) {
    case MetricKind::single_case:
      metric.of = read_case(value);
      break;
    case MetricKind::system_compute:
      metric.of = name(read_dtype(value));
      break;
    case MetricKind::profile:
    case MetricKind::group:
    case MetricKind::cost:
    case MetricKind::mixed:
      metric.of = bounded_text(value, longest_word);
      break;
  }
  return metric;
}

void read_relation(const YamlNode& node, Claim& claim) {
  const YamlNode& relation = node.at("relation");
  claim.relation =
      static_cast<Relation>(read_name(relation_names, "relation", relation.text(), relation));
  const YamlNode* factor = node.find("factor");
  const YamlNode* margin = node.find("margin");
  if (claim.relation == Relation::comparable) {
    if (factor != nullptr) factor->fail("'comparable' has a margin, and no factor.");
  } else {
    if (margin != nullptr) margin->fail("a margin belongs to 'comparable'; give a factor.");
    const YamlNode& given = node.at("factor");
    claim.factor = given.positive();
    if (claim.factor < least_factor || claim.factor > largest_factor) {
      given.fail("expected a factor from 0.000001 to 1000000.");
    }
  }
  if (margin != nullptr) {
    claim.margin = margin->positive();
    if (claim.margin > largest_margin) margin->fail("expected a margin above 0, at most 1.");
  }
}

bool is_date(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-dd";
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !digit : text[i] != form[i]) return false;
  }
  return true;
}

ClaimSource read_source(const YamlNode& node) {
  if (node.kind() != YamlNode::Kind::map) return {node.text(), "", ""};
  node.allow_only({"title", "url", "date"});
  ClaimSource source{node.at("title").text(), node.at("url").text(), node.at("date").text()};
  if (!source.url.starts_with("https://") && !source.url.starts_with("http://")) {
    node.at("url").fail("expected an address that starts with https:// or http://.");
  }
  if (!is_date(source.date)) node.at("date").fail("expected YYYY, YYYY-MM or YYYY-MM-DD.");
  return source;
}

Claim read_claim(const YamlNode& node, const Catalogue& catalogue) {
  node.allow_only({"id", "chip", "metric", "relation", "to", "factor", "margin", "runs", "dtype",
                   "source", "quote", "note"});
  Claim claim;
  claim.id = read_id(node.at("id"));
  claim.chip = read_chip(node.at("chip"), catalogue);
  claim.metric = read_metric(node.at("metric"));
  read_relation(node, claim);
  claim.to = read_chip(node.at("to"), catalogue);
  if (claim.to == claim.chip) node.at("to").fail("a chip is compared with another one.");
  if (const YamlNode* runs = node.find("runs")) claim.runs = runs->integer(1, most_runs);
  if (const YamlNode* dtype = node.find("dtype")) claim.dtype = read_dtype(*dtype);
  if (claim.metric.kind == MetricKind::system_compute) {
    claim.dtype = *parse_dtype(claim.metric.of);
  }
  claim.source = read_source(node.at("source"));
  if (const YamlNode* quote = node.find("quote")) claim.quote = bounded_text(*quote, longest_quote);
  claim.note = optional_text(node, "note");
  return claim;
}

std::vector<Claim> read_claims(const YamlNode& root, const Catalogue& catalogue) {
  root.allow_only({"claims"});
  const YamlNode& list = root.at("claims");
  if (list.items().empty()) list.fail("there is no claim in the list.");
  if (list.items().size() > most_claims) {
    list.fail(fmt::format("{} claims; at most {} are read.", list.items().size(), most_claims));
  }
  std::vector<Claim> claims;
  std::set<std::string> ids;
  for (const YamlNode& node : list.items()) {
    claims.push_back(read_claim(node, catalogue));
    if (!ids.insert(claims.back().id).second) {
      node.at("id").fail(fmt::format("the id '{}' stands here twice.", claims.back().id));
    }
  }
  return claims;
}

}  // namespace

std::string_view name(MetricKind kind) { return metric_names[static_cast<std::size_t>(kind)]; }

std::string_view name(Relation relation) {
  return relation_names[static_cast<std::size_t>(relation)];
}

std::vector<Claim> load_claims(const std::filesystem::path& file, const Catalogue& catalogue) {
  return read_claims(read_yaml_file(file), catalogue);
}

std::vector<Claim> parse_claims(const std::string& text, const std::string& origin,
                                const Catalogue& catalogue) {
  return read_claims(parse_yaml(text, origin), catalogue);
}

}  // namespace steelyard::results
