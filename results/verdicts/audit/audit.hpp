#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/store/run_file.hpp"
#include "results/verdicts/audit/audited_run.hpp"
#include "results/verdicts/audit/finding.hpp"

namespace steelyard::results {

/// Whether one run file is fit to be published.
struct Audit {
  std::string file;
  std::string run_uuid;
  std::string label;              ///< of the chip
  std::string head;               ///< digest over all of the file; empty if it has none
  std::vector<Finding> findings;  ///< one for each check, in the order of docs/audit.md
  bool of_pack = false;           ///< of a pack: run_uuid and label are empty

  bool fit() const;
};

/// Makes every check. Pure.
Audit audit(const std::string& file, const AuditedRun& audited);

/// The same of a file's content, by way of audited_run().
Audit audit(const std::string& file, RunFileContent content,
            std::optional<std::vector<std::string>> suite, const Catalogue& catalogue);

}  // namespace steelyard::results
