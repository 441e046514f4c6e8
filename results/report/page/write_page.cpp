#include "results/report/page/write_page.hpp"

#include <fmt/format.h>

#include <string>
#include <system_error>

#include "harness/core/error.hpp"
#include "results/report/whole_file.hpp"

namespace steelyard::results::page {
namespace {

namespace fs = std::filesystem;

bool looks_like_a_page(const fs::path& file) {
  std::string beginning = beginning_of(file, 15);
  for (char& c : beginning) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
  return beginning == "<!doctype html>";
}

}  // namespace

void check_place(const fs::path& file) {
  check_folder_of(file);
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return;
  if (!fs::is_regular_file(file, ignored) || !looks_like_a_page(file)) {
    throw UsageError(
        fmt::format("'{}' is there and is no HTML page, so it is not overwritten; name another "
                    "file for the report, or remove it.",
                    file.string()));
  }
}

void write_page(const fs::path& file, std::string_view page) {
  check_place(file);
  write_whole(file, page);
}

}  // namespace steelyard::results::page
