#include "harness/device/examiner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "harness/core/error.hpp"
#include "harness/core/whereabouts.hpp"

namespace fs = std::filesystem;

namespace steelyard::device {
namespace {

/// What befell the process that examined, or "" if it said its last word.
std::string misfortune(const Report& report, const ChildEnd& end, const ChildLimits& limits,
                       const std::string& file) {
  const std::string moment =
      report.step.empty() ? "before it was opened" : "while it was " + report.step;
  const std::string remedy = fmt::format("Update it or what it uses, or take {} away.", file);
  if (report.garbled) {
    return fmt::format("It wrote into the report of its examination {}. {}", moment, remedy);
  }
  switch (end.kind) {
    case ChildEnd::Kind::overdue:
      return fmt::format(
          "It did not answer within {:g} s {}. Restart its driver, give it more time with "
          "STEELYARD_BACKEND_SECONDS, or take {} away.",
          limits.seconds, moment, file);
    case ChildEnd::Kind::too_large:
      return fmt::format("It took more than {} MiB of memory {}. {}", limits.resident_bytes >> 20,
                         moment, remedy);
    case ChildEnd::Kind::killed:
      return fmt::format("It crashed {}: {}. {}", moment, signal_text(end.value), remedy);
    case ChildEnd::Kind::exited:
      if (report.done) return "";
      return fmt::format("It ended the program, with exit code {}, {}. {}", end.value, moment,
                         remedy);
    case ChildEnd::Kind::unknown:
      break;
  }
  return report.done ? "" : fmt::format("Its examination ended {}. {}", moment, remedy);
}

}  // namespace

Examined examine_backend(const fs::path& file, Depth depth, const ChildLimits& limits) {
  const InCall call("examining a backend in another process", Waits::for_the_device);
  Examined examined;
  Report& report = examined.report;
  const ChildEnd end =
      run_watched_child({own_program("examine_backend").string(), file.string(),
                         depth == Depth::every_device ? "every" : "first"},
                        limits, [&](std::span<const char> bytes) { report.feed(bytes); });
  examined.sentence = misfortune(report, end, limits, file.string());
  if (examined.sentence.empty()) examined.sentence = report.fault;
  return examined;
}

ChildLimits usual_limits() {
  ChildLimits limits;
  const char* given = std::getenv("STEELYARD_BACKEND_SECONDS");
  if (given == nullptr) return limits;
  const char* end = given + std::strlen(given);
  const auto [stopped, error] = std::from_chars(given, end, limits.seconds);
  if (error != std::errc() || stopped != end || !std::isfinite(limits.seconds) ||
      limits.seconds <= 0) {
    throw UsageError(fmt::format(
        "STEELYARD_BACKEND_SECONDS is '{}'; it must be a number of seconds above 0.", given));
  }
  return limits;
}

std::vector<fs::path> own_folders() {
  std::vector<fs::path> folders;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return folders;
  const fs::path root = program.parent_path().parent_path();
  for (const char* below : {STEELYARD_OWN_FOLDER, "lib/steelyard"}) {
    if (std::ranges::find(folders, root / below) == folders.end()) folders.push_back(root / below);
  }
  return folders;
}

fs::path own_program(const std::string& name) {
  const std::vector<fs::path> folders = own_folders();
  for (const fs::path& folder : folders) {
    std::error_code error;
    if (fs::exists(folder / name, error)) return folder / name;
  }
  throw DeviceError(fmt::format("The program {} is missing in {}; install Steelyard whole.", name,
                                folders.empty() ? "lib/steelyard" : folders.front().string()));
}

}  // namespace steelyard::device
