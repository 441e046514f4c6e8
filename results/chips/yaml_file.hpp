#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The one place in results that reads YAML: the chip catalogue, the shipped baseline and whatever
/// else people hand in. A file becomes a plain tree; nothing of the YAML library is seen outside.
///
///     const YamlNode root = read_yaml_file("nvidia-h20.yaml");
///     root.allow_only({"id", "vendor", "year"});
///     const std::string id = root.at("id").text();
///
/// Files are hostile until checked: at most 1 MiB, 50,000 nodes and 16 levels, one document, no
/// anchors or aliases (which can blow up a small file), no tags, no key twice. Every complaint is a
/// DataError that names file, line and column.
namespace steelyard::results {

class YamlNode {
 public:
  enum class Kind { null, scalar, list, map };
  using Entry = std::pair<std::string, YamlNode>;

  Kind kind() const { return kind_; }
  /// The value of a key, or null. Throws DataError if this is not a map.
  const YamlNode* find(std::string_view key) const;
  /// The value of a key; throws DataError if it is missing or this is not a map.
  const YamlNode& at(std::string_view key) const;
  /// Throws DataError if this is not a map, or names a key outside of `keys` and the nearest one.
  void allow_only(std::initializer_list<std::string_view> keys) const;
  /// The entries of a map, in the order written; throws DataError if this is not one.
  const std::vector<Entry>& entries() const;
  /// The items of a list; throws DataError if this is not one.
  const std::vector<YamlNode>& items() const;

  /// A scalar as text, not empty, at most 4,000 bytes; throws DataError otherwise.
  std::string text() const;
  /// A finite number; throws DataError otherwise.
  double number() const;
  /// A finite number above 0; throws DataError otherwise.
  double positive() const;
  /// A whole number from `low` to `high`; throws DataError otherwise.
  int integer(int low, int high) const;
  /// `true` or `false`; throws DataError otherwise.
  bool boolean() const;

  /// Throws DataError: "FILE:LINE:COLUMN: MESSAGE".
  [[noreturn]] void fail(std::string_view message) const;

 private:
  friend class YamlTreeBuilder;

  Kind kind_ = Kind::null;
  std::string scalar_;
  std::vector<YamlNode> items_;
  std::vector<Entry> entries_;
  std::string place_;  ///< "FILE:LINE:COLUMN"
};

/// Parses one document. `origin` names it in complaints.
YamlNode parse_yaml(const std::string& text, const std::string& origin);

/// Reads a regular file of at most 1 MiB and parses it. Throws DataError.
YamlNode read_yaml_file(const std::filesystem::path& file);

/// `text` as a value of YAML on one line, in quotes where it needs them.
std::string yaml_scalar(const std::string& text);

}  // namespace steelyard::results
