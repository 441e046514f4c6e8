#pragma once

#include <string>

#include "results/verdicts/audit/audit.hpp"

namespace steelyard::results {

/// Whether a file is fit, then every check: those that decide against it first, then what to say
/// beside its figures, what is not on record, and what is in order. Strings are made safe.
std::string audit_text(const Audit& audit);

/// The same as a table of Markdown, for pull requests.
std::string audit_markdown(const Audit& audit);

}  // namespace steelyard::results
