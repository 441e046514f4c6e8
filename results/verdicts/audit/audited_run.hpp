#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/store/digest_check.hpp"
#include "results/verdicts/figures.hpp"

namespace steelyard::results {

/// Everything that the checks of an audit look at. Made by audited_run(); by hand in tests.
struct AuditedRun {
  RunRecord run;
  DigestCheck digests;
  /// The chip that it was made on, if the catalogue knows it; outlives this.
  const Chip* chip = nullptr;
  std::string label;  ///< of that chip, for people
  /// Canonical names of the cases that the file's own suite asks for; nothing if that cannot be
  /// told.
  std::optional<std::vector<std::string>> suite;
  /// Of each case; nothing without samples, or with times that no figure can be made of.
  std::vector<std::optional<CaseFigures>> figures;
  /// Names of the cases with such times.
  std::vector<std::string> impossible_times;
};

/// Makes the figures of every case, in parallel, and the digests again. `suite` as in AuditedRun;
/// `catalogue` outlives what is returned.
AuditedRun audited_run(RunFileContent content, std::optional<std::vector<std::string>> suite,
                       const Catalogue& catalogue);

/// "3 of 12 cases"; "the one case", "both cases" and the like are left to people.
std::string count_of_cases(std::size_t count, std::size_t all);

/// Whether a case has samples that a figure is made of.
bool is_measured(const CaseRecord& record);
std::size_t count_measured(const RunRecord& run);

}  // namespace steelyard::results
