// The program climb_backend: opens one backend, climbs the rungs it is told to and says over
// descriptor 3 what came of each (climb_report.hpp). It exists so that a backend that crashes,
// hangs or ends the process fails a rung and takes nobody with it.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/device/conformance/climb_report.hpp"
#include "harness/device/conformance/ladder.hpp"
#include "harness/device/expendable.hpp"
#include "harness/device/library.hpp"

namespace steelyard::device::conformance {
namespace {

/// "3,7,12" as rungs; nothing if that is no list of such numbers.
std::optional<std::vector<Rung>> rungs_in(std::string_view text) {
  std::vector<Rung> rungs;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    int number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool known = error == std::errc() && end == word.data() + word.size() && number >= 1 &&
                       number <= static_cast<int>(ladder().size());
    if (!known) return std::nullopt;
    rungs.push_back(ladder()[static_cast<std::size_t>(number - 1)]);
  }
  if (rungs.empty()) return std::nullopt;
  return rungs;
}

/// Climbs all rungs. What comes of the very last of the ladder is left to the end of this process,
/// unless it fails before that. True if the process is to end as the backend's libraries want.
bool climb_all(const std::string& file, const std::vector<Rung>& rungs, ClimbWriter& report) {
  const LoadedBackend loaded = load_backend(file);
  probe_backend(*loaded.table);
  for (const Rung& rung : rungs) {
    report.begins(rung);
    const Verdict verdict = climb(rung, {*loaded.table, loaded.file});
    const bool last = rung.number == ladder().back().number;
    if (last && verdict.outcome == Outcome::passed) return true;
    report.ends(rung, verdict);
  }
  return false;
}

}  // namespace
}  // namespace steelyard::device::conformance

int main(int argc, char** argv) {
  using namespace steelyard;
  namespace conformance = device::conformance;
  const auto rungs = conformance::rungs_in(argc == 3 ? argv[2] : "");
  if (!rungs) {
    std::fputs("climb_backend is used by steelyard; try `steelyard conformance`.\n", stderr);
    return 2;
  }
  device::make_expendable();
  set_log_level(LogLevel::error);
  conformance::ClimbWriter report(device::report_descriptor);
  try {
    // The ordinary end of a process, with all that libraries do then.
    if (conformance::climb_all(argv[1], *rungs, report)) return 0;
  } catch (const std::exception& error) {
    report.unusable(error.what());
  } catch (...) {
    report.unusable("It threw an exception while it was opened.");
  }
  ::_exit(0);
}
