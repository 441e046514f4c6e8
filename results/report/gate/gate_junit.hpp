#pragma once

#include <string>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// The gate's verdict as JUnit XML that Jenkins, GitLab and others show as tests: a case is a test
/// case, its group the class. Regressed is a failure; failed and missing are errors; inconclusive
/// and added are skipped, with the reason. docs/gate.md has the mapping. Holds to the schema
/// junit-10.xsd of the Jenkins xUnit plug-in. Without times: a verdict takes none.
std::string gate_junit(const GateResult& result);

}  // namespace steelyard::results
