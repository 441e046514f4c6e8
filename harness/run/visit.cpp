#include "harness/run/visit.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <vector>

#include "harness/core/clock.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/sampler.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t maximum_batch = 512;

/// One visit in progress on this rank.
class OneVisit {
 public:
  OneVisit(PlannedCase& planned, VisitTools& tools) : planned_(planned), tools_(tools) {}

  std::optional<Failure> prepare() {
    return step("prepare", 1,
                [&] { prepared_ = planned_.workload->prepare(planned_.spec, tools_.context); });
  }
  std::optional<Failure> verify(Verification& mine) {
    return step("verify", 1, [&] { mine = prepared_->verify(); });
  }
  std::optional<Failure> load() {
    return step("load", 1, [&] {
      prepared_->load();
      tools_.context.stream.synchronize();
    });
  }
  void name_algorithm() {
    planned_.record.algorithm = merge_text(tools_.control, prepared_->algorithm());
    planned_.record.path = prepared_->path();
  }

  ProbeReading probe(std::string_view when) {
    begin(when, 1);
    return take_probe(tools_.context.device, tools_.control,
                      planned_.workload->probe(planned_.spec), planned_.record.probe_unit);
  }

  std::optional<Failure> make_timer(Timing timing) {
    return step("prepare", 1, [&] {
      const bool on_host = !prepared_->path().empty() && prepared_->path() != "native";
      sampler_ = make_sampler(timing, on_host, tools_.context, tools_.clock, maximum_batch);
    });
  }

  /// Batches until `rule` (StoppingRule or WarmupRule) is done.
  template <class Rule>
  std::optional<Failure> iterate(std::string_view what, Rule& rule, bool keep) {
    const double start = monotonic_seconds();
    while (!rule.done()) {
      const std::size_t count = std::min(rule.next_batch(), maximum_batch);
      begin(what, count);
      const std::span<const double> seconds = run_batch(count);
      const BatchResult batch =
          exchange(tools_.control, seconds, monotonic_seconds() - start, failure_ != nullptr);
      if (batch.failed) {
        return agree(tools_.control, tools_.label, [&] {
          if (failure_) std::rethrow_exception(failure_);
        });
      }
      if (keep) this->keep(seconds);
      next_iteration_ += count;
      typical_seconds_ = median(batch.slowest);
      sampler_->expect(typical_seconds_);
      rule.add(batch.slowest, batch.elapsed_seconds);
      report(what, rule);
    }
    return std::nullopt;
  }

  Sampler& sampler() { return *sampler_; }

  /// Moves this visit's samples to rank 0.
  void collect(Visit& visit) {
    begin("gather", 1);
    visit.samples = gather_samples(tools_.control, samples_);
    const std::vector<double> late = gather_samples(tools_.control, late_);
    const std::size_t ranks = static_cast<std::size_t>(tools_.control.size());
    for (std::size_t row = 0; row < late.size(); row += ranks) {
      const auto begin = late.begin() + static_cast<std::ptrdiff_t>(row);
      const bool any = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(ranks),
                                   [](double flag) { return flag != 0; });
      visit.late.push_back(any ? 1 : 0);
      visit.late_iterations += any ? 1 : 0;
    }
  }

 private:
  void begin(std::string_view what, std::size_t iterations) {
    tools_.watchdog.step(planned_.record.name, std::string(what),
                         allowed_seconds(planned_.record.work, iterations, typical_seconds_));
  }

  std::optional<Failure> step(std::string_view what, std::size_t iterations,
                              const std::function<void()>& body) {
    begin(what, iterations);
    if (tools_.progress) tools_.progress(what, 0);
    return agree(tools_.control, tools_.label, body);
  }

  /// This rank's seconds, or as many zeros when an iteration failed; failure_ then says why.
  std::span<const double> run_batch(std::size_t count) {
    try {
      return sampler_->run(*prepared_, next_iteration_, count);
    } catch (const CommError&) {
      throw;  // ranks that cannot talk cannot agree
    } catch (...) {
      failure_ = std::current_exception();
      zeros_.assign(count, 0.0);
      return zeros_;
    }
  }

  void keep(std::span<const double> seconds) {
    samples_.insert(samples_.end(), seconds.begin(), seconds.end());
    const auto late = sampler_->late();
    late_.insert(late_.end(), late.begin(), late.end());
  }

  void report(std::string_view what, const StoppingRule& rule) {
    const double precision = rule.interval().relative_half_width();
    if (tools_.progress) tools_.progress(what, std::isfinite(precision) ? precision : 0);
  }
  void report(std::string_view what, const WarmupRule&) {
    if (tools_.progress) tools_.progress(what, 0);
  }

  PlannedCase& planned_;
  VisitTools& tools_;
  std::unique_ptr<PreparedCase> prepared_;
  std::unique_ptr<Sampler> sampler_;
  std::vector<double> samples_;
  std::vector<double> late_;
  std::vector<double> zeros_;
  std::uint64_t next_iteration_ = 0;
  double typical_seconds_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

std::optional<Failure> verify_case(PlannedCase& planned, VisitTools& tools) {
  OneVisit visit(planned, tools);
  if (auto failure = visit.prepare()) return failure;
  Verification mine;
  if (auto failure = visit.verify(mine)) return failure;
  planned.record.verification = merge(tools.control, tools.label, mine);
  visit.name_algorithm();
  return std::nullopt;
}

std::optional<Failure> measure_case(PlannedCase& planned, VisitTools& tools,
                                    const VisitOptions& options) {
  OneVisit one(planned, tools);
  Visit visit;
  visit.round = options.round;
  if (auto failure = one.prepare()) return failure;
  if (auto failure = one.load()) return failure;
  one.name_algorithm();
  if (auto failure = one.make_timer(planned.workload->timing(planned.spec))) return failure;

  visit.probe_before = one.probe("probe before");
  const double warmup_start = monotonic_seconds();
  WarmupRule warmup(options.warmup);
  if (auto failure = one.iterate("warm up", warmup, false)) return failure;
  visit.warmup_iterations = static_cast<int>(warmup.iterations());
  visit.warmup_seconds = monotonic_seconds() - warmup_start;
  planned.record.timer_overhead_seconds = one.sampler().overhead_seconds();

  StoppingRule stopping(options.stopping);
  if (auto failure = one.iterate("sample", stopping, true)) return failure;
  visit.stop = stopping.reason();
  visit.probe_after = one.probe("probe after");
  visit.disturbed = disturbed(visit.probe_before, visit.probe_after);
  planned.record.timing = one.sampler().description();
  one.collect(visit);
  planned.record.visits.push_back(std::move(visit));
  return std::nullopt;
}

double allowed_seconds(const WorkModel& work, std::size_t iterations, double typical_seconds) {
  // Before anything is known, a very slow device: 1 GFLOP/s, 10 MB/s. Later, 50 times the usual.
  constexpr double base_seconds = 120;
  const double unknown = work.flops / 1e9 + (work.bytes_moved + work.message_bytes) / 1e7;
  const double each = typical_seconds > 0 ? 50 * typical_seconds : unknown;
  return base_seconds + each * static_cast<double>(iterations);
}

}  // namespace steelyard::run
