#include "results/chips/yaml_file.hpp"

#include <fmt/format.h>
#include <yaml-cpp/emitter.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <system_error>

#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::results {
namespace {

constexpr std::uintmax_t most_bytes = 1 << 20;
constexpr std::size_t most_nodes = 50'000;
constexpr std::size_t most_levels = 16;
constexpr std::size_t longest_text = 4'000;

std::string place_of(const std::string& origin, const YAML::Mark& mark) {
  return fmt::format("{}:{}:{}", origin, mark.line + 1, mark.column + 1);
}

std::string_view word(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a single value";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "";
}

}  // namespace

/// Builds the tree from the parser's events, so that limits hold while the text is being read and
/// not only once it has been blown up in memory.
class YamlTreeBuilder : public YAML::EventHandler {
 public:
  explicit YamlTreeBuilder(const std::string& origin) : origin_(origin) {}

  void OnDocumentStart(const YAML::Mark& mark) override { root_ = make(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(make(mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    make(mark).fail("aliases are not read here; write the value out.");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (!open_.empty() && open_.back().kind_ == YamlNode::Kind::map && !keys_.back()) {
      take_key(mark, value);
      return;
    }
    YamlNode node = make(mark);
    node.kind_ = YamlNode::Kind::scalar;
    node.scalar_ = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    start(mark, tag, anchor, YamlNode::Kind::list);
  }
  void OnSequenceEnd() override { finish(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    start(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { finish(); }

  YamlNode take() { return std::move(root_); }

 private:
  YamlNode make(const YAML::Mark& mark) {
    YamlNode node;
    node.place_ = place_of(origin_, mark);
    if (++nodes_ > most_nodes) node.fail(fmt::format("more than {} values.", most_nodes));
    return node;
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) make(mark).fail("anchors are not read here.");
  }

  /// The parser gives "?" for a plain value and "!" for one in quotes; all else was written.
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") make(mark).fail("tags are not read here.");
  }

  void take_key(const YAML::Mark& mark, const std::string& key) {
    const YamlNode at = make(mark);
    for (const auto& [existing, value] : open_.back().entries_) {
      if (existing == key) at.fail(fmt::format("the key '{}' stands here twice.", key));
    }
    keys_.back() = key;
  }

  void start(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
             YamlNode::Kind kind) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    YamlNode node = make(mark);
    if (open_.size() >= most_levels) node.fail(fmt::format("more than {} levels.", most_levels));
    if (!open_.empty() && open_.back().kind_ == YamlNode::Kind::map && !keys_.back()) {
      node.fail("a key must be a single word.");
    }
    node.kind_ = kind;
    open_.push_back(std::move(node));
    keys_.emplace_back();
  }

  void finish() {
    YamlNode node = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    YamlNode& parent = open_.back();
    if (parent.kind_ == YamlNode::Kind::list) {
      parent.items_.push_back(std::move(node));
      return;
    }
    std::optional<std::string>& key = keys_.back();
    if (!key) node.fail("a key must be a single word.");
    parent.entries_.emplace_back(std::move(*key), std::move(node));
    key.reset();
  }

  std::string origin_;
  YamlNode root_;
  std::vector<YamlNode> open_;                    ///< from the root to the innermost
  std::vector<std::optional<std::string>> keys_;  ///< of each open map: the key awaiting its value
  std::size_t nodes_ = 0;
};

void YamlNode::fail(std::string_view message) const {
  // A message may quote what the text escapes: "\e" in double quotes.
  throw DataError(fmt::format("{}: {}", place_, plain(message)));
}

const std::vector<YamlNode::Entry>& YamlNode::entries() const {
  if (kind_ != Kind::map) fail(fmt::format("expected a map, found {}.", word(kind_)));
  return entries_;
}

const std::vector<YamlNode>& YamlNode::items() const {
  if (kind_ != Kind::list) fail(fmt::format("expected a list, found {}.", word(kind_)));
  return items_;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto& all = entries();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Entry& entry) { return entry.first == key; });
  return found == all.end() ? nullptr : &found->second;
}

const YamlNode& YamlNode::at(std::string_view key) const {
  const YamlNode* found = find(key);
  if (found == nullptr) fail(fmt::format("the key '{}' is missing.", key));
  return *found;
}

void YamlNode::allow_only(std::initializer_list<std::string_view> keys) const {
  for (const auto& [key, value] : entries()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    const std::vector<std::string> valid(keys.begin(), keys.end());
    value.fail(unknown_name("key", key, valid));
  }
}

std::string YamlNode::text() const {
  if (kind_ != Kind::scalar || scalar_.empty()) {
    fail(fmt::format("expected a text, found {}.", kind_ == Kind::scalar ? "''" : word(kind_)));
  }
  if (scalar_.size() > longest_text) {
    fail(fmt::format("a text of {} bytes; at most {} are read.", scalar_.size(), longest_text));
  }
  return scalar_;
}

double YamlNode::number() const {
  const std::string all = text();
  double value = 0;
  const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), value);
  if (error != std::errc{} || end != all.data() + all.size() || !std::isfinite(value)) {
    fail("expected a finite number.");
  }
  return value;
}

double YamlNode::positive() const {
  const double value = number();
  if (!(value > 0)) fail("expected a number above 0.");
  return value;
}

int YamlNode::integer(int low, int high) const {
  const std::string all = text();
  int value = 0;
  const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), value);
  if (error != std::errc{} || end != all.data() + all.size() || value < low || value > high) {
    fail(fmt::format("expected a whole number from {} to {}.", low, high));
  }
  return value;
}

bool YamlNode::boolean() const {
  const std::string all = text();
  if (all != "true" && all != "false") fail("expected true or false.");
  return all == "true";
}

YamlNode parse_yaml(const std::string& text, const std::string& origin) {
  if (text.size() > most_bytes) {
    throw DataError(
        fmt::format("{}: {} bytes; at most {} are read.", origin, text.size(), most_bytes));
  }
  std::istringstream stream(text);
  YamlTreeBuilder builder(origin);
  YamlTreeBuilder rest(origin);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) throw DataError(origin + ": the file is empty.");
    if (parser.HandleNextDocument(rest)) {
      throw DataError(origin + ": holds more than one document; only one is read.");
    }
  } catch (const YAML::Exception& error) {
    throw DataError(fmt::format("{}: not well-formed YAML: {}.", place_of(origin, error.mark),
                                plain(error.msg)));
  }
  return builder.take();
}

YamlNode read_yaml_file(const std::filesystem::path& file) {
  std::error_code failure;
  const bool regular = std::filesystem::is_regular_file(file, failure);
  if (!regular) throw DataError(fmt::format("{}: no such file.", file.string()));
  // Files of /proc have no size; some of them wait for what may never come.
  if (std::filesystem::file_size(file, failure) == 0) return parse_yaml("", file.string());
  std::ifstream stream(file, std::ios::binary);
  // One byte above the limit is enough to see that the file is too large, whatever its size says.
  std::string text(most_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.eof() && !stream.good()) {
    throw DataError(fmt::format("{}: cannot be read; check its permissions.", file.string()));
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_yaml(text, file.string());
}

std::string yaml_scalar(const std::string& text) {
  YAML::Emitter out;
  out << text;
  return out.c_str();
}

}  // namespace steelyard::results
