// What it costs to keep a visit safe. RunWriter::append_visit() with the outcome in it, and
// finish_case(), which is what closing a case comes to, by the size that the run file has by then;
// in turn with the bare thing: the same samples written to a plain file that is synced, renamed,
// and its folder synced, which is the least that survives a power cut.
//
//     bench_recorder [FOLDER]
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <random>
#include <stdexcept>
#include <vector>

#include "harness/core/clock.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "results/store/run_file.hpp"
#include "tests/bench/figure.hpp"

namespace {

using namespace steelyard;

constexpr int ranks = 16;
constexpr int cases = 100;

struct Series {
  std::vector<double> close_ms;
  std::vector<double> processor_ms;  ///< of the close
  std::vector<double> bare_ms;
  std::vector<double> sync_ms;  ///< the two syncs of the bare thing alone
};

double processor_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::vector<double> draw_samples(int iterations) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> seconds(-7, 0.1);
  std::vector<double> samples;
  for (int i = 0; i < ranks * iterations; ++i) samples.push_back(seconds(random));
  return samples;
}

/// A run file that grows, and the plain file beside it.
class Bench {
 public:
  Bench(const std::filesystem::path& folder, int iterations)
      : folder_(folder), samples_(draw_samples(iterations)), run_(plan()) {
    writer_.emplace(folder / "bench.h5", run_, true);
    std::filesystem::remove(folder / "bench.plain");
    plain_ =
        ::open((folder / "bench.next").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    descriptor_ = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  }
  ~Bench() {
    ::close(plain_);
    ::close(descriptor_);
    writer_.reset();
    for (const char* name : {"bench.h5", "bench.plain", "bench.next"}) {
      std::filesystem::remove(folder_ / name);
    }
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  double megabytes() const {
    return static_cast<double>(std::filesystem::file_size(folder_ / "bench.h5")) / 1e6;
  }
  std::size_t samples() const { return samples_.size(); }

  /// Lets the file grow by large visits, which are not timed.
  void grow(double to_megabytes) {
    const std::vector<double> large = draw_samples(10'000);
    while (megabytes() < to_megabytes) {
      CaseRecord& record = run_.cases[static_cast<std::size_t>(next_++ % cases)];
      record.visits.assign(1, Visit{});
      record.visits[0].samples = large;
      writer_->append_visit(record);
    }
  }

  /// One visit of each of `count` cases.
  Series visit(int count) {
    Series series;
    for (int i = 0; i < count; ++i) {
      close_case(run_.cases[static_cast<std::size_t>(next_++ % cases)], series);
      write_bare(series);
    }
    return series;
  }

 private:
  static RunRecord plan() {
    RunRecord run;
    run.cases.resize(cases);
    for (std::size_t i = 0; i < cases; ++i) {
      run.cases[i].id = fmt::format("case{}", i);
      run.cases[i].name = fmt::format("allreduce f32 sum {} B", i);
      run.cases[i].ranks = ranks;
    }
    return run;
  }

  void close_case(CaseRecord& record, Series& series) {
    Visit visit;
    visit.round = next_;
    visit.samples = samples_;
    record.visits.assign(1, std::move(visit));
    // The outcome and the precision change with the visit.
    record.outcome = next_ % 2 == 0 ? Outcome::passed : Outcome::unstable;
    record.reached_precision = next_;
    const double used = processor_seconds();
    const double begin = monotonic_seconds();
    writer_->append_visit(record);
    writer_->finish_case(record);
    series.close_ms.push_back(1e3 * (monotonic_seconds() - begin));
    series.processor_ms.push_back(1e3 * (processor_seconds() - used));
  }

  void write_bare(Series& series) {
    const std::size_t bytes = samples_.size() * sizeof(double);
    const double begin = monotonic_seconds();
    if (::write(plain_, samples_.data(), bytes) != static_cast<ssize_t>(bytes)) {
      throw std::runtime_error("the plain file cannot be written");
    }
    const double written = monotonic_seconds();
    ::fsync(plain_);
    const double synced = monotonic_seconds();
    std::filesystem::rename(folder_ / (renamed_ ? "bench.plain" : "bench.next"),
                            folder_ / (renamed_ ? "bench.next" : "bench.plain"));
    renamed_ = !renamed_;
    const double renamed = monotonic_seconds();
    ::fsync(descriptor_);
    const double end = monotonic_seconds();
    series.bare_ms.push_back(1e3 * (end - begin));
    series.sync_ms.push_back(1e3 * (synced - written + end - renamed));
  }

  std::filesystem::path folder_;
  std::vector<double> samples_;
  RunRecord run_;
  std::optional<results::RunWriter> writer_;
  int plain_ = -1;
  int descriptor_ = -1;
  int next_ = 1;
  bool renamed_ = false;  ///< the plain file has its other name
};

void print(const std::string& subject, const std::string& quantity, const std::string& unit,
           const Interval& value, std::size_t count, const std::string& target = "",
           std::optional<bool> reached = {}) {
  bench::print({"recorder", subject, quantity, unit, value, count, target, reached});
}

void report_close(const std::string& subject, const Series& series) {
  const std::size_t count = series.close_ms.size();
  const Interval close = bench::median_of(series.close_ms);
  print(subject, "closing a case, median", "ms", close, count, "< 10", close.point < 10);
  const double tail = quantile(series.close_ms, 0.95);
  print(subject, "closing a case, 95th percentile", "ms", {tail, tail, tail}, count);
  print(subject, "processor time of it", "ms", bench::median_of(series.processor_ms), count);
  print(subject, "two syncs alone", "ms", bench::median_of(series.sync_ms), count);
  print(subject, "closing a case / write, sync, rename, sync of the same bytes", "ratio",
        bench::median_ratio(series.close_ms, series.bare_ms), count);
}

void report_rate(std::size_t samples, const Series& series) {
  const auto rate = [&](const std::vector<double>& ms) {
    std::vector<double> rates;
    for (const double each : ms) rates.push_back(static_cast<double>(samples) / each / 1e3);
    return bench::median_of(rates);
  };
  const std::string subject = fmt::format("visits of {} samples", samples);
  const Interval ours = rate(series.close_ms);
  print(subject, "rate into the file", "million samples/s", ours, series.close_ms.size(), ">= 5",
        ours.point >= 5);
  print(subject, "rate of write, sync, rename, sync", "million samples/s", rate(series.bare_ms),
        series.close_ms.size());
}

}  // namespace

int main(int count, char** arguments) {
  const std::filesystem::path folder = count > 1 ? arguments[1] : ".";
  {
    Bench small(folder, 1000);
    for (const double megabytes : {1., 10., 100.}) {
      small.grow(megabytes);
      report_close(fmt::format("file of {:.0f} MB, {} ranks x 1000 iterations", megabytes, ranks),
                   small.visit(60));
    }
  }
  for (const int iterations : {100, 1000, 10'000, 60'000}) {
    Bench bench(folder, iterations);
    report_rate(bench.samples(), bench.visit(30));
  }
}
