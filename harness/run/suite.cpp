#include "harness/run/suite.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <set>
#include <sstream>
#include <utility>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "harness/core/suggestion.hpp"
#include "harness/run/suite_text.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t most_cases = 10000;
constexpr std::size_t most_parameters = 64;
constexpr int deepest_nesting = 16;
constexpr std::size_t longest_word = 64;
constexpr std::size_t longest_line = 100;
constexpr std::size_t longest_description = 2000;
constexpr std::int64_t largest_integer = std::int64_t{1} << 53;

/// Throws DataError at a place of the text. A mark counts from 0, people count from 1.
class Place {
 public:
  explicit Place(std::string origin) : origin_(std::move(origin)) {}

  [[noreturn]] void fail(const YAML::Mark& mark, std::string_view problem) const {
    throw DataError(fmt::format("{}:{}:{}: {}", origin_, std::max(mark.line, 0) + 1,
                                std::max(mark.column, 0) + 1, plain(problem)));
  }

 private:
  std::string origin_;
};

/// Looks at the document while it is parsed, before a tree is built, and refuses what a suite never
/// needs and what could make the tree large: anchors, aliases, tags, depth, a second document.
class Guard : public YAML::EventHandler {
 public:
  explicit Guard(const Place& place) : place_(place) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (seen_document_)
      place_.fail(mark, "a suite is one YAML document, and here starts a second.");
    seen_document_ = true;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { check(mark, "", anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { check(mark, "", anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    // The text itself holds none, but "\e" in double quotes makes one.
    if (has_control_characters(value)) place_.fail(mark, "a control character is not allowed.");
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check(mark, tag, anchor);
    enter(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check(mark, tag, anchor);
    enter(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void check(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor) const {
    if (anchor != YAML::NullAnchor) {
      place_.fail(mark, "anchors and aliases are not allowed in a suite; write the values out.");
    }
    // "?" and "!" stand for plain and quoted text without a tag.
    if (!tag.empty() && tag != "?" && tag != "!") {
      place_.fail(mark, "tags are not allowed in a suite; leave the tag out.");
    }
  }
  void enter(const YAML::Mark& mark) {
    if (++depth_ > deepest_nesting) place_.fail(mark, "the nesting is too deep for a suite.");
  }

  const Place& place_;
  bool seen_document_ = false;
  int depth_ = 0;
};

/// A YAML mapping whose keys are plain texts, each once.
class Mapping {
 public:
  Mapping(const Place& place, const YAML::Node& node, std::string_view what)
      : place_(place), mark_(node.Mark()), what_(what) {
    if (!node.IsMap()) place.fail(mark_, fmt::format("{} must be a mapping of keys.", what));
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) place.fail(entry.first.Mark(), "a key must be a plain word.");
      const std::string& key = entry.first.Scalar();
      if (!seen.insert(key).second) {
        place.fail(entry.first.Mark(), fmt::format("the key '{}' stands twice.", shown(key)));
      }
      entries_.push_back({key, entry.first.Mark(), entry.second});
    }
  }

  struct Entry {
    std::string key;
    YAML::Mark mark;
    YAML::Node value;
  };
  const std::vector<Entry>& entries() const { return entries_; }

  void allow_only(const std::vector<std::string>& valid) const {
    for (const Entry& entry : entries_) {
      if (std::find(valid.begin(), valid.end(), entry.key) != valid.end()) continue;
      place_.fail(entry.mark, unknown_name(fmt::format("key of {}", what_), entry.key, valid));
    }
  }

  const YAML::Node* find(std::string_view key) const {
    for (const Entry& entry : entries_) {
      if (entry.key == key) return &entry.value;
    }
    return nullptr;
  }

  const YAML::Node& require(std::string_view key) const {
    if (const YAML::Node* node = find(key)) return *node;
    place_.fail(mark_, fmt::format("{} lacks the key '{}'.", what_, key));
  }

 private:
  const Place& place_;
  YAML::Mark mark_;
  std::string what_;
  std::vector<Entry> entries_;
};

/// Parameters that take their values together, and the values, one case for each.
struct Axis {
  std::vector<std::string> parameters;
  std::vector<std::string> values;
};

class SuiteReader {
 public:
  explicit SuiteReader(const Place& place) : place_(place) {}

  Suite suite(const YAML::Node& document);

 private:
  std::string line(const YAML::Node& node, std::string_view what, std::size_t longest) const;
  std::string word(const YAML::Node& node, std::string_view what) const;
  template <typename Number>
  Number number(const YAML::Node& node, std::string_view what, Number low, Number high) const;
  DataPattern data_pattern(const YAML::Node& node) const;

  void add_group(const YAML::Node& node);
  std::vector<Axis> axes(const Mapping& mapping) const;
  std::vector<std::string> values(const YAML::Node& node) const;
  std::vector<std::string> range(const YAML::Node& node) const;
  void add_cases(const SuiteCase& pattern, const std::vector<Axis>& axes, const YAML::Mark& mark);

  const Place& place_;
  Suite suite_;
};

std::string SuiteReader::line(const YAML::Node& node, std::string_view what,
                              std::size_t longest) const {
  if (!node.IsScalar()) place_.fail(node.Mark(), fmt::format("{} must be a text.", what));
  std::string text = node.Scalar();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.empty()) place_.fail(node.Mark(), fmt::format("{} is empty.", what));
  if (text.size() > longest) {
    place_.fail(node.Mark(), fmt::format("{} is longer than {} characters.", what, longest));
  }
  return text;
}

std::string SuiteReader::word(const YAML::Node& node, std::string_view what) const {
  const std::string text = line(node, what, longest_word);
  if (is_word(text)) return text;
  place_.fail(node.Mark(), fmt::format("{} '{}' may hold letters, digits, '_', '.' and '-' only.",
                                       what, shown(text)));
}

template <typename Number>
Number SuiteReader::number(const YAML::Node& node, std::string_view what, Number low,
                           Number high) const {
  const std::string text = word(node, what);
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, value);
  if (status == std::errc() && stop == end && value >= low && value <= high) return value;
  place_.fail(node.Mark(),
              fmt::format("{} is '{}'; it must be a number from {} to {}.", what, text, low, high));
}

DataPattern SuiteReader::data_pattern(const YAML::Node& node) const {
  const std::string text = word(node, "'data'");
  if (const auto pattern = parse_data_pattern(text)) return *pattern;
  const std::vector<std::string> valid{"normal", "small-integers", "zeros"};
  place_.fail(node.Mark(), unknown_name("data pattern", text, valid));
}

std::vector<std::string> SuiteReader::range(const YAML::Node& node) const {
  const Mapping mapping(place_, node, "a range");
  mapping.allow_only({"from", "to", "factor"});
  const auto bound = [&](std::string_view key, std::int64_t low) {
    return number<std::int64_t>(mapping.require(key), fmt::format("'{}'", key), low,
                                largest_integer);
  };
  const std::int64_t from = bound("from", 1);
  const std::int64_t to = bound("to", from);
  const std::int64_t factor = bound("factor", 2);
  std::vector<std::string> values{std::to_string(from)};
  for (std::int64_t value = from; value <= to / factor;) {
    value *= factor;
    values.push_back(std::to_string(value));
  }
  return values;
}

std::vector<std::string> SuiteReader::values(const YAML::Node& node) const {
  if (node.IsMap()) return range(node);
  if (!node.IsSequence()) return {word(node, "a value")};
  if (node.size() == 0) place_.fail(node.Mark(), "the list is empty; give it a value.");
  std::vector<std::string> values;
  for (const auto& each : node) values.push_back(word(each, "a value"));
  return values;
}

std::vector<Axis> SuiteReader::axes(const Mapping& mapping) const {
  std::vector<Axis> axes;
  for (const auto& [key, mark, value] : mapping.entries()) {
    if (!is_word(key) || key.size() > longest_word) {
      place_.fail(mark, fmt::format("'{}' is not the name of a parameter.", shown(key)));
    }
    auto parameters = key == "mnk" ? std::vector<std::string>{"m", "n", "k"} : std::vector{key};
    axes.push_back({std::move(parameters), values(value)});
  }
  return axes;
}

/// The product of all axes; the last varies fastest.
void SuiteReader::add_cases(const SuiteCase& pattern, const std::vector<Axis>& axes,
                            const YAML::Mark& mark) {
  std::set<std::string> seen;
  std::size_t count = 1;
  for (const Axis& axis : axes) {
    for (const std::string& parameter : axis.parameters) {
      if (seen.insert(parameter).second) continue;
      place_.fail(mark, fmt::format("the parameter '{}' is given twice for this case.", parameter));
    }
    if (seen.size() > most_parameters) {
      place_.fail(mark, fmt::format("the case has more than {} parameters.", most_parameters));
    }
    count *= axis.values.size();
    if (suite_.cases.size() + count > most_cases) {
      place_.fail(mark, fmt::format("the suite has more than {} cases.", most_cases));
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    SuiteCase added = pattern;
    std::size_t places = count;
    for (const Axis& axis : axes) {
      places /= axis.values.size();
      const std::string& value = axis.values[i / places % axis.values.size()];
      for (const std::string& parameter : axis.parameters) added.spec.set(parameter, value);
    }
    suite_.cases.push_back(std::move(added));
  }
}

void SuiteReader::add_group(const YAML::Node& node) {
  const Mapping group(place_, node, "a group");
  group.allow_only({"name", "source", "workload", "data", "with", "cases"});
  SuiteCase pattern;
  pattern.group = line(group.require("name"), "'name'", longest_line);
  pattern.spec.workload = word(group.require("workload"), "'workload'");
  if (const auto* source = group.find("source")) {
    pattern.source = line(*source, "'source'", longest_description);
  }
  if (const auto* data = group.find("data")) pattern.data = data_pattern(*data);
  std::vector<Axis> shared;
  if (const auto* with = group.find("with")) shared = axes(Mapping(place_, *with, "'with'"));

  const YAML::Node& cases = group.require("cases");
  if (!cases.IsSequence() || cases.size() == 0) {
    place_.fail(cases.Mark(), "'cases' must be a list of at least one case.");
  }
  for (const auto& each : cases) {
    std::vector<Axis> all = shared;
    const std::vector<Axis> own = axes(Mapping(place_, each, "a case"));
    all.insert(all.end(), own.begin(), own.end());
    add_cases(pattern, all, each.Mark());
  }
}

Suite SuiteReader::suite(const YAML::Node& document) {
  const Mapping top(place_, document, "a suite");
  top.allow_only({"name", "description", "precision", "rounds", "budget", "max_samples",
                  "max_seconds", "groups"});
  suite_.name = word(top.require("name"), "'name'");
  if (const auto* node = top.find("description")) {
    suite_.description = line(*node, "'description'", longest_description);
  }
  if (const auto* node = top.find("precision")) {
    suite_.precision = number(*node, "'precision'", 1e-6, 1.0);
  }
  if (const auto* node = top.find("rounds")) suite_.rounds = number(*node, "'rounds'", 1, 1000);
  if (const auto* node = top.find("budget")) {
    suite_.budget_seconds = number(*node, "'budget'", 0.0, 1e7);
  }
  if (const auto* node = top.find("max_samples")) {
    suite_.max_samples = number<std::size_t>(*node, "'max_samples'", 1, 10000000);
  }
  if (const auto* node = top.find("max_seconds")) {
    suite_.max_seconds = number(*node, "'max_seconds'", 1e-3, 1e5);
  }
  const YAML::Node& groups = top.require("groups");
  if (!groups.IsSequence()) place_.fail(groups.Mark(), "'groups' must be a list.");
  for (const auto& group : groups) add_group(group);
  return std::move(suite_);
}

}  // namespace

Suite parse_suite(const std::string& text, const std::string& origin) {
  check_suite_text(text, origin);
  const Place place(origin);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    Guard guard(place);
    while (parser.HandleNextDocument(guard)) {
    }
    Suite suite = SuiteReader(place).suite(YAML::Load(text));
    suite.text = text;
    suite.sha256 = sha256(text);
    return suite;
  } catch (const YAML::Exception& error) {
    place.fail(error.mark, fmt::format("this is not valid YAML: {}.", error.msg));
  }
}

}  // namespace steelyard::run
