#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/record.hpp"
#include "results/chips/catalogue.hpp"
#include "results/verdicts/figures.hpp"
#include "results/verdicts/limits.hpp"
#include "results/verdicts/reference_baseline.hpp"
#include "results/verdicts/summarised_run.hpp"

/// Weighs runs against a baseline. Pure: what it is given is all it knows, and the same input gives
/// the same ranking. docs/metrics.md has the formulas.
namespace steelyard::results {

/// What runs are weighed against: the shipped table, or a run of the same suite.
using Baseline = std::variant<ReferenceBaseline, NamedRun>;

struct RankOptions {
  BootstrapOptions bootstrap;
  /// Weights of cases in their group's score, by case id; 1 where absent, 0 leaves a case out.
  std::map<std::string, double, std::less<>> weights;
};

/// Whether a case of a chip counts in the score, and if not, why.
enum class Standing {
  counted,
  not_common,    ///< some other chip of this ranking has no ratio for it
  other_scale,   ///< the reference holds for another number of devices
  no_reference,  ///< the baseline has nothing comparable
  implausible,   ///< faster than physics allows
  no_figure,     ///< failed, skipped, timed out, ...: the outcome says it
  weightless,    ///< left out by its weight
};
std::string_view name(Standing standing);

/// One case on one chip.
struct RankedCell {
  Outcome outcome = Outcome::error;
  std::string reason;  ///< of the outcome, from the file
  VerificationState verification = VerificationState::not_verified;
  int ranks = 0;
  std::string algorithm;
  std::string path;
  std::string data_pattern;  ///< of an import: the tool, and what its number is
  std::optional<CaseFigures> figures;
  std::optional<Fraction> fraction;
  std::optional<Excess> excess;
  std::optional<ReferenceFigure> reference;  ///< with the shipped baseline
  std::optional<Interval> ratio;             ///< figure / baseline's figure
  std::vector<double> ratio_distribution;
  Standing standing = Standing::no_figure;
  std::string standing_reason;  ///< a sentence, where `standing` is not counted
};

/// One case over all chips. `cells` has one entry per chip, in their order; nothing where the run
/// does not have the case.
struct RankedCase {
  std::string id;
  std::string name;
  std::string group;
  bool integers = false;  ///< quoted in OP/s
  std::vector<std::optional<RankedCell>> cells;
};

/// One run as a row of the ranking.
struct RankedChip {
  std::string file;
  std::string label;    ///< name of the chip: the catalogue's, else what its backend says
  std::string chip_id;  ///< of the catalogue, or ""
  std::string note;     ///< why the catalogue's peaks are not used, or ""
  std::string backend;
  int ranks = 0;
  int nodes = 0;
  Origin origin = Origin::measured;
  RunState state = RunState::complete;
  std::string created_utc;
  std::string run_label;
  std::string tool_version;
  std::vector<std::string> warnings;  ///< from the environment
  std::map<Outcome, int> outcomes;    ///< number of cases
  int disturbed_cases = 0;            ///< with at least one disturbed round
  bool is_baseline = false;
};

/// A chip's score in one group: weighted geometric mean of its ratios over the cases that count.
struct Score {
  std::size_t chip = 0;  ///< index into Ranking::chips
  Interval ratio;
  int rank = 0;              ///< 1 + chips whose interval lies wholly above this one's
  bool has_interval = true;  ///< false if a case has too few iterations: then `ratio` is a point
};

struct GroupRanking {
  std::string group;
  std::vector<Score> scores;         ///< best first; empty if no case counts
  std::vector<std::string> counted;  ///< names of the cases
  int left_out = 0;                  ///< cases of the group that do not count
  std::string reason;                ///< why there is no score, or ""
};

/// A case that is in one of two measured runs but cannot be weighed.
struct NotComparable {
  std::size_t chip = 0;
  std::string case_name;
  std::string reason;
};

struct BaselineSummary {
  std::string title;
  std::string chip;       ///< its name
  std::string file;       ///< of a run, or ""
  bool measured = false;  ///< a run by this program, not the shipped table
  Origin origin = Origin::reference;
};

struct Ranking {
  BaselineSummary baseline;
  std::vector<RankedChip> chips;
  std::vector<RankedCase> cases;     ///< in the order of the first run that has them
  std::vector<GroupRanking> groups;  ///< in that order too
  std::vector<NotComparable> not_comparable;
  double confidence = 0.95;
};

/// Ranks one or more runs. A baseline that is a run is a row of its own; a run that is the baseline
/// itself (the same run id) is not ranked twice. Throws UsageError if there is no run. Cases whose
/// samples are malformed become rows with that reason.
Ranking rank(std::span<const NamedRun> runs, const Baseline& baseline, const Catalogue& catalogue,
             const RankOptions& options = {});

}  // namespace steelyard::results
