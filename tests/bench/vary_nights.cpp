// Makes a history of run files of one: COUNT runs of one machine, two hours apart, each with a run
// id and a summary of its own. Medians have noise of the night and of the case, and single bad
// nights; twice the driver changes; a few cases change their level for good. The files have the
// template's environment and cases but no samples, which a history does not read: 64 KiB a case.
// Prints what was planted, one JSON object per line.
//
//     bench_vary_nights TEMPLATE FOLDER COUNT
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "results/store/environment_store.hpp"
#include "results/store/fields.hpp"
#include "results/store/run_file.hpp"
#include "results/store/schema.hpp"
#include "results/store/summary_store.hpp"

namespace {

using namespace steelyard;
namespace fs = std::filesystem;

constexpr double noise_of_night = 0.004;
constexpr double noise_of_case = 0.010;
constexpr double bad_night = 1.15;
constexpr int one_bad_night_in = 500;

/// A lasting change of one case.
struct Planted {
  std::size_t of_case;
  int from;           ///< the first run of the new level
  double ratio;       ///< rate after / before
  const char* state;  ///< as `steelyard history` calls it
};

std::vector<Planted> planted_in(int count) {
  return {{7, count - 8, 0.95, "alarm"},
          {23, count / 2, 1.04, "better"},
          {61, count * 7 / 10, 0.96, "past"},  // with the second driver
          {88, count / 5, 0.97, "past"}};
}

/// Noise of one level: a factor around 1.
double factor(std::mt19937_64& random, double spread) {
  return std::exp(std::normal_distribution<double>(0, spread)(random));
}

std::string driver_of(int run, int count) {
  if (run < count * 3 / 10) return "535.161";
  return run < count * 7 / 10 ? "550.54" : "560.28";
}

/// What is told of the whole run. Each night has a load and free memory of its own.
RunInfo info_of(RunInfo info, int run, int count) {
  constexpr std::chrono::sys_days first{std::chrono::year{2024} / 1 / 1};
  const auto at = std::chrono::sys_seconds{first} + std::chrono::hours{2} * run;
  info.uuid = fmt::format("run {}", run);
  info.created_utc = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(at));
  for (RankInfo& rank : info.environment.ranks) rank.driver = driver_of(run, count);
  for (NodeInfo& node : info.environment.nodes) {
    node.facts["load_average"] = fmt::format("0.{:02}", run % 100);
    node.facts["memory_available_bytes"] = fmt::format("{}", 500'000'000'000 + run);
  }
  return info;
}

/// A summary like the template's, of another night.
results::StoredSummary summary_of(results::StoredSummary summary, int run, int count,
                                  std::mt19937_64& random) {
  const double of_night = factor(random, noise_of_night);
  for (std::size_t i = 0; i < summary.cases.size(); ++i) {
    auto& numbers = summary.cases[i].summary;
    double of_case = of_night * factor(random, noise_of_case);
    if (random() % one_bad_night_in == 0) of_case *= bad_night;
    for (const Planted& each : planted_in(count)) {
      if (each.of_case == i && run >= each.from) of_case /= each.ratio;
    }
    for (double* seconds : {&numbers->median_seconds, &numbers->p5_seconds, &numbers->p95_seconds,
                            &numbers->p99_seconds}) {
      *seconds *= of_case;
    }
    for (double& seconds : numbers->rank_medians_seconds) seconds *= of_case;
  }
  summary.digest = results::summary_digest(summary);
  return summary;
}

/// What all nights are copies of: the template's facts and cases. Returns the head of its digests.
std::string write_first(const fs::path& file, const RunRecord& run) {
  {
    results::RunWriter writer(file, run, true);
    writer.finish_run(run);
  }
  return results::read_run_file(file).digests.digests.head;
}

void write_night(const fs::path& file, const RunInfo& info, const results::StoredSummary& summary) {
  auto opened = results::hdf5::File::open_for_writing(file);
  {
    auto root = opened.root();
    results::schema::describe_run(results::AttributeWriter(root), info);
    root.remove(std::string(results::schema::environment));
    results::write_environment(root, info.environment);
    results::write_summary(root, summary);
  }
  opened.close();
}

}  // namespace

int main(int words, char** arguments) {
  if (words != 4) {
    fmt::print(stderr, "bench_vary_nights TEMPLATE FOLDER COUNT\n");
    return 2;
  }
  const fs::path folder = arguments[2];
  const int count = std::atoi(arguments[3]);
  std::mt19937_64 random(1);
  const results::RunFileContent content = results::read_run_file(arguments[1]);
  RunRecord run = content.run;
  run.info.origin = Origin::measured;
  for (CaseRecord& record : run.cases) record.visits.clear();
  const auto first = folder / "first";
  results::StoredSummary summary = content.summary;
  summary.head = write_first(first, run);
  for (int i = 0; i < count; ++i) {
    const auto file = folder / fmt::format("night-{:05}.h5", i);
    fs::copy_file(first, file);
    write_night(file, info_of(run.info, i, count), summary_of(summary, i, count, random));
  }
  fs::remove(first);
  for (const Planted& each : planted_in(count)) {
    fmt::print("{}\n", nlohmann::json{{"case", run.cases[each.of_case].name},
                                      {"run", each.from},
                                      {"ratio", each.ratio},
                                      {"state", each.state}}
                           .dump());
  }
}
