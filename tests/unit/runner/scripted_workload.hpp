#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "harness/device/loader.hpp"
#include "harness/run/collector.hpp"
#include "harness/run/runner.hpp"
#include "harness/run/workload.hpp"

/// A workload, a collector and a run whose every step a test can bend.
namespace steelyard::run {

/// What a scripted case does at each step; called with the rank. Empty: nothing.
struct Script {
  std::function<void(int rank)> on_prepare;
  std::function<Verification(int rank)> on_verify;
  std::function<void(int rank)> on_load;
  std::function<void(int rank, std::uint64_t iteration, CaseContext&)> on_enqueue;
  Timing timing = Timing::device_events;
  std::string path;
};

/// Cases "scripted:n=NUMBER".
class ScriptedWorkload final : public Workload {
 public:
  explicit ScriptedWorkload(Script script) : script_(std::move(script)) {}
  std::string_view name() const override { return "scripted"; }
  std::string_view description() const override { return "does what a test says"; }
  int method_version() const override { return 7; }
  std::span<const Parameter> parameters() const override;
  void check(const CaseSpec& spec) const override;
  WorkModel work(const CaseSpec& spec) const override;
  Timing timing(const CaseSpec&) const override { return script_.timing; }
  MemoryNeed memory(const CaseSpec& spec, const PlanContext& context) const override;
  ProbeChoice probe(const CaseSpec&) const override { return {SY_PROBE_MEMORY, Dtype::f32}; }
  std::unique_ptr<PreparedCase> prepare(const CaseSpec& spec, CaseContext& context) const override;

 private:
  Script script_;
};

/// What `record` is to a rank that goes on with it.
Resumption resumption_of(const RunRecord& record, int rank);

/// Writes down what it is told, "visit 1 scripted:n=2".
class Diary final : public Collector {
 public:
  explicit Diary(std::vector<std::string>& entries) : entries_(entries) {}
  void run_started(const RunRecord& run) override;
  void progress(const Progress& progress) override;
  void visits_done(std::span<const VisitOf> visits) override;
  void case_done(const CaseRecord& record) override;
  void run_done(const RunRecord& run) override;
  std::string throw_at;  ///< entry at which it throws instead

 private:
  void write(const std::string& entry);
  std::vector<std::string>& entries_;
};

/// A suite "test" of the cases scripted:n=1 ... cases.
Suite scripted_suite(int cases, int rounds);

struct ScriptedRun {
  Script script;
  int cases = 2;
  int rounds = 2;
  int ranks = 2;
  double precision = 10;  ///< so wide that a visit ends at its fewest samples
  double budget_seconds = 0;
  double step_timeout_seconds = 60;
  std::string backend = "fake";
  std::string collector_throws_at;
  const RunRecord* earlier = nullptr;  ///< what the file holds that is gone on with
};

struct ScriptedResult {
  RunRecord record;                ///< rank 0's
  std::vector<Outcome> outcomes;   ///< rank 1's, by case; empty for one rank
  std::vector<std::string> diary;  ///< without progress
  std::vector<Progress> progress;
  std::string ended;  ///< text of Ended, if it was thrown on every rank
};

/// Executes it on thread ranks over its backend.
ScriptedResult execute_scripted(const ScriptedRun& run);

/// The cpu-like fake device of these tests.
device::LoadedBackend fake_backend();

}  // namespace steelyard::run
