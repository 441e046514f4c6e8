#pragma once

#include <span>
#include <string>

#include "results/verdicts/audit/audit.hpp"

namespace steelyard::results {

/// An audit, or why there could be none.
struct AuditedFile {
  Audit audit;        ///< of a file that cannot be read it has the name alone
  std::string error;  ///< why the file cannot be read; else empty
};

/// All files as JSON, two-space indented; docs/audit.md lists the keys. Invalid UTF-8 is replaced.
std::string audit_json(std::span<const AuditedFile> files);

}  // namespace steelyard::results
