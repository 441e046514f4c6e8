#pragma once

#include <string>

#include "results/store/pack.hpp"
#include "results/verdicts/audit/audit.hpp"

namespace steelyard::results {

/// Whether a pack is as it was written: one finding, of its digests. Whether a run in it is fit to
/// be published only its own file says.
Audit audit_of_pack(const std::string& file, const PackCheck& check);

}  // namespace steelyard::results
