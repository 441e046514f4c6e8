#include <fmt/format.h>

#include <fstream>
#include <set>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "harness/run/suite.hpp"

namespace steelyard::run {
namespace {

namespace fs = std::filesystem;

/// One byte more than a suite may have, so that parse_suite() sees that there is too much; a file
/// of any size costs no more.
constexpr std::size_t most_bytes_read = (std::size_t{1} << 20) + 1;

Suite load_file(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) {
    throw UsageError(fmt::format("There is no suite file '{}'. Check the path.", path.string()));
  }
  // Files of /proc have no size; some of them wait for what may never come.
  if (fs::file_size(path, ignored) == 0) return parse_suite("", path.string());
  std::ifstream file(path, std::ios::binary);
  std::string text(most_bytes_read, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    throw UsageError(fmt::format("The suite file '{}' cannot be read. Check that you may read it.",
                                 path.string()));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse_suite(text, path.string());
}

}  // namespace

std::vector<std::string> suite_names(std::span<const fs::path> folders) {
  std::set<std::string> names;
  for (const fs::path& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      const bool is_suite = entry->path().extension() == ".yaml" && entry->is_regular_file(error);
      if (is_suite) names.insert(entry->path().stem().string());
    }
  }
  return {names.begin(), names.end()};
}

Suite load_suite(const std::string& name_or_path, std::span<const fs::path> folders) {
  const bool is_path =
      name_or_path.find('/') != std::string::npos || fs::path(name_or_path).extension() == ".yaml";
  if (is_path) return load_file(name_or_path);
  for (const fs::path& folder : folders) {
    const fs::path path = folder / (name_or_path + ".yaml");
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) return load_file(path);
  }
  throw UsageError(unknown_name("suite", name_or_path, suite_names(folders)));
}

}  // namespace steelyard::run
