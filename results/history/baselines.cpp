#include "results/history/baselines.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "results/chips/yaml_file.hpp"
#include "results/report/whole_file.hpp"
#include "results/store/write_lock.hpp"

namespace steelyard::results {
namespace {

namespace fs = std::filesystem;

constexpr double patience_seconds = 10;

std::string read_sha256(const YamlNode& node) {
  std::string text = node.text();
  const bool digest =
      text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!digest) node.fail("expected a SHA-256: 64 digits of 0-9 and a-f, as sha256sum prints it.");
  return text;
}

BaselineFile read_file(const YamlNode& node) {
  if (node.kind() == YamlNode::Kind::scalar) return {node.text(), "", ""};
  node.allow_only({"file", "uuid", "sha256"});
  BaselineFile out{node.at("file").text(), "", read_sha256(node.at("sha256"))};
  if (const YamlNode* uuid = node.find("uuid")) out.uuid = uuid->text();
  return out;
}

Baseline read_entry(const YamlNode& node) {
  node.allow_only({"name", "files", "accepted"});
  Baseline out;
  out.name = node.at("name").text();
  for (const YamlNode& file : node.at("files").items()) out.files.push_back(read_file(file));
  if (out.files.empty()) node.at("files").fail("a baseline needs at least one file.");
  const YamlNode& accepted = node.at("accepted");
  accepted.allow_only({"by", "when", "why"});
  out.by = accepted.at("by").text();
  out.when = accepted.at("when").text();
  out.why = accepted.at("why").text();
  return out;
}

std::vector<Baseline> entries_of(const YamlNode& root) {
  root.allow_only({"baselines"});
  const YamlNode& entries = root.at("baselines");
  std::vector<Baseline> out;
  if (entries.kind() == YamlNode::Kind::null) return out;
  for (const YamlNode& node : entries.items()) out.push_back(read_entry(node));
  return out;
}

std::vector<fs::path> matches(const std::string& pattern) {
  glob_t found{};
  std::vector<fs::path> out;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) out.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  return out;
}

/// The bytes before a list's first "- ", so that what is appended stands under it.
std::string indentation(const std::string& text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t word = text.find_first_not_of(' ', begin);
    if (word == std::string::npos) break;
    if (text.compare(word, 2, "- ") == 0) return text.substr(begin, word - begin);
    begin = text.find('\n', begin);
    if (begin == std::string::npos) break;
    ++begin;
  }
  return "  ";
}

std::string entry_text(const Baseline& baseline, const std::string& before) {
  std::string out =
      fmt::format("{0}- name: {1}\n{0}  files:\n", before, yaml_scalar(baseline.name));
  for (const BaselineFile& each : baseline.files) {
    out += fmt::format("{0}    - file: {1}\n{0}      sha256: {2}\n", before, yaml_scalar(each.file),
                       each.sha256);
    if (!each.uuid.empty())
      out += fmt::format("{}      uuid: {}\n", before, yaml_scalar(each.uuid));
  }
  return out + fmt::format("{0}  accepted:\n{0}    by: {1}\n{0}    when: {2}\n{0}    why: {3}\n",
                           before, yaml_scalar(baseline.by), yaml_scalar(baseline.when),
                           yaml_scalar(baseline.why));
}

constexpr std::string_view beginning =
    "# What `steelyard gate --baselines` holds runs against; the last entry of a name counts.\n"
    "# `--accept` appends to it.\n"
    "baselines:\n";

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Throws unless the new text says what the old one says, and then `added`.
void check_appended(std::vector<Baseline> before, const Baseline& added, const std::string& text,
                    const fs::path& list) {
  before.push_back(added);
  std::string why = "it would not be read as it is meant";
  try {
    if (entries_of(parse_yaml(text, list.string())) == before) return;
  } catch (const DataError& error) {
    why = error.what();
  }
  throw DataError(
      fmt::format("An entry cannot be appended to '{}': {}. Let `baselines:` be its last key, with "
                  "each entry on lines of its own that begin with '- '.",
                  list.string(), why));
}

}  // namespace

std::vector<Baseline> read_baselines(const fs::path& list) {
  return entries_of(read_yaml_file(list));
}

std::vector<Baseline> newest_baselines(const std::vector<Baseline>& entries) {
  std::vector<Baseline> out;
  for (const Baseline& each : entries) {
    const auto same = std::find_if(
        out.begin(), out.end(), [&](const Baseline& earlier) { return earlier.name == each.name; });
    if (same == out.end()) {
      out.push_back(each);
    } else {
      *same = each;
    }
  }
  return out;
}

std::vector<fs::path> files_of(const Baseline& baseline, const fs::path& list) {
  const auto fail = [&](const std::string& what) {
    throw DataError(fmt::format("The baseline '{}' of '{}', accepted by {} at {}: {}",
                                baseline.name, list.string(), baseline.by, baseline.when, what));
  };
  const fs::path folder = (fs::is_symlink(list) ? fs::canonical(list) : list).parent_path();
  std::vector<fs::path> out;
  for (const BaselineFile& each : baseline.files) {
    const fs::path file = folder / each.file;
    if (each.sha256.empty()) {
      const auto found = matches(file.string());
      if (found.empty())
        fail(fmt::format("nothing fits '{}'; put the files there.", file.string()));
      out.insert(out.end(), found.begin(), found.end());
      continue;
    }
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) {
      fail(fmt::format("there is no file '{}'; put it back, or accept another.", file.string()));
    }
    const std::string digest = sha256_of_file(file);
    if (digest != each.sha256) {
      fail(
          fmt::format("'{}' is not the file that was accepted: its SHA-256 is {}, not {}. Put that "
                      "one back, or accept this one.",
                      file.string(), digest, each.sha256));
    }
    out.push_back(file);
  }
  return out;
}

BaselineFile baseline_file(const fs::path& file, const std::string& uuid, const fs::path& list) {
  const fs::path folder = fs::weakly_canonical(fs::absolute(list)).parent_path();
  return {fs::proximate(fs::weakly_canonical(fs::absolute(file)), folder).string(), uuid,
          sha256_of_file(file)};
}

void append_baseline(const fs::path& list, const Baseline& baseline) {
  check_folder_of(list);
  // A link keeps pointing to the list.
  const fs::path file = fs::weakly_canonical(fs::absolute(list));
  const WriteLock lock(file, patience_seconds);
  std::vector<Baseline> before;
  std::string text(beginning);
  if (fs::exists(file)) {
    before = read_baselines(file);
    text = text_of(file);
  }
  if (!text.ends_with('\n')) text += '\n';
  text += entry_text(baseline, indentation(text));
  check_appended(std::move(before), baseline, text, list);
  write_whole(file, text);
}

}  // namespace steelyard::results
