#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/statistics/interval.hpp"
#include "results/verdicts/carrier.hpp"
#include "results/verdicts/gate/metric.hpp"
#include "results/verdicts/summarised_run.hpp"

/// Whether candidate runs are slower than baseline runs of the same machine. Pure: what it is given
/// is all it knows. docs/gate.md has the method, docs/metrics.md the formulas.
namespace steelyard::results {

class Nights;

enum class GateVerdict {
  pass,          ///< no loss found, and one of `detect` would probably have been
  improved,      ///< faster, by more than the floor and than chance
  added,         ///< not in the baseline: nothing to be held against
  inconclusive,  ///< no loss found, but a large one could have been missed
  missing,       ///< in the baseline, not in the candidate
  failed,     ///< failed, timed out, wrong or skipped in a candidate run, measured in the baseline
  regressed,  ///< slower, by more than the floor and than chance
};
std::string_view name(GateVerdict verdict);

/// What may differ between the runs compared; without leave each refuses the comparison.
enum class Unlike { chip, backend, nodes, origin };
std::string_view name(Unlike what);
std::optional<Unlike> parse_unlike(std::string_view text);

struct GateOptions {
  double floor = 0.01;            ///< least relative loss that matters
  double false_discovery = 0.05;  ///< expected share of false ones among the losses reported
  double detect = 0.10;           ///< relative loss that must not go unseen for a pass
  std::set<Unlike> allow;
};

/// One case.
struct GatedCase {
  std::string id;
  std::string name;
  std::string group;
  GateVerdict verdict = GateVerdict::inconclusive;
  std::string reason;  ///< a sentence, where the verdict is not plain from the numbers
  int baseline_runs = 0;
  int candidate_runs = 0;
  /// How much better the candidate's figure is than the baseline's (geometric means over runs),
  /// with the 95 % interval: of rates where the metric is the time. Below 1 is worse: slower.
  /// Nothing where one side has no figure.
  std::optional<Interval> ratio;
  double spread = 0;      ///< relative standard deviation between runs that was used
  double degrees = 0;     ///< of freedom of `spread`; 0: unknown
  double floor = 0;       ///< the larger of the stated floor and `spread`
  double p_value = 1;     ///< of a loss beyond the floor, one-sided
  double detectable = 0;  ///< loss found with 80 % probability, were it the only one; see `detect`
  Carrier carried_by;     ///< regressed or improved: which ranks; else nothing
  int more_runs = 0;      ///< inconclusive: candidate runs more that would do; 0: not to be had
};

/// What measuring suspects again came to: again.hpp.
struct GatedAgain {
  int turns = 0;        ///< of each side
  std::string failure;  ///< why it could not be done, as sentences; then no verdict has changed
  std::vector<GatedCase> cases;  ///< the suspects, by the new runs alone
};

/// All cases together.
struct GateResult {
  const Metric* metric = &time_metric();  ///< which figure was judged
  std::vector<GatedCase> cases;           ///< in the order of the first run that has them
  std::map<GateVerdict, int> counts;
  GateVerdict verdict = GateVerdict::pass;  ///< the gravest of all cases
  std::optional<Interval> ratio;            ///< geometric mean over the cases that both sides have
  std::vector<std::string> changes;  ///< what is not the same on both sides: driver, kernel, ...
  std::vector<std::string> allowed;  ///< unlike things that were let pass, in words
  std::string baseline;  ///< which entry of a list of baselines, in words; empty: files were named
  std::optional<GatedAgain> again;  ///< nothing: not asked for, or nothing had regressed
  std::string noise;                ///< where the spread between runs comes from, in words
  int noise_runs = 0;
};

/// Holds candidates against baselines. `noise` are runs of an unchanged machine (A/A): what these
/// differ by is noise. A run of it that is in one of the groups too, by its uuid, counts there
/// alone, so a folder of all nights may be given. Without it the spread within both groups serves.
/// The metric is that of `noise`, which may be empty: a figure that a candidate run lacks though
/// the baseline has it makes the case `missing`.
/// Throws UsageError if a group is empty, DataError, with every reason, if the runs are not alike
/// in what is not allowed, or if the baseline has times but of no case a figure by the metric.
GateResult gate(std::span<const SummarisedRun> baseline, std::span<const SummarisedRun> candidate,
                const Nights& noise, const GateOptions& options = {});

}  // namespace steelyard::results
