#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/case_summary.hpp"
#include "harness/core/record.hpp"
#include "harness/core/visit_power.hpp"

/// The summary of a run file: what its cases are and what their samples come to, in one table that
/// is read a hundred times faster than the samples (docs/decisions/0031-summary-of-a-run.md).
namespace steelyard::results {

/// What is in it, as this program writes it. A reader that meets another form, also an older one,
/// reads the samples instead.
inline constexpr int summary_form = 2;

struct SummarisedCase {
  CaseRecord record;                   ///< without visits
  std::optional<CaseSummary> summary;  ///< nothing if it has no samples
};

/// As it stands in a file.
struct StoredSummary {
  int form = 0;        ///< 0: none; else only summary_form is read
  std::string head;    ///< of the digests of the samples it was made from
  std::string digest;  ///< over `head` and `cases`, medians of ranks included
  std::vector<SummarisedCase> cases;
};

/// The summary of a run with all its visits, whose digests have this head. `traces` are of all its
/// telemetry; `run.telemetry` is not looked at.
StoredSummary make_summary(const RunRecord& run, const SensorTraces& traces,
                           const std::string& head);

/// The digest that this summary should have; `summary.digest` itself is not looked at.
std::string summary_digest(const StoredSummary& summary);

/// Whether a summary is whole and of the content that has this head.
bool belongs_to(const StoredSummary& summary, const std::string& head);

/// Whether the run's samples come to this summary. Medians and quantiles that another machine has
/// rounded in another way agree.
bool is_summary_of(const StoredSummary& summary, const RunRecord& run);

}  // namespace steelyard::results
