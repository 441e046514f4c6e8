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

/// What a stretch of samples that gets its own reading of the hosts should last.
constexpr double lap_seconds = 0.01;

/// One visit in progress on this rank.
class OneVisit {
 public:
  OneVisit(PlannedCase& planned, KeptCase& kept, VisitTools& tools)
      : planned_(planned), kept_(kept), tools_(tools) {}

  std::optional<Failure> prepare() {
    if (kept_.prepared) return std::nullopt;
    tools_.probes.choice.reset();
    return step("prepare", 1, [&] {
      kept_.prepared = planned_.workload->prepare(planned_.spec, tools_.context);
    });
  }
  std::optional<Failure> verify(Verification& mine) {
    if (modelled()) {
      mine.evidence = "a modelled chip computes nothing";
      return std::nullopt;
    }
    return step("verify", 1, [&] { mine = kept_.prepared->verify(); });
  }
  std::optional<Failure> load() {
    if (kept_.loaded) return std::nullopt;
    tools_.probes.choice.reset();
    kept_.loaded = true;
    if (modelled()) return std::nullopt;  // it keeps no bytes
    return step("load", 1, [&] {
      kept_.prepared->load();
      tools_.context.stream.synchronize();
    });
  }
  void name_algorithm() {
    planned_.record.algorithm = merge_text(tools_.control, kept_.prepared->algorithm());
    planned_.record.path = kept_.prepared->path();
  }

  ProbeReading probe_before(double seconds) {
    const auto choice = planned_.workload->probe(planned_.spec);
    if (tools_.probes.choice == choice) return tools_.probes.reading;
    return probe("probe before", seconds);
  }
  ProbeReading probe_after(double seconds) { return probe("probe after", seconds); }

  std::optional<Failure> make_timer(Timing timing) {
    return step("prepare", 1, [&] {
      sampler_ = &tools_.samplers.get(timing, on_host());
      sampler_->forget();
      if (kept_.typical_seconds > 0) sampler_->expect(kept_.typical_seconds);
    });
  }

  /// Batches until `rule` (StoppingRule or WarmupRule) is done.
  template <class Rule>
  std::optional<Failure> iterate(std::string_view what, Rule& rule, bool keep) {
    const double start = monotonic_seconds();
    while (!rule.done()) {
      const std::size_t count = rule.next_batch();
      begin(what, count * sampler_->iterations_each());
      run_batch(count, keep);
      const BatchResult batch =
          exchange(tools_.control, fresh_, monotonic_seconds() - start, failure_ != nullptr);
      if (batch.failed) {
        return agree(tools_.control, tools_.label, [&] {
          if (failure_) std::rethrow_exception(failure_);
        });
      }
      typical_seconds_ = median(batch.slowest);
      expect(typical_seconds_);
      rule.add(batch.slowest, batch.elapsed_seconds);
      report(what, rule);
    }
    return std::nullopt;
  }

  /// Begins and ends the samples during which the hosts are watched.
  void watch() { tools_.host.begin(); }
  void end_watch() {
    if (in_lap_ > 0) end_lap();
  }

  double typical_seconds() const { return typical_seconds_; }
  Sampler& sampler() { return *sampler_; }

  /// Moves this visit's samples to rank 0.
  void collect(Visit& visit) {
    begin("gather", 1);
    // Where a device computes and keeps the time, its host may be busy.
    const bool host_matters = on_host() || tools_.context.device.properties().threads > 0;
    merge_batches(tools_.control, batches_, host_matters);
    visit.batches = batches_;
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
  bool modelled() const { return tools_.context.device.properties().modelled != 0; }

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

  ProbeReading probe(std::string_view when, double seconds) {
    begin(when, 1);
    const auto choice = planned_.workload->probe(planned_.spec);
    CaseContext& context = tools_.context;
    if (choice.message_bytes > 0 && on_host() && context.comm.size() > 1) {
      tools_.probes.reading =
          take_link_probe(context.comm, tools_.control, tools_.probes.link, choice.message_bytes,
                          seconds, planned_.record.probe_unit);
    } else {
      tools_.probes.reading =
          take_probe(context.device, tools_.control, choice, seconds, planned_.record.probe_unit);
    }
    tools_.probes.choice = choice;
    return tools_.probes.reading;
  }

  bool on_host() const {
    return !kept_.prepared->path().empty() && kept_.prepared->path() != "native";
  }

  /// Takes `count` samples into fresh_, in stretches of about lap_seconds. All ranks take the same
  /// stretches: what they go by is known to all. Where an iteration fails there are zeros, and
  /// failure_ says why.
  void run_batch(std::size_t count, bool keep) {
    fresh_.clear();
    while (fresh_.size() < count) {
      const std::size_t stretch =
          std::min({count - fresh_.size(), tools_.samplers.max_batch(), lap_left()});
      const auto seconds = run_stretch(stretch);
      fresh_.insert(fresh_.end(), seconds.begin(), seconds.end());
      next_iteration_ += stretch * sampler_->iterations_each();
      if (keep) this->keep(seconds);
    }
  }

  /// A rank that fails goes on to the end, or the others would wait for it.
  std::span<const double> run_stretch(std::size_t count) {
    try {
      return sampler_->run(*kept_.prepared, next_iteration_, count);
    } catch (const CommError&) {
      throw;  // ranks that cannot talk cannot agree
    } catch (...) {
      if (!failure_) failure_ = std::current_exception();
      zeros_.assign(count, 0.0);
      return zeros_;
    }
  }

  /// The samples of a lap are alike: it ends where the sampler begins to take others.
  void expect(double seconds) {
    sampler_->expect(seconds);
    kept_.typical_seconds = seconds;
    if (in_lap_ > 0 && sampler_->iterations_each() != lap_each_) end_lap();
  }

  std::size_t samples_in_lap() const {
    if (typical_seconds_ <= 0) return 1;
    const double sample = typical_seconds_ * static_cast<double>(sampler_->iterations_each());
    return std::max<std::size_t>(1, static_cast<std::size_t>(lap_seconds / sample));
  }
  std::size_t lap_left() const {
    const std::size_t whole = samples_in_lap();
    return in_lap_ < whole ? whole - in_lap_ : 1;
  }
  void end_lap() {
    Batch batch = tools_.host.lap();
    batch.samples = in_lap_;
    batch.iterations_each = lap_each_;
    batches_.push_back(batch);
    in_lap_ = 0;
  }

  void keep(std::span<const double> seconds) {
    samples_.insert(samples_.end(), seconds.begin(), seconds.end());
    const auto late = sampler_->late();
    late_.insert(late_.end(), late.begin(), late.end());
    lap_each_ = sampler_->iterations_each();
    in_lap_ += seconds.size();
    if (in_lap_ >= samples_in_lap()) end_lap();
  }

  void report(std::string_view what, const StoppingRule& rule) {
    const double precision = rule.interval().relative_half_width();
    if (tools_.progress) tools_.progress(what, std::isfinite(precision) ? precision : 0);
  }
  void report(std::string_view what, const WarmupRule&) {
    if (tools_.progress) tools_.progress(what, 0);
  }

  PlannedCase& planned_;
  KeptCase& kept_;
  VisitTools& tools_;
  Sampler* sampler_ = nullptr;
  std::vector<double> fresh_;  ///< of the batch in progress
  std::vector<double> samples_;
  std::vector<double> late_;
  std::vector<double> zeros_;  ///< in place of what failed
  std::vector<Batch> batches_;
  std::size_t in_lap_ = 0;    ///< samples kept since the last reading of the host
  std::size_t lap_each_ = 1;  ///< iterations in each of these
  std::uint64_t next_iteration_ = 0;
  double typical_seconds_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

std::optional<Failure> verify_case(PlannedCase& planned, KeptCase& kept, VisitTools& tools) {
  OneVisit visit(planned, kept, tools);
  Verification mine;
  auto failure = visit.prepare();
  if (!failure) failure = visit.verify(mine);
  if (failure) {
    kept = {};
    return failure;
  }
  planned.record.verification = merge(tools.control, tools.label, mine);
  visit.name_algorithm();
  if (!planned.kept) kept = {};
  return std::nullopt;
}

namespace {

std::optional<Failure> measure(PlannedCase& planned, OneVisit& one, const VisitOptions& options,
                               VisitResult& result) {
  Visit visit;
  visit.round = options.round;
  if (auto failure = one.prepare()) return failure;
  if (auto failure = one.load()) return failure;
  one.name_algorithm();
  if (auto failure = one.make_timer(planned.workload->timing(planned.spec))) return failure;

  const double probe_start = monotonic_seconds();
  visit.probe_before = one.probe_before(options.probe_seconds);
  const double warmup_start = monotonic_seconds();
  result.probe_seconds = warmup_start - probe_start;
  WarmupRule warmup(options.warmup);
  if (auto failure = one.iterate("warm up", warmup, false)) return failure;
  visit.warmup_iterations = static_cast<int>(warmup.iterations());
  result.warmup_seconds = visit.warmup_seconds = monotonic_seconds() - warmup_start;
  planned.record.timer_overhead_seconds = one.sampler().overhead_seconds();

  StoppingRule stopping(options.stopping);
  const double sampling_start = monotonic_seconds();
  one.watch();
  if (auto failure = one.iterate("sample", stopping, true)) return failure;
  one.end_watch();
  result.sampling_seconds = monotonic_seconds() - sampling_start;
  result.typical_seconds = one.typical_seconds();
  visit.stop = stopping.reason();
  const double probe_again = monotonic_seconds();
  visit.probe_after = one.probe_after(options.probe_seconds);
  result.probe_seconds += monotonic_seconds() - probe_again;
  planned.record.timing = one.sampler().description();
  one.collect(visit);
  visit.disturbed = disturbed(visit);
  planned.record.visits.push_back(std::move(visit));
  return std::nullopt;
}

}  // namespace

VisitResult measure_case(PlannedCase& planned, KeptCase& kept, VisitTools& tools,
                         const VisitOptions& options) {
  VisitResult result;
  {
    OneVisit one(planned, kept, tools);
    result.failure = measure(planned, one, options, result);
  }
  if (result.failure || !planned.kept) kept = {};
  return result;
}

double allowed_seconds(const WorkModel& work, std::size_t iterations, double typical_seconds) {
  // Before anything is known, a very slow device: 1 GFLOP/s, 10 MB/s. Later, 50 times the usual.
  constexpr double base_seconds = 120;
  const double unknown = work.flops / 1e9 + (work.bytes_moved + work.message_bytes) / 1e7;
  const double each = typical_seconds > 0 ? 50 * typical_seconds : unknown;
  return base_seconds + each * static_cast<double>(iterations);
}

}  // namespace steelyard::run
