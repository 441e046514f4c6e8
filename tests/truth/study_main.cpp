#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/truth/study.hpp"

namespace {

using steelyard::truth::Effort;
using steelyard::truth::Findings;
using steelyard::truth::Noise;
using steelyard::truth::Scenario;

void print_row(const std::string& name, const Scenario& scenario) {
  const Findings findings = study(scenario);
  const auto percent = [](double share) { return fmt::format("{:.1f}", 100 * share); };
  std::string row = fmt::format("| {} |", name);
  for (const auto* each : {&findings.cases, &findings.groups, &findings.profile}) {
    row += fmt::format(" {} (±{}) |", percent(each->share()),
                       fmt::format("{:.2f}", 100 * each->half_width()));
  }
  for (const double speed : scenario.speeds) {
    const auto found = findings.verdicts.find(speed);
    row += found == findings.verdicts.end()
               ? " - |"
               : fmt::format(" {} / {} |",
                             percent(1.0 * found->second.comparable / scenario.repetitions),
                             percent(1.0 * found->second.different / scenario.repetitions));
  }
  fmt::print("{}\n", row);
  std::fflush(stdout);
}

/// The names are those of the rows of docs/reviews/truth.md.
void print_rows(int repetitions, int resamples) {
  const auto row = [&](const std::string& name, const Noise& noise, const Effort& effort) {
    Scenario scenario;
    scenario.noise = noise;
    scenario.effort = effort;
    scenario.repetitions = repetitions;
    scenario.resamples = resamples;
    print_row(name, scenario);
  };
  const Noise usual;
  Noise noise = usual;
  row("usual", usual, {});
  noise.drift = noise.offset = 0;
  row("noise within rounds alone", noise, {});
  noise = usual;
  noise.drift = 0;
  row("no drift", noise, {});
  noise.offset = 0.02;
  row("large offsets", noise, {});
  noise = usual;
  noise.drift_correlation = 0;
  row("drift without correlation", noise, {});
  noise = usual;
  noise.offset = 0;
  row("no offsets", noise, {});
  noise = usual;
  noise.drift_correlation = 0.3;
  row("drift, correlation 0.3", noise, {});
  noise.drift_correlation = 0.5;
  row("drift, correlation 0.5", noise, {});
  noise.drift_correlation = 0.8;
  row("drift, correlation 0.8", noise, {});
  for (const int rounds : {1, 2, 3, 8, 16}) {
    Effort effort;
    effort.rounds = rounds;
    row(fmt::format("{} round{}", rounds, rounds == 1 ? "" : "s"), usual, effort);
  }
  Effort few;
  few.samples = 8;
  row("8 samples a round", usual, few);
  for (const double sigma : {0.005, 0.01, 0.02}) {
    noise = usual;
    noise.run_shared = noise.run_case = sigma / std::sqrt(2.0);
    for (const int runs : {1, 2, 3, 5, 8}) {
      Effort effort;
      effort.runs = runs;
      row(fmt::format("{} run{}, {:.1f} % between runs", runs, runs == 1 ? "" : "s", 100 * sigma),
          noise, effort);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int repetitions = argc > 1 ? std::atoi(argv[1]) : 500;
  const int resamples = argc > 2 ? std::atoi(argv[2]) : 10'000;
  fmt::print("| scenario | cases | groups | all cases |");
  for (const double speed : Scenario{}.speeds) fmt::print(" {:.2f} |", speed);
  fmt::print("\n|---|---|---|---|---|---|---|---|---|\n");
  print_rows(repetitions, resamples);
}
