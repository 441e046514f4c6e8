#include "results/report/pack_text.hpp"

#include <fmt/format.h>

#include "results/report/markdown.hpp"
#include "results/report/plain_text.hpp"

namespace steelyard::results {
namespace {

std::string kilobytes(std::uint64_t bytes) {
  return fmt::format("{:.0f} kB", static_cast<double>(bytes) / 1e3);
}

}  // namespace

std::string pack_text(const std::string& file, const std::vector<PackedRunHead>& runs) {
  std::string text = fmt::format("{}: a pack of {}\n", plain(file), counted(runs.size(), "run"));
  for (const PackedRunHead& run : runs) {
    text += fmt::format("  {}  {}  {}, suite {}, {}", plain(run.info.created_utc),
                        plain(run.info.uuid), plain(run.info.chip), plain(run.info.suite_name),
                        counted(static_cast<std::size_t>(run.cases), "case"));
    if (!run.info.label.empty()) text += fmt::format(", label {}", plain(run.info.label));
    text += fmt::format("  {}\n", plain(run.original));
  }
  return text;
}

std::string pack_markdown(const std::string& file, const std::vector<PackedRunHead>& runs) {
  std::string text =
      fmt::format("**{}**: a pack of {}\n\n", markdown(file), counted(runs.size(), "run"));
  text += markdown_head({"begun", "run", "chip", "suite", "cases", "label", "packed from"});
  for (const PackedRunHead& run : runs) {
    text +=
        markdown_row({markdown(run.info.created_utc), markdown(run.info.uuid),
                      markdown(run.info.chip), markdown(run.info.suite_name),
                      std::to_string(run.cases), markdown(run.info.label), markdown(run.original)});
  }
  return text;
}

std::string extension_text(const std::string& file, const PackExtension& done) {
  std::string text = fmt::format("{} added to '{}'", counted(done.added, "run"), plain(file));
  if (done.known > 0) text += fmt::format(", {} in it already", counted(done.known, "run"));
  text += fmt::format("; it holds {} in {}\n", counted(done.runs, "run"), kilobytes(done.bytes));
  if (done.original_bytes > 0) {
    text += fmt::format("The run files that were added take {}.\n", kilobytes(done.original_bytes));
  }
  return text;
}

}  // namespace steelyard::results
