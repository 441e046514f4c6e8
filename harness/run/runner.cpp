#include "harness/run/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>

#include "harness/comm/global_clock.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/log.hpp"
#include "harness/run/budget.hpp"
#include "harness/run/conclusion.hpp"
#include "harness/run/ledger.hpp"
#include "harness/run/spokesman.hpp"
#include "harness/run/visit.hpp"

namespace steelyard::run {
namespace {

/// For what is not measured: collecting facts, writing, making up one's mind.
constexpr double housekeeping_seconds = 120;
/// The longest wait of the thread that ends a run for a collector that is busy writing.
constexpr double patience_seconds = 3;

/// One run on this rank. A planned case's own record is written by its visits, and copied to the
/// ledger between them.
class Run {
 public:
  explicit Run(RunSetup& setup)
      : setup_(setup),
        start_(monotonic_seconds() - (setup.earlier ? setup.earlier->elapsed_seconds : 0)),
        stream_(setup.device),
        clock_(comm::GlobalClock::synchronise(setup.measured)),
        context_{.device = setup.device,
                 .stream = stream_,
                 .comm = setup.measured,
                 .collectives = setup.collectives.get(),
                 .seed = setup.plan.seed},
        spokesman_(setup.control, setup.collectors),
        tools_{.context = context_,
               .control = setup.control,
               .clock = clock_,
               .watchdog = setup.watchdog,
               .label = setup.label,
               .progress = {}} {
    if (setup.control.rank() == 0) {
      tools_.progress = [this](std::string_view step, double precision) { show(step, precision); };
    }
  }

  ~Run() { setup_.watchdog.clear_hooks(); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  RunRecord execute() {
    begin();
    for (std::size_t index = 0; index < setup_.plan.cases.size(); ++index) verify(index);
    for (int round = 1; round <= setup_.plan.rounds; ++round) {
      progress_.round = round;
      for (const std::size_t index :
           round_order(setup_.plan.seed, round, setup_.plan.cases.size())) {
        if (is_due(index, round)) measure(index, round);
      }
    }
    for (std::size_t index = 0; index < setup_.plan.cases.size(); ++index) {
      if (setup_.plan.cases[index].open) conclude_case(index);
    }
    housekeeping("end of the run");
    ledger_.complete(monotonic_seconds() - start_);
    spokesman_.speak([this](Collector& collector) { collector.run_done(ledger_.record()); });
    setup_.watchdog.clear_hooks();
    return ledger_.take();
  }

 private:
  void begin() {
    housekeeping("environment");
    RunInfo info = setup_.info;
    for (auto& collector : setup_.collectors) {
      collector->annotate(info, setup_.control, setup_.device);
    }
    if (setup_.earlier) {
      info = continue_or_refuse(setup_.control, *setup_.earlier, std::move(info));
      take_over(setup_.plan, setup_.earlier->cases);
    }
    ledger_.open(std::move(info));
    for (PlannedCase& planned : setup_.plan.cases) {
      planned.record.target_precision = setup_.options.precision;
      ledger_.add(planned.record);
    }
    housekeeping("write");
    spokesman_.speak([this](Collector& collector) { collector.run_started(ledger_.record()); });
    watch();
    progress_.rounds = setup_.plan.rounds;
    progress_.target_precision = setup_.options.precision;
    for (std::size_t index = 0; index < setup_.plan.cases.size(); ++index) {
      const PlannedCase& planned = setup_.plan.cases[index];
      progress_.visits_done += planned.record.visits.size();
      if (planned.taken_over) continue;
      if (!planned.open) {
        tell_done(index);  // skipped by the plan
      } else if (last_round(planned.record) >= setup_.plan.rounds) {
        conclude_case(index);  // the earlier run was killed between its last visit and this
      }
    }
    progress_.visits_total = progress_.visits_done + visits_left(setup_.plan.rounds + 1);
  }

  /// Whether the case wants a visit in this round. What a resumed run finds there is not repeated.
  bool is_due(std::size_t index, int round) const {
    const PlannedCase& planned = setup_.plan.cases[index];
    return planned.open && last_round(planned.record) < round;
  }

  /// Tells the watchdog what to do if the run does not go on.
  void watch() {
    Watchdog::Hooks hooks;
    hooks.record = [this](const Watchdog::Verdict& verdict) { record(verdict); };
    hooks.can_abort = [this] {
      const std::unique_lock lock(collectives_mutex_, std::try_to_lock);
      return lock && setup_.collectives && setup_.collectives->can_abort();
    };
    hooks.abort_collectives = [this] {
      // The measuring thread holds it while it makes or destroys them: then there is nothing to do.
      const std::unique_lock lock(collectives_mutex_, std::try_to_lock);
      if (lock && setup_.collectives) setup_.collectives->abort();
    };
    hooks.advice = setup_.advice;
    setup_.watchdog.set_hooks(std::move(hooks));
  }

  /// On the watchdog's thread, while the measuring thread is anywhere.
  void record(const Watchdog::Verdict& verdict) {
    if (setup_.control.rank() != 0) return;
    const auto page = ledger_.last_page(verdict, monotonic_seconds() - start_);
    if (!page) return;
    RunRecord known;
    known.info = page->info;
    const bool heard = spokesman_.last_words(
        [&](Collector& collector) {
          if (page->hung) collector.case_done(*page->hung);
          collector.run_done(known);
        },
        patience_seconds);
    if (!heard) log_error("a collector is stuck too; this end is not on record");
  }

  /// A step of all ranks outside of visits.
  void housekeeping(const char* step, const std::string& case_name = "") {
    setup_.watchdog.step(case_name, step, housekeeping_seconds);
  }

  /// After ranks were freed from a hang by aborting the communicator, makes a new one.
  void replace_collectives() {
    housekeeping("communicator set-up");
    const std::lock_guard lock(collectives_mutex_);
    context_.collectives = nullptr;
    setup_.collectives.reset();
    if (setup_.open_collectives) setup_.collectives = setup_.open_collectives();
    context_.collectives = setup_.collectives.get();
  }

  /// The failure of a visit, which may be that of a hang that was ended. Collective.
  Failure explain(Failure failure) {
    const auto verdict = setup_.watchdog.take_rescue();
    std::array freed{verdict ? 1.0 : 0.0};
    setup_.control.broadcast(std::as_writable_bytes(std::span(freed)));
    if (freed[0] == 0) return failure;
    replace_collectives();
    return {Outcome::timeout, verdict ? verdict->text : failure.reason};
  }

  void verify(std::size_t index) {
    PlannedCase& planned = setup_.plan.cases[index];
    if (!planned.open || !allowed(index, setup_.plan.rounds + 1)) return;
    context_.data = planned.data;
    const auto failure = verify_case(planned, tools_);
    if (failure) {
      close(index, explain(*failure));
    } else if (planned.record.verification.state == VerificationState::failed) {
      close(index, {Outcome::failed, "wrong result: " + planned.record.verification.evidence});
    } else {
      ledger_.put(index, planned.record);
    }
    end_visit();
  }

  void measure(std::size_t index, int round) {
    const int rounds_left = setup_.plan.rounds - round + 1;
    if (!allowed(index, rounds_left)) return;
    PlannedCase& planned = setup_.plan.cases[index];
    context_.data = planned.data;
    const auto failure = measure_case(planned, tools_, visit_options(round));
    if (failure) {
      close(index, explain(*failure));
    } else {
      housekeeping("write", planned.record.name);
      Visit& visit = planned.record.visits.back();
      visit.start_seconds = visit_began_ - start_;
      visit.wall_seconds = monotonic_seconds() - visit_began_;
      ledger_.put(index, planned.record);
      if (tools_.progress) tools_.progress("write", 0);
      spokesman_.speak(
          [&](Collector& collector) { collector.visit_done(ledger_.record().cases[index]); });
      if (round == setup_.plan.rounds) conclude_case(index);
    }
    end_visit();
  }

  VisitOptions visit_options(int round) const {
    VisitOptions options{.round = round, .stopping = {}, .warmup = {}};
    options.stopping.precision = setup_.options.precision;
    options.stopping.maximum_samples = setup_.options.max_samples;
    // A budget that leaves a visit no time to sample still gets its fewest samples.
    const double seconds = std::max(sampling_seconds_, 1e-3);
    options.stopping.maximum_seconds = seconds;
    options.warmup.maximum_seconds = seconds / 2;
    return options;
  }

  /// The case gets no further visit, for this reason.
  void close(std::size_t index, const Failure& failure) {
    PlannedCase& planned = setup_.plan.cases[index];
    planned.open = false;
    planned.record.outcome = failure.outcome;
    planned.record.reason = failure.reason;
    ledger_.put(index, planned.record);
    tell_done(index);
  }

  /// The case has had its visits, or the budget ended them.
  void conclude_case(std::size_t index) {
    PlannedCase& planned = setup_.plan.cases[index];
    housekeeping("conclude", planned.record.name);
    planned.open = false;
    conclude(planned.record, setup_.plan.rounds);  // rank 0 alone has the samples
    setup_.control.broadcast(std::as_writable_bytes(std::span(&planned.record.outcome, 1)));
    ledger_.put(index, planned.record);
    tell_done(index);
  }

  void tell_done(std::size_t index) {
    spokesman_.speak(
        [&](Collector& collector) { collector.case_done(ledger_.record().cases[index]); });
  }

  /// Whether the budget allows a visit now; rank 0 decides for all. Sets the time it may sample.
  bool allowed(std::size_t index, int rounds_left) {
    const BudgetState state{.budget_seconds = setup_.options.budget_seconds,
                            .elapsed_seconds = monotonic_seconds() - start_,
                            .visits_left = std::max<std::size_t>(1, visits_left(rounds_left)),
                            .overhead_seconds = overhead_seconds_};
    housekeeping("next case");
    // A hang may have been ended when the visit was over already.
    std::array decided{sampling_allowance(state, setup_.options.max_seconds),
                       setup_.watchdog.take_rescue() ? 1.0 : 0.0};
    setup_.control.broadcast(std::as_writable_bytes(std::span(decided)));
    sampling_seconds_ = decided[0];
    if (decided[1] != 0) replace_collectives();
    PlannedCase& planned = setup_.plan.cases[index];
    if (sampling_seconds_ < 0) {
      planned.record.reason = fmt::format("the budget of {:g} s was used up before its turn",
                                          setup_.options.budget_seconds);
      return false;
    }
    progress_.case_name = planned.record.name;
    visit_began_ = monotonic_seconds();
    return true;
  }

  void end_visit() {
    ++progress_.visits_done;
    const double done = static_cast<double>(++visits_here_);
    const double wall = monotonic_seconds() - visit_began_;
    const double sampled = progress_.round == 0 ? 0 : std::min(wall, sampling_seconds_);
    overhead_seconds_ += (wall - sampled - overhead_seconds_) / done;
    visit_seconds_ += (wall - visit_seconds_) / done;
  }

  /// Visits of open cases in the last so many passes; the first of rounds + 1 is verification.
  std::size_t visits_left(int passes) const {
    int visits = 0;
    for (const PlannedCase& planned : setup_.plan.cases) {
      if (!planned.open) continue;
      const int missing = setup_.plan.rounds - last_round(planned.record);
      visits += passes > setup_.plan.rounds ? missing + 1 : std::min(passes, missing);
    }
    return static_cast<std::size_t>(visits);
  }

  void show(std::string_view step, double precision) {
    const std::size_t total = std::max(progress_.visits_total, progress_.visits_done);
    progress_.step = step;
    progress_.precision = precision;
    progress_.elapsed_seconds = monotonic_seconds() - start_;
    progress_.left_seconds = visit_seconds_ * static_cast<double>(total - progress_.visits_done);
    if (setup_.options.budget_seconds > 0) {
      const double budget_left = setup_.options.budget_seconds - progress_.elapsed_seconds;
      progress_.left_seconds = std::clamp(budget_left, 0.0, progress_.left_seconds);
    }
    spokesman_.progress(progress_);
  }

  RunSetup& setup_;
  double start_;
  device::Stream stream_;
  comm::GlobalClock clock_;
  CaseContext context_;
  std::mutex collectives_mutex_;  ///< setup_.collectives: aborted by the watchdog's thread
  Ledger ledger_;
  Progress progress_;
  Spokesman spokesman_;
  VisitTools tools_;
  std::size_t visits_here_ = 0;  ///< visits and verifications since this start
  double sampling_seconds_ = 0;
  double visit_began_ = 0;
  double visit_seconds_ = 0;     ///< mean wall time of a visit
  double overhead_seconds_ = 0;  ///< mean of what is not sampling
};

}  // namespace

RunRecord execute(RunSetup& setup) { return Run(setup).execute(); }

ExitCode exit_code_of(const RunRecord& run) {
  ExitCode code = ExitCode::fine;
  for (const CaseRecord& record : run.cases) {
    switch (record.outcome) {
      case Outcome::failed:
        code = worse(code, ExitCode::wrong_result);
        break;
      case Outcome::out_of_memory:
      case Outcome::timeout:
      case Outcome::error:
      case Outcome::not_reached:
        code = worse(code, ExitCode::incomplete);
        break;
      case Outcome::passed:
      case Outcome::unstable:
      case Outcome::skipped:
      case Outcome::implausible:
        break;
    }
  }
  return code;
}

}  // namespace steelyard::run
