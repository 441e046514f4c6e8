#include "tests/truth/simulated_chip.hpp"

#include <fmt/format.h>

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>

#include "harness/core/case_spec.hpp"

namespace steelyard::truth {
namespace {

/// Boost's distributions, since those of <random> differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t stream) : generator_(stream) {}
  double normal(double deviation) { return deviation * normal_(generator_); }
  double exponential(double mean) { return mean * exponential_(generator_); }
  double uniform() { return uniform_(generator_); }

 private:
  boost::random::mt19937_64 generator_;
  boost::random::normal_distribution<double> normal_;
  boost::random::exponential_distribution<double> exponential_;
  boost::random::uniform_01<double> uniform_;
};

/// Cases 0, 2, 4, ... are matrix products of one group, the others of another; sizes double.
CaseRecord simulated_case(int index) {
  const long side = 512L << (index / 2);
  const char* dtype = index % 2 == 0 ? "bf16" : "f32";
  CaseRecord record;
  record.name = fmt::format("matmul:dtype={0},m={1},n={1},k={1},trans=nt", dtype, side);
  record.workload = "matmul";
  record.group = index % 2 == 0 ? "narrow" : "wide";
  record.method_version = 1;
  record.data_pattern = "normal";
  record.id = case_id(record.name, record.method_version, record.data_pattern);
  record.outcome = Outcome::passed;
  record.verification.state = VerificationState::verified;
  record.timing = "device-events";
  record.ranks = 1;
  record.work.flops = 2 * std::pow(static_cast<double>(side), 3);
  return record;
}

Visit simulated_visit(int round, double log_seconds, const Noise& noise, int samples, Dice& dice) {
  Visit visit;
  visit.round = round;
  visit.stop = StopReason::precision_reached;
  // Visits stop when they are precise, so they differ in length: from a half to one and a half.
  const int count = std::max(1, static_cast<int>(samples * (0.5 + dice.uniform())));
  for (int i = 0; i < count; ++i) {
    const double slowed =
        dice.uniform() < noise.tail_share ? 1 + dice.exponential(noise.tail_excess) : 1;
    visit.samples.push_back(std::exp(log_seconds + dice.normal(noise.within)) * slowed);
  }
  return visit;
}

RunRecord simulated_run(double speed, const Noise& noise, const Effort& effort, Dice& dice) {
  RunRecord run;
  const double run_shift = dice.normal(noise.run_shared);
  std::vector<double> drift;  // of each round; the first is drawn as all later ones are spread
  for (int round = 0; round < effort.rounds; ++round) {
    const double rho = noise.drift_correlation;
    const double fresh = dice.normal(noise.drift);
    drift.push_back(round == 0 ? fresh : rho * drift.back() + std::sqrt(1 - rho * rho) * fresh);
  }
  for (int index = 0; index < effort.cases; ++index) {
    CaseRecord record = simulated_case(index);
    const double rate = 5e13;
    const double level =
        std::log(record.work.flops / rate / speed) + run_shift + dice.normal(noise.run_case);
    for (int round = 0; round < effort.rounds; ++round) {
      const double at = level + drift[static_cast<std::size_t>(round)] + dice.normal(noise.offset);
      record.visits.push_back(simulated_visit(round, at, noise, effort.samples, dice));
    }
    run.cases.push_back(std::move(record));
  }
  return run;
}

RankInfo only_rank(const std::string& product) {
  RankInfo info;
  info.host = "node1";
  info.backend = "fake";
  info.device = "fake:0";
  info.product = product;
  return info;
}

}  // namespace

std::vector<results::SummarisedRun> simulated_runs(const std::string& name, double speed,
                                                   const Noise& noise, const Effort& effort,
                                                   std::uint64_t stream) {
  Dice dice(stream);
  std::vector<results::SummarisedRun> runs;
  for (int i = 0; i < effort.runs; ++i) {
    results::NamedRun named;
    named.run = simulated_run(speed, noise, effort, dice);
    named.name = fmt::format("{}-{}-{}.h5", name, stream, i);
    RunInfo& info = named.run.info;
    info.uuid = named.name;
    info.created_utc = "2026-11-22T04:06:12Z";
    info.tool_version = "0.1.0";
    info.chip = name;
    info.rounds = effort.rounds;
    info.state = RunState::complete;
    info.environment.ranks = {only_rank(name)};
    runs.push_back(results::summarise(std::move(named)));
  }
  return runs;
}

}  // namespace steelyard::truth
