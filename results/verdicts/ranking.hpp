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
#include "results/money/money.hpp"
#include "results/profiles/profile.hpp"
#include "results/verdicts/energy.hpp"
#include "results/verdicts/equivalence.hpp"
#include "results/verdicts/excess.hpp"
#include "results/verdicts/figures.hpp"
#include "results/verdicts/limits.hpp"
#include "results/verdicts/reference_baseline.hpp"
#include "results/verdicts/summarised_run.hpp"

/// Weighs runs against a baseline. Pure: what it is given is all it knows, and the same input gives
/// the same ranking. docs/metrics.md has the formulas.
namespace steelyard::results {

/// What runs are weighed against: the shipped table, or a run of the same suite.
using Baseline = std::variant<ReferenceBaseline, SummarisedRun>;

struct RankOptions {
  BootstrapOptions bootstrap;
  std::vector<Profile> profiles;  ///< to score by
  /// Of the equivalence test: comparable is what lies within 1 / (1 + margin) to 1 + margin.
  double margin = 0.05;
  /// For the fraction of the H20's rate where the baseline is another chip; outlives the call, may
  /// be null.
  const ReferenceBaseline* h20 = nullptr;
  /// Whether the runs that pool with a baseline that is a run are part of it, or a row of their
  /// own.
  bool pool_baseline = false;
};

/// Whether a case of a chip counts in the score, and if not, why.
enum class Standing {
  counted,
  not_common,    ///< some other chip of this ranking has no ratio for it
  other_scale,   ///< the reference holds for another number of devices
  no_reference,  ///< the baseline has nothing comparable
  implausible,   ///< faster than physics allows
  no_figure,     ///< failed, skipped, timed out, ...: the outcome says it
};
std::string_view name(Standing standing);

/// One case on one chip: of its one run, or of all its runs that have a figure for it.
struct RankedCell {
  Outcome outcome = Outcome::error;  ///< of several runs the best
  std::string reason;                ///< of the outcome, from the file
  VerificationState verification = VerificationState::not_verified;
  int ranks = 0;
  std::string algorithm;
  std::string path;
  std::string data_pattern;  ///< of an import: the tool, and what its number is
  int runs = 0;              ///< that have a figure
  /// Relative standard deviation of the runs' medians, where there are several.
  std::optional<double> between_runs;
  std::vector<std::string> left_out_runs;  ///< runs without a figure, and why: "b.h5: timed out"
  std::optional<CaseFigures> figures;
  std::optional<Fraction> fraction;           ///< of the datasheet's limit, else of the probe
  std::optional<Fraction> fraction_at_clock;  ///< of the peak at the clock sampled meanwhile
  std::optional<Fraction> fraction_of_best;   ///< of the best rate published for this chip
  std::optional<Fraction> fraction_of_h20;    ///< of the H20's, whatever the baseline is
  std::optional<Excess> excess;
  std::optional<CaseEnergy> energy;          ///< where the run has sensors
  std::optional<ReferenceFigure> reference;  ///< with the shipped baseline
  std::optional<Interval> ratio;             ///< figure / baseline's figure
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

/// One file.
struct RankedRun {
  std::string file;
  std::string uuid;
  std::string created_utc;
  std::string tool_version;
  std::string command_line;
  std::string suite_name;
  RunState state = RunState::complete;
  double wall_seconds = 0;
  std::vector<std::string> warnings;  ///< from the environment
  std::map<Outcome, int> outcomes;    ///< number of cases
  int disturbed_cases = 0;            ///< with at least one disturbed round
};

/// A row of the ranking: one run of a chip, or several that are pooled (pooling.hpp).
struct RankedChip {
  std::string label;    ///< name of the chip: the catalogue's, else what its backend says
  std::string chip_id;  ///< of the catalogue, or ""
  std::string note;     ///< why the catalogue's peaks are not used, or ""
  std::string backend;
  std::string run_label;  ///< given by --label
  int ranks = 0;
  int nodes = 0;
  Origin origin = Origin::measured;
  bool is_baseline = false;
  std::vector<RankedRun> runs;  ///< at least one, in the order in which they were made
  /// What is to be known of the pooling: why an interval is wide, what was counted once.
  std::vector<std::string> pooling_notes;
};

/// A chip's score: weighted geometric mean of its ratios over the cases that count.
struct Score {
  std::size_t chip = 0;  ///< index into Ranking::chips
  Interval ratio;
  int rank = 0;              ///< 1 + chips whose interval lies wholly above this one's
  bool has_interval = true;  ///< false if a case has too few iterations: then `ratio` is a point
  std::optional<Equivalence> to_baseline;  ///< only where both sides were measured
  std::string no_verdict;                  ///< why `to_baseline` has none, or ""
  Interval tost;                           ///< the 1 - 2 alpha interval that it was decided by
};

struct GroupRanking {
  std::string group;
  std::vector<Score> scores;         ///< best first; empty if no case counts
  std::vector<std::string> counted;  ///< names of the cases
  int left_out = 0;                  ///< cases of the group that do not count
  std::string reason;                ///< why there is no score, or ""
};

/// A case of a profile that a chip has no ratio for.
struct MissingCase {
  std::size_t chip = 0;
  std::string case_name;
  std::string reason;
  std::string stand_in;  ///< the case of the next wider dtype that replaces it, or ""
};

/// One kind of work of a profile.
struct ProfilePart {
  std::string name;
  double weight = 0;
  std::vector<std::string> counted;  ///< names of the cases that count on every chip
  int left_out = 0;                  ///< cases of the part that do not
  std::string reason;                ///< why none counts, or ""
};

/// Chips by one profile, with both ways to treat what some of them cannot run.
struct ProfileRanking {
  std::string profile;
  std::string description;
  MissingPolicy policy = MissingPolicy::exclude;  ///< which of the two the profile goes by
  std::vector<ProfilePart> parts;
  double covered_weight = 0;    ///< share of the weight whose parts have a case that counts
  std::vector<Score> excluded;  ///< best first: over the cases that all chips have
  double wider_weight = 0;      ///< as covered_weight, for `wider`
  std::vector<Score> wider;     ///< best first, with stand-ins; empty if nothing is missing
  std::vector<MissingCase> missing;
  std::string reason;  ///< why there is no score, or ""
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
  std::vector<RankedCase> cases;         ///< in the order of the first run that has them
  std::vector<GroupRanking> groups;      ///< in that order too
  std::vector<ProfileRanking> profiles;  ///< one for each asked for
  std::vector<NotComparable> not_comparable;
  std::optional<Money> money;         ///< made by weigh_money()
  std::vector<std::string> cautions;  ///< what differs between rows that are compared nevertheless
  double confidence = 0.95;
  double margin = 0.05;  ///< of the equivalence test
};

/// Ranks one or more runs, pooled by chip (pooling.hpp). A baseline that is a run is a row of its
/// own; a run that is the baseline itself (the same run id) is not ranked twice. Throws UsageError
/// if there is no run. Cases whose samples are malformed become rows with that reason. The number
/// of threads changes nothing. Resamples are kept for one chip at a time, and for the baseline.
Ranking rank(std::span<const SummarisedRun> runs, const Baseline& baseline,
             const Catalogue& catalogue, const RankOptions& options = {});

}  // namespace steelyard::results
