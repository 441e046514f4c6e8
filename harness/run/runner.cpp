#include "harness/run/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>

#include "harness/comm/global_clock.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/log.hpp"
#include "harness/run/conclusion.hpp"
#include "harness/run/ledger.hpp"
#include "harness/run/spokesman.hpp"
#include "harness/run/timetable.hpp"
#include "harness/run/visit.hpp"
#include "harness/run/visit_options.hpp"

namespace steelyard::run {
namespace {

/// For what is not measured: collecting facts, writing, making up one's mind.
constexpr double housekeeping_seconds = 120;
/// The events of a device are made for so many.
constexpr std::size_t most_samples_at_once = 512;
/// Writing takes some ten milliseconds, however little is written; but what is not written is lost
/// when the run is killed.
constexpr double seconds_between_writes = 0.5;
constexpr std::size_t most_visits_unwritten = 24;
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
                 .seed = setup.plan.seed,
                 .autotune_seconds =
                     search_seconds(setup.options.budget_seconds, setup.plan.cases.size())},
        samplers_(context_, clock_, most_samples_at_once),
        spokesman_(setup.control, setup.collectors),
        tools_{.context = context_,
               .control = setup.control,
               .watchdog = setup.watchdog,
               .host = host_,
               .samplers = samplers_,
               .probes = probes_,
               .label = setup.label,
               .progress = {}},
        kept_(setup.plan.cases.size()),
        timetable_({.budget_seconds = setup.options.budget_seconds,
                    .maximum_seconds = setup.options.max_seconds,
                    .precision = setup.options.precision,
                    .rounds = setup.plan.rounds},
                   setup.plan.cases.size()) {
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
    for (int round = 1; anything_due(round); ++round) {
      progress_.round = round;
      progress_.rounds = std::max(round, setup_.plan.rounds);
      for (const std::size_t index :
           round_order(setup_.plan.seed, round, setup_.plan.cases.size())) {
        if (setup_.plan.cases[index].open && timetable_.rounds_done(index) < round) {
          measure(index, round);
        }
      }
    }
    for (std::size_t index = 0; index < setup_.plan.cases.size(); ++index) {
      if (setup_.plan.cases[index].open) conclude_case(index);
    }
    kept_.clear();
    tell_visits();
    housekeeping("end of the run");
    gather_telemetry();
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
    for (std::size_t index = 0; index < setup_.plan.cases.size(); ++index) {
      PlannedCase& planned = setup_.plan.cases[index];
      planned.record.target_precision = setup_.options.precision;
      ledger_.add(planned.record);
      if (!planned.open) timetable_.close(index);
      for (const Visit& visit : planned.record.visits) {
        timetable_.note(index, visit, setup_.control.size());
      }
      planned.record.visits.clear();  // the ledger has them
    }
    housekeeping("write");
    spokesman_.speak([this](Collector& collector) { collector.run_started(ledger_.record()); });
    watch();
    progress_.target_precision = setup_.options.precision;
    for (std::size_t index = 0; index < setup_.plan.cases.size(); ++index) {
      const PlannedCase& planned = setup_.plan.cases[index];
      progress_.visits_done += ledger_.record().cases[index].visits.size();
      if (planned.taken_over) continue;
      if (!planned.open) {
        tell_done(index);  // skipped by the plan
      } else if (timetable_.rounds_done(index) >= setup_.plan.rounds && is_finished(index)) {
        conclude_case(index);  // the earlier run was killed between its last visit and this
      }
    }
    for (const PlannedCase& planned : setup_.plan.cases) {
      if (planned.open) ++progress_.visits_total;  // its verification
    }
    progress_.visits_total += progress_.visits_done + timetable_.visits_left();
  }

  /// Whether there is another round. Collective.
  bool anything_due(int round) {
    if (round <= setup_.plan.rounds) return true;
    housekeeping("next round");
    std::array due{timetable_.anything_due(elapsed()) ? 1.0 : 0.0};
    setup_.control.broadcast(std::as_writable_bytes(std::span(due)));
    return due[0] != 0;
  }

  /// Collective.
  void gather_telemetry() {
    std::array began{start_};  // rank 0's start, on its clock
    setup_.control.broadcast(std::as_writable_bytes(std::span(began)));
    for (auto& collector : setup_.collectors) {
      ledger_.add_telemetry(
          collector->gather_telemetry(setup_.control, began[0] - clock_.offset_seconds()));
    }
  }

  double elapsed() const { return monotonic_seconds() - start_; }

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
    const bool heard = tell(*page, spokesman_, patience_seconds);
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
    for (KeptCase& kept : kept_) kept = {};  // they hold the old one
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
    if (!planned.open || !allowed(index)) return;
    context_.data = planned.data;
    const auto failure = verify_case(planned, kept_[index], tools_);
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
    if (!allowed(index)) return;
    PlannedCase& planned = setup_.plan.cases[index];
    context_.data = planned.data;
    const bool was_loaded = kept_[index].loaded;
    const VisitResult result =
        measure_case(planned, kept_[index], tools_,
                     visit_options(setup_.options, round, sampling_seconds_, kept_[index].loaded));
    if (result.failure) {
      close(index, explain(*result.failure));
      end_visit();
      return;
    }
    housekeeping("write", planned.record.name);
    Visit visit = std::move(planned.record.visits.back());
    planned.record.visits.clear();
    visit.start_seconds = visit_began_ - start_;
    visit.wall_seconds = monotonic_seconds() - visit_began_;
    timetable_.note(index, visit, setup_.control.size());
    ledger_.put(index, planned.record);
    ledger_.add_visit(index, std::move(visit));
    // What a kept case cost the first time, it will not cost again.
    const bool typical_visit = !planned.kept || was_loaded;
    // Warm-up and probes follow the length of the visit, and are no price of having one.
    const double beside = monotonic_seconds() - visit_began_ - result.sampling_seconds -
                          result.warmup_seconds - result.probe_seconds;
    timetable_.note_cost(index, result.typical_seconds, typical_visit ? beside : 0);
    if (round >= setup_.plan.rounds && is_finished(index)) conclude_case(index);
    end_visit();
  }

  /// Whether the case needs no further visit; rank 0 decides for all. What its medians promise, the
  /// quoted interval must keep, as long as there is a budget to go on.
  bool is_finished(std::size_t index) {
    bool done = !timetable_.wants_visit(index);
    if (done && setup_.options.budget_seconds > 0 && setup_.control.rank() == 0) {
      const RunRecord& run = ledger_.record();
      done = quoted_precision(run.info, run.cases[index]) <= setup_.options.precision;
      if (!done) timetable_.ask_for_more(index);
    }
    std::array finished{done ? 1.0 : 0.0};
    setup_.control.broadcast(std::as_writable_bytes(std::span(finished)));
    return finished[0] != 0;
  }

  /// The case gets no further visit, for this reason.
  void close(std::size_t index, const Failure& failure) {
    PlannedCase& planned = setup_.plan.cases[index];
    planned.open = false;
    timetable_.close(index);
    kept_[index] = {};
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
    timetable_.close(index);
    kept_[index] = {};
    ledger_.put(index, planned.record);
    if (setup_.control.rank() == 0) {  // it alone has the samples
      CaseRecord concluded = ledger_.record().cases[index];
      conclude(ledger_.record().info, concluded);
      concluded.visits.clear();
      planned.record = std::move(concluded);
    }
    setup_.control.broadcast(std::as_writable_bytes(std::span(&planned.record.outcome, 1)));
    ledger_.put(index, planned.record);
    tell_done(index);
  }

  /// Hands the visits that were made since to the collectors. Collective.
  void tell_visits() {
    const std::vector<VisitOf> visits = ledger_.take_unheard();
    told_at_ = monotonic_seconds();
    if (visits.empty()) return;
    housekeeping("write");
    if (tools_.progress) tools_.progress("write", 0);
    spokesman_.speak([&](Collector& collector) { collector.visits_done(visits); });
  }

  void tell_done(std::size_t index) {
    tell_visits();
    spokesman_.speak(
        [&](Collector& collector) { collector.case_done(ledger_.record().cases[index]); });
  }

  /// Whether the case is due and the budget allows a visit now; rank 0 decides for all. Sets the
  /// time it may sample.
  bool allowed(std::size_t index) {
    housekeeping("next case");
    const bool due = progress_.round == 0 || timetable_.wants_visit(index);
    // A hang may have been ended when the visit was over already.
    const bool tell = monotonic_seconds() - told_at_ > seconds_between_writes ||
                      ledger_.unheard() >= most_visits_unwritten;
    std::array decided{timetable_.visit_seconds(index, elapsed()),
                       setup_.watchdog.take_rescue() ? 1.0 : 0.0, due ? 1.0 : 0.0,
                       tell ? 1.0 : 0.0};
    setup_.control.broadcast(std::as_writable_bytes(std::span(decided)));
    if (decided[3] != 0) tell_visits();
    if (decided[1] != 0) replace_collectives();
    if (decided[2] == 0) return false;
    sampling_seconds_ = decided[0];
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
    const double wall = monotonic_seconds() - visit_began_;
    visit_seconds_ += (wall - visit_seconds_) / static_cast<double>(++visits_here_);
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
  Samplers samplers_;
  HostWatch host_;
  ProbeMemory probes_;
  std::mutex collectives_mutex_;  ///< setup_.collectives: aborted by the watchdog's thread
  Ledger ledger_;
  Progress progress_;
  Spokesman spokesman_;
  VisitTools tools_;
  std::vector<KeptCase> kept_;  ///< by case
  Timetable timetable_;
  double told_at_ = 0;
  std::size_t visits_here_ = 0;  ///< visits and verifications since this start
  double sampling_seconds_ = 0;
  double visit_began_ = 0;
  double visit_seconds_ = 0;  ///< mean wall time of a visit
};

}  // namespace

RunRecord execute(RunSetup& setup) { return Run(setup).execute(); }

}  // namespace steelyard::run
