// Makes many run files of one: COUNT copies that take the chips named in turn, each with a run id
// and a summary of its own, whose medians have noise around the speed of their chip. The samples
// stay those of the first file, which has the template's cases in five rounds.
//
//     bench_vary_run TEMPLATE FOLDER COUNT CHIP...
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "results/store/fields.hpp"
#include "results/store/run_file.hpp"
#include "results/store/schema.hpp"
#include "results/store/summary_store.hpp"

namespace {

using namespace steelyard;

constexpr int rounds = 5;
constexpr int samples_of_round = 12;

/// Noise of one level: a factor around 1.
double factor(std::mt19937_64& random, double spread) {
  return std::exp(std::normal_distribution<double>(0, spread)(random));
}

/// Gives a case its rounds, around the time that it has.
void spread_out(CaseRecord& record, std::mt19937_64& random) {
  if (record.visits.empty() || record.visits.front().samples.empty()) return;
  Visit visit = record.visits.front();
  const double seconds = visit.samples.front();
  visit.late.clear();
  record.visits.clear();
  for (visit.round = 0; visit.round < rounds; ++visit.round) {
    const double of_round = seconds * factor(random, 0.01);
    visit.samples.clear();
    for (int i = 0; i < samples_of_round * record.ranks; ++i) {
      visit.samples.push_back(of_round * factor(random, 0.02));
    }
    visit.batches = {{.samples = samples_of_round, .wall_seconds = of_round * samples_of_round}};
    record.visits.push_back(visit);
  }
}

void write(const std::filesystem::path& file, const RunRecord& run) {
  results::RunWriter writer(file, run, true);
  std::vector<VisitOf> visits;
  for (const CaseRecord& record : run.cases) {
    for (const Visit& visit : record.visits) visits.push_back({&record, &visit});
  }
  writer.append_visits(visits);
  writer.finish_run(run);
}

/// Makes a run of its own of a copy.
void vary(const std::filesystem::path& file, RunInfo info, results::StoredSummary summary,
          double speed, std::mt19937_64& random) {
  const double of_run = speed * factor(random, 0.01);
  for (results::SummarisedCase& each : summary.cases) {
    if (!each.summary) continue;
    const double of_case = of_run * factor(random, 0.02);
    each.summary->median_seconds *= of_case;
    for (double* quantile :
         {&each.summary->p5_seconds, &each.summary->p95_seconds, &each.summary->p99_seconds}) {
      *quantile *= of_case;
    }
  }
  summary.digest = results::summary_digest(summary);
  auto opened = results::hdf5::File::open_for_writing(file);
  {
    auto root = opened.root();
    results::schema::describe_run(results::AttributeWriter(root), info);
    results::write_summary(root, summary);
  }
  opened.close();
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) {
    fmt::print(stderr, "bench_vary_run TEMPLATE FOLDER COUNT CHIP...\n");
    return 2;
  }
  const std::filesystem::path folder = arguments[2];
  const std::vector<std::string> chips(arguments + 4, arguments + count);
  std::mt19937_64 random(1);
  RunRecord run = results::read_run(arguments[1]);
  run.info.origin = Origin::measured;
  for (CaseRecord& record : run.cases) spread_out(record, random);
  const auto first = folder / "first";
  write(first, run);
  const results::StoredSummary summary = results::read_run_file(first).summary;
  std::vector<double> speeds;
  for (std::size_t i = 0; i < chips.size(); ++i) speeds.push_back(factor(random, 0.5));
  for (int i = 0; i < std::atoi(arguments[3]); ++i) {
    const std::size_t chip = static_cast<std::size_t>(i) % chips.size();
    run.info.chip = chips[chip];
    run.info.uuid = fmt::format("run {}", i);
    const auto file = folder / fmt::format("{}-{}.h5", i, chips[chip]);
    std::filesystem::copy_file(first, file);
    vary(file, run.info, summary, speeds[chip], random);
  }
  std::filesystem::remove(first);
}
