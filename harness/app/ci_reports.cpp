#include "harness/app/ci_reports.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "results/report/ci/workflow_commands.hpp"
#include "results/report/whole_file.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

/// One option that names a file, and what is written to it.
struct FileReport {
  const char* option;
  const char* help;
  std::function<std::string()> CiReports::*text;
};

constexpr std::array file_reports{
    FileReport{"junit", "write JUnit XML: a test for each case", &CiReports::junit},
    FileReport{"gitlab", "write GitLab's code quality report", &CiReports::gitlab},
    FileReport{"markdown", "write Markdown, for a comment or a summary", &CiReports::markdown},
    FileReport{"openmetrics", "write OpenMetrics text: numbers and verdict of each case",
               &CiReports::openmetrics},
};

bool wants_github(const Arguments& arguments) { return arguments["github"].as<bool>(); }

void append_step_summary(const CiReports& reports) {
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  if (file == nullptr || *file == '\0') return;
  std::ofstream stream(file, std::ios::app);
  stream << results::step_summary(reports.markdown(), reports.headline) << '\n' << std::flush;
  if (!stream) {
    throw StoreError(
        fmt::format("The step's summary could not be appended to '{}', which GITHUB_STEP_SUMMARY "
                    "names. Let it name a file that can be written, or unset it.",
                    file));
  }
}

}  // namespace

void describe_ci_reports(Options& options) {
  auto add = options.named.add_options();
  for (const FileReport& each : file_reports) {
    add(each.option, po::value<std::string>()->value_name("FILE"), each.help);
  }
  add("github", po::bool_switch(),
      "print GitHub workflow commands too, and append to $GITHUB_STEP_SUMMARY");
}

void check_ci_reports(const Arguments& arguments, const std::string& format) {
  if (wants_github(arguments) && format != "text") {
    throw UsageError(
        "--github prints workflow commands beside text, so it cannot go with --format " + format +
        "; leave one of the two out.");
  }
  std::map<std::filesystem::path, std::string> taken;
  for (const FileReport& each : file_reports) {
    if (arguments.count(each.option) == 0) continue;
    const std::filesystem::path file = arguments[each.option].as<std::string>();
    results::check_report_place(file);
    const auto [other, is_new] = taken.emplace(
        std::filesystem::weakly_canonical(std::filesystem::absolute(file)), each.option);
    if (!is_new) {
      throw UsageError(fmt::format("--{} and --{} name the same file, '{}'; give each its own.",
                                   other->second, each.option, file.string()));
    }
  }
}

void write_ci_reports(const Arguments& arguments, const CiReports& reports) {
  for (const FileReport& each : file_reports) {
    if (arguments.count(each.option) == 0) continue;
    results::write_whole(arguments[each.option].as<std::string>(), (reports.*each.text)());
  }
  if (wants_github(arguments)) append_step_summary(reports);
}

std::string printed_for_ci(const Arguments& arguments, const CiReports& reports,
                           const std::string& text) {
  if (!wants_github(arguments)) return text;
  return results::without_commands(text, random_uuid()) + reports.github();
}

}  // namespace steelyard::app
