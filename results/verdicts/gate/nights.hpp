#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "results/verdicts/carrier.hpp"
#include "results/verdicts/gate/alike.hpp"
#include "results/verdicts/gate/metric.hpp"
#include "results/verdicts/gate/setup_log.hpp"
#include "results/verdicts/summarised_run.hpp"

/// Many runs of one machine, as far as a history or the noise of the gate needs them: one figure
/// per case and run, and what the runs were made with.
namespace steelyard::results {

/// A figure of a case in a run.
struct NightFigure {
  std::size_t of_case = 0;       ///< index into Nights::cases()
  std::optional<double> figure;  ///< by the metric; nothing: the run has the case but not that
  bool has_times = false;        ///< the case came to something, whatever the metric
  std::size_t ranks = 0;         ///< whose medians are known: CaseSummary::rank_medians_seconds
  std::size_t first_rank = 0;    ///< where these begin in Night::rank_medians_seconds
};

struct Night {
  std::string name;  ///< of the file, for people
  std::string uuid;
  std::string created_utc;
  std::string label;
  MachineFacts machine;
  std::string machine_words;         ///< see machine_words() of a run
  std::size_t setup = 0;             ///< index into Nights::setups()
  std::size_t places = 0;            ///< of its ranks: index into Nights::places()
  std::vector<NightFigure> figures;  ///< in the order of the run
  /// Of all figures, one after the other; to 7 digits, which is half the memory. Empty where the
  /// metric is not the time.
  std::vector<float> rank_medians_seconds;
};

/// A case as the first run, in the order of time, names it.
struct NightCase {
  std::string id;
  std::string name;
  std::string group;
  std::string unit;   ///< of its figure, see unit(FigureKind)
  double work = 1;    ///< what one iteration is worth in it, times seconds: figure = work / seconds
  std::string since;  ///< when that run was created
  bool collective = false;  ///< see is_collective()
};

/// Takes runs one by one, so that none has to stay in memory: ten thousand runs of a hundred cases
/// are more than a gibibyte as SummarisedRun, and less than a tenth of it here.
class Nights {
 public:
  /// `metric` says which figure is kept, and outlives this.
  explicit Nights(const Metric& metric = time_metric()) : metric_(&metric) {}
  explicit Nights(std::span<const SummarisedRun> runs, const Metric& metric = time_metric());

  void add(const SummarisedRun& run);

  const Metric& metric() const { return *metric_; }
  const std::vector<Night>& all() const { return nights_; }  ///< in the order in which they came
  const std::vector<NightCase>& cases() const { return cases_; }
  const SetupLog& setups() const { return setups_; }
  /// Where the ranks of nights are: each once, since most nights have them in the same places.
  const std::vector<RankPlaces>& places() const { return places_of_ranks_; }

  /// A case as carrier_of() wants it.
  CaseInRun ranks_of(const Night& night, std::size_t of_case) const;

 private:
  /// Its index into places().
  std::size_t keep(RankPlaces places);
  std::size_t place_of(const CaseRecord& record, const std::string& created_utc);

  const Metric* metric_;
  std::vector<Night> nights_;
  std::vector<NightCase> cases_;
  std::unordered_map<std::string, std::size_t> places_;  ///< of `cases_`, by id
  SetupLog setups_;
  std::vector<RankPlaces> places_of_ranks_;
};

}  // namespace steelyard::results
