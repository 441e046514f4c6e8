#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/store/run_file.hpp"
#include "results/verdicts/audit/finding.hpp"

namespace steelyard::results {

/// Whether one run file is fit to be published.
struct Audit {
  std::string file;
  std::string run_uuid;
  std::string label;              ///< of the chip
  std::string head;               ///< digest over all of the file; empty if it has none
  std::vector<Finding> findings;  ///< one for each check, in the order of docs/audit.md

  bool fit() const;
};

/// Looks at everything. `suite` are the canonical names of the cases that the file's own suite asks
/// for, if that can be told. Pure; cases are computed in parallel.
Audit audit(const std::string& file, RunFileContent content,
            std::optional<std::vector<std::string>> suite, const Catalogue& catalogue);

}  // namespace steelyard::results
