#include "tests/unit/runner/scripted_workload.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "harness/comm/thread_communicator.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/device/loader.hpp"
#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

class ScriptedCase final : public PreparedCase {
 public:
  ScriptedCase(const Script& script, CaseContext& context)
      : script_(script),
        context_(context),
        rank_(context.comm.rank()),
        buffer_(context.device, 4096) {
    if (script_.on_prepare) script_.on_prepare(rank_);
  }
  Verification verify() override {
    if (script_.on_verify) return script_.on_verify(rank_);
    return {.state = VerificationState::verified,
            .method = "none",
            .evidence = "",
            .worst_error = 0,
            .elements_checked = 1};
  }
  void load() override {
    if (script_.on_load) script_.on_load(rank_);
  }
  Iteration iteration() override { return Iteration::of<&ScriptedCase::enqueue>(*this); }
  std::string algorithm() const override { return "by hand"; }
  std::string path() const override { return script_.path; }

 private:
  void enqueue(std::uint64_t iteration) {
    context_.stream.fill(buffer_.data(), 0, buffer_.size());
    if (script_.on_enqueue) script_.on_enqueue(rank_, iteration, context_);
  }

  const Script& script_;
  CaseContext& context_;
  int rank_;
  device::Buffer buffer_;
};

}  // namespace

std::span<const Parameter> ScriptedWorkload::parameters() const {
  static const std::vector<Parameter> table{{.name = "n",
                                             .kind = Parameter::Kind::integer,
                                             .help = "number",
                                             .choices = {},
                                             .default_value = {},
                                             .minimum = 1,
                                             .maximum = 1000},
                                            {.name = "ranks",
                                             .kind = Parameter::Kind::ranks,
                                             .help = "ranks",
                                             .choices = {},
                                             .default_value = {},
                                             .minimum = 1,
                                             .maximum = 1000}};
  return table;
}

void ScriptedWorkload::check(const CaseSpec& spec) const {
  if (spec.integer("n") == 666) throw UsageError("n=666 is not done");
}

WorkModel ScriptedWorkload::work(const CaseSpec& spec) const {
  WorkModel work;
  work.bytes_moved = 4096 * static_cast<double>(spec.integer("n"));
  return work;
}

MemoryNeed ScriptedWorkload::memory(const CaseSpec& spec, const PlanContext&) const {
  const auto n = static_cast<std::uint64_t>(spec.integer("n"));
  return {.device_bytes = n << 30, .host_bytes = n << 20};
}

std::unique_ptr<PreparedCase> ScriptedWorkload::prepare(const CaseSpec&,
                                                        CaseContext& context) const {
  return std::make_unique<ScriptedCase>(script_, context);
}

void Diary::write(const std::string& entry) {
  if (entry == throw_at) throw StoreError("the diary is full");
  entries_.push_back(entry);
}
void Diary::run_started(const RunRecord& run) { write(fmt::format("start {}", run.cases.size())); }
void Diary::progress(const Progress&) {}
void Diary::visits_done(std::span<const VisitOf> visits) {
  for (const VisitOf& each : visits) {
    write(fmt::format("visit {} {}", each.visit->round, each.record->name));
  }
}
void Diary::case_done(const CaseRecord& record) {
  write(fmt::format("done {} {}", name(record.outcome), record.name));
}
void Diary::run_done(const RunRecord& run) { write(fmt::format("end {}", name(run.info.state))); }

Suite scripted_suite(int cases, int rounds) {
  Suite suite;
  suite.name = "test";
  suite.rounds = rounds;
  for (int n = 1; n <= cases; ++n) {
    suite.cases.push_back({.spec = parse_case(fmt::format("scripted:n={}", n)),
                           .group = "g",
                           .source = "",
                           .data = DataPattern::normal});
  }
  return suite;
}

device::LoadedBackend fake_backend() { return device::open_backend("fake"); }

Resumption resumption_of(const RunRecord& record, int rank) {
  Resumption earlier;
  earlier.elapsed_seconds = elapsed_seconds(record);
  if (rank == 0) {
    earlier.info = record.info;
    earlier.cases = record.cases;
    return earlier;
  }
  for (const CaseRecord& one : record.cases) {
    CaseRecord& told = earlier.cases.emplace_back();
    told.id = one.id;
    told.outcome = one.outcome;
    for (const Visit& visit : one.visits) told.visits.emplace_back().round = visit.round;
  }
  return earlier;
}

ScriptedResult execute_scripted(const ScriptedRun& run) {
  ScriptedResult result;
  const ScriptedWorkload workload(run.script);
  const device::LoadedBackend backend = device::open_backend(run.backend);
  std::mutex mutex;

  class ProgressLog final : public Collector {
   public:
    explicit ProgressLog(std::vector<Progress>& log) : log_(log) {}
    void progress(const Progress& progress) override { log_.push_back(progress); }

   private:
    std::vector<Progress>& log_;
  };

  /// Gives the end of the run on its clock as the only reading, with the rank's number as power.
  class EndOfTheRun final : public Collector {
   public:
    std::vector<TelemetrySample> gather_telemetry(comm::Communicator& comm,
                                                  double run_began) override {
      const std::vector<double> ends = comm.gather(std::array{monotonic_seconds() - run_began});
      std::vector<TelemetrySample> samples;
      for (const double end : ends) {
        samples.emplace_back().seconds = end;
        samples.back().rank = static_cast<int>(samples.size()) - 1;
      }
      return samples;
    }
    void run_done(const RunRecord& run) override {
      EXPECT_EQ(run.telemetry.size(), run.info.state == RunState::complete ? ranks : 0);
    }
    std::size_t ranks = 0;
  };

  comm::run_thread_ranks(run.ranks, [&](comm::Communicator& comm) {
    device::Device device(*backend.table, 0);
    std::vector<std::string> entries;
    std::vector<Progress> log;
    std::vector<std::unique_ptr<Collector>> collectors;
    auto diary = std::make_unique<Diary>(entries);
    diary->throw_at = run.collector_throws_at;
    collectors.push_back(std::move(diary));
    collectors.push_back(std::make_unique<ProgressLog>(log));
    auto end_of_the_run = std::make_unique<EndOfTheRun>();
    end_of_the_run->ranks = static_cast<std::size_t>(run.ranks);
    collectors.push_back(std::move(end_of_the_run));
    Watchdog watchdog({.label = "",
                       .step_timeout_seconds = run.step_timeout_seconds,
                       .signals = false,
                       .end = [&](ExitCode code) { comm.abort(static_cast<int>(code)); },
                       .end_within = {}});
    watchdog.connect(comm);
    watchdog.introduce(comm, rank_label(comm.rank(), "node", device.label()));
    PlanContext context;
    context.ranks = run.ranks;
    RunSetup setup{.control = comm,
                   .measured = comm,
                   .device = device,
                   .watchdog = watchdog,
                   .collectives = nullptr,
                   .open_collectives = {},
                   .label = rank_label(comm.rank(), "node", device.label()),
                   .collectors = collectors,
                   .info = {},
                   .plan = make_plan(
                       scripted_suite(run.cases, run.rounds),
                       [&](std::string_view) -> const Workload& { return workload; }, context, 42),
                   .options = {.precision = run.precision,
                               .max_samples = 20,
                               .max_seconds = 1,
                               .budget_seconds = run.budget_seconds},
                   .advice = ""};
    if (run.earlier != nullptr) setup.earlier = resumption_of(*run.earlier, comm.rank());
    RunRecord record;
    std::string ended;
    try {
      record = execute(setup);
    } catch (const Ended& error) {
      ended = error.what();
    } catch (const CommError& error) {  // the watchdog's end
      ended = error.what();
    }
    const std::lock_guard lock(mutex);
    if (comm.rank() == 0) {
      result.record = std::move(record);
      result.diary = std::move(entries);
      result.progress = std::move(log);
      result.ended = ended;
    } else if (comm.rank() == 1) {
      for (const CaseRecord& one : record.cases) result.outcomes.push_back(one.outcome);
      EXPECT_TRUE(entries.empty()) << "collectors speak on rank 0 alone";
    }
  });
  return result;
}

}  // namespace steelyard::run
