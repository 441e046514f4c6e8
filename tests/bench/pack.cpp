// A pack of many nights: its size beside that of run files, and how long it takes to write, to read
// for a comparison and to make a history of.
//
//     bench_pack RUN_FILE FOLDER [RUNS [CASES]]
//
// The nights are the finished run in RUN_FILE, its first CASES (100) cases RUNS (10,000) times,
// each with times of its own, a load and an id; a new driver after each tenth of them.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

#include "harness/core/clock.hpp"
#include "harness/core/digest.hpp"
#include "results/store/pack.hpp"
#include "results/store/pack_writer.hpp"
#include "results/verdicts/history/history.hpp"
#include "tests/bench/figure.hpp"

namespace {

using namespace steelyard;
namespace fs = std::filesystem;

using Random = std::mt19937_64;

double factor(Random& random, double spread) {
  return std::exp(std::normal_distribution<double>(0, spread)(random));
}

void vary_case(CaseRecord& record, CaseTimes& times, std::vector<float>& quantiles,
               Random& random) {
  const double speed = factor(random, 0.01);
  times.median_seconds *= speed;
  times.p5_seconds *= speed * (1 - 0.01 * factor(random, 0.1));
  times.p95_seconds *= speed * (1 + 0.01 * factor(random, 0.1));
  times.p99_seconds *= speed * (1 + 0.02 * factor(random, 0.1));
  times.p99_seconds = std::max(times.p95_seconds, times.p99_seconds);
  if (times.per_probe) *times.per_probe /= speed;
  for (double& each : times.rank_medians_seconds) {
    each = std::min(each * speed * factor(random, 1e-3), times.median_seconds);
  }
  for (float& each : quantiles) each *= static_cast<float>(speed * factor(random, 1e-3));
  for (auto row = quantiles.begin(); row != quantiles.end(); row += 21) std::sort(row, row + 21);
  record.reached_precision *= factor(random, 0.1);
  record.timer_overhead_seconds *= factor(random, 0.1);
}

results::PackedRun night(const results::PackedRun& first, int number, int count, Random& random) {
  results::PackedRun run = first;
  RunInfo& info = run.brief.run.info;
  info.uuid = sha256(fmt::format("night {}", number)).substr(0, 32);
  info.created_utc = fmt::format("{:04}-{:02}-{:02}T02:00:00Z", 2000 + number / 336,
                                 1 + number / 28 % 12, 1 + number % 28);
  info.wall_seconds *= factor(random, 0.1);
  for (RankInfo& rank : info.environment.ranks) {
    rank.driver = fmt::format("535.{}", number * 10 / count);
  }
  for (NodeInfo& node : info.environment.nodes) {
    node.facts["load_average"] = fmt::format("{:.2f}", factor(random, 1));
    node.facts["memory_available_bytes"] = fmt::format("{}", random() % 100'000'000'000);
  }
  for (std::size_t i = 0; i < run.brief.run.cases.size(); ++i) {
    auto& times = run.brief.times[i];
    if (times) vary_case(run.brief.run.cases[i], *times, run.quantiles[i], random);
  }
  run.original = fmt::format("nights/{}.h5", info.created_utc);
  run.head = sha256(info.uuid);
  run.digest = results::packed_digest(run);
  return run;
}

/// A run file as a pack has it.
results::PackedRun packed(const fs::path& file, const fs::path& folder, std::size_t cases) {
  const fs::path pack = folder / "one.h5";
  results::extend_pack(pack, std::span(&file, 1));
  results::PackedRun one;
  results::read_pack(pack, results::PackParts::whole,
                     [&](results::PackedRun run) { one = std::move(run); });
  fs::remove(pack);
  const std::size_t kept = std::min(cases, one.brief.run.cases.size());
  one.brief.run.cases.resize(kept);
  one.brief.times.resize(kept);
  one.quantiles.resize(kept);
  return one;
}

double mebibytes(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double processor_seconds(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void print(const std::string& subject, const std::string& quantity, const std::string& unit,
           double value) {
  bench::print({"pack", subject, quantity, unit, {value, value, value}, 1, ""});
}

template <class Action>
double seconds_of(Action action) {
  const double start = monotonic_seconds();
  action();
  return monotonic_seconds() - start;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "bench_pack RUN_FILE FOLDER [RUNS [CASES]]\n");
    return 2;
  }
  const fs::path folder = arguments[2];
  const int runs = count > 3 ? std::atoi(arguments[3]) : 10'000;
  const auto cases = static_cast<std::size_t>(count > 4 ? std::atoi(arguments[4]) : 100);
  const results::PackedRun first = packed(arguments[1], folder, cases);
  const fs::path pack = folder / "nights.h5";
  const std::string subject =
      fmt::format("{} runs of {} cases on {} ranks", runs, first.brief.run.cases.size(),
                  first.brief.run.info.environment.ranks.size());
  Random random(1);
  results::PackWriter writer(pack);
  double writing = 0;
  for (int i = 0; i < runs;) {
    std::vector<results::PackedRun> some;
    for (; i < runs && some.size() < 256; ++i) some.push_back(night(first, i, runs, random));
    writing += seconds_of([&] { writer.add(some); });
  }
  print(subject, "writing", "s", writing);
  print(subject, "reading it again with all digests", "s", seconds_of([&] { writer.finish(); }));
  print(subject, "bytes of a run", "B",
        static_cast<double>(fs::file_size(pack)) / static_cast<double>(runs));
  results::Nights nights;
  print(subject, "reading", "s", seconds_of([&] {
          results::read_pack(pack, results::PackParts::numbers, [&](results::PackedRun run) {
            nights.add({run.original, std::move(run.brief.run), std::move(run.brief.times)});
          });
        }));
  print(subject, "history", "s", seconds_of([&] { results::history(nights); }));
  print(subject, "processor time in all", "s",
        processor_seconds(RUSAGE_SELF) + processor_seconds(RUSAGE_CHILDREN));
  print(subject, "largest memory of this process", "MiB", mebibytes(RUSAGE_SELF));
  print(subject, "largest memory of a process apart", "MiB", mebibytes(RUSAGE_CHILDREN));
  fs::remove(pack);
  return 0;
}
