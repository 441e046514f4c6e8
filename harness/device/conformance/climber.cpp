#include "harness/device/conformance/climber.hpp"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <vector>

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/device/conformance/climb_report.hpp"
#include "harness/device/examiner.hpp"

namespace steelyard::device::conformance {
namespace {

bool is_last(const Rung& rung) { return rung.number == ladder().back().number; }

/// What the end of the process says of the rung that it was at.
Verdict verdict_of(const Rung& rung, const ChildEnd& end, const ClimbLimits& limits, bool garbled) {
  const auto failed = [](const std::string& sentence) {
    return Verdict{Outcome::failed, sentence};
  };
  if (garbled) return failed("It wrote into the report of its climb.");
  const char* const moment = is_last(rung) ? " at the end of the process" : "";
  switch (end.kind) {
    case ChildEnd::Kind::exited:
      if (is_last(rung) && end.value == 0) return {};
      if (is_last(rung)) {
        return failed(
            fmt::format("The process that climbed ended with status {}: a library "
                        "complains, of leaks perhaps. What it says stands on standard "
                        "error.",
                        end.value));
      }
      return failed(fmt::format("It ended the process, with exit code {}.", end.value));
    case ChildEnd::Kind::killed:
      return failed(fmt::format("It crashed{}: {}.", moment, signal_text(end.value)));
    case ChildEnd::Kind::overdue:
      return failed(fmt::format("It did not end within {:g} s{}.", limits.seconds, moment));
    case ChildEnd::Kind::too_large:
      return failed(fmt::format("It took more than {} MiB of the host's memory{}.",
                                limits.resident_bytes >> 20, moment));
    case ChildEnd::Kind::unknown:
      break;
  }
  return failed(
      "How its process ended is not known: this program was started with SIGCHLD ignored.");
}

using Told = std::function<void(const Step&)>;

/// A climb in as many processes as it takes.
class Climb {
 public:
  Climb(const BackendListing& backend, const ClimbLimits& limits, std::vector<Rung> rungs,
        const Told& told)
      : backend_(backend), limits_(limits), waiting_(rungs.begin(), rungs.end()), told_(told) {}

  void to_the_end() {
    while (!waiting_.empty()) climb_in_one_process();
  }

 private:
  /// Takes at least one rung out of those that wait.
  void climb_in_one_process() {
    begun_ = false;
    confused_ = false;
    since_ = monotonic_seconds();
    ClimbReport report({[this](int number) { begin(number); },
                        [this](int number, const Verdict& verdict) { end(number, verdict); }});
    const ChildEnd process = run(report);
    if (waiting_.empty()) return;
    if (begun_) {
      tell(verdict_of(waiting_.front(), process, limits_, report.garbled() || confused_));
      return;
    }
    // It came to no rung, and would not the next time.
    const Verdict verdict = report.unusable().empty()
                                ? verdict_of(ladder().front(), process, limits_, report.garbled())
                                : Verdict{Outcome::failed, report.unusable()};
    const std::string sentence =
        fmt::format("The backend could not be opened for this. {}", verdict.sentence);
    if (!told_any_) throw DeviceError(sentence);
    while (!waiting_.empty()) tell({Outcome::failed, sentence});
  }

  ChildEnd run(ClimbReport& report) {
    check_unchanged(*backend_.trusted);
    ChildLimits child;
    child.seconds = limits_.seconds;
    child.resident_bytes = limits_.resident_bytes;
    child.renewed_by_a_word = true;
    std::string numbers;
    for (const Rung& rung : waiting_) {
      numbers += fmt::format("{}{}", numbers.empty() ? "" : ",", rung.number);
    }
    return run_watched_child(
        {own_program("climb_backend").string(), backend_.trusted->path.string(), numbers}, child,
        [&](std::span<const char> bytes) { report.feed(bytes); });
  }

  void begin(int number) {
    since_ = monotonic_seconds();
    begun_ = true;
    confused_ = confused_ || waiting_.empty() || waiting_.front().number != number;
  }
  void end(int number, const Verdict& verdict) {
    confused_ = confused_ || waiting_.empty() || waiting_.front().number != number;
    if (!confused_) tell(verdict);
  }
  void tell(const Verdict& verdict) {
    const Step step{waiting_.front(), verdict, monotonic_seconds() - since_};
    waiting_.pop_front();
    told_any_ = true;
    told_(step);
  }

  const BackendListing& backend_;
  const ClimbLimits& limits_;
  std::deque<Rung> waiting_;
  const Told& told_;
  bool told_any_ = false;
  bool begun_ = false;     ///< this process has come to a rung
  bool confused_ = false;  ///< it spoke of another rung than the one it was at
  double since_ = 0;
};

}  // namespace

void climb_apart(const BackendListing& backend, std::span<const Rung> rungs,
                 const ClimbLimits& limits, const Told& told) {
  // What needs a process of its own goes first, so that it does not split the climb of the others;
  // it is told where it stands in the order.
  std::map<int, Step> early;
  std::vector<Rung> together;
  for (const Rung& rung : rungs) {
    if (rung.needs == Needs::a_process) {
      const Told keep = [&](const Step& step) { early.emplace(step.rung.number, step); };
      Climb(backend, limits, {rung}, keep).to_the_end();
    } else {
      together.push_back(rung);
    }
  }
  const auto tell_early = [&](int before) {
    while (!early.empty() && early.begin()->first < before) {
      told(early.begin()->second);
      early.erase(early.begin());
    }
  };
  const Told tell = [&](const Step& step) {
    tell_early(step.rung.number);
    told(step);
  };
  Climb(backend, limits, together, tell).to_the_end();
  tell_early(static_cast<int>(ladder().size()) + 1);
}

}  // namespace steelyard::device::conformance
