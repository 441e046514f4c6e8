#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "results/verdicts/audit/audit.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results::test {

/// A run that passes every check: two matmuls and a broadcast of two ranks on two hosts, each with
/// three rounds, probes, batches, telemetry and a power limit, on round_chip().
RunRecord fit_run();

/// What an audit says of fit_run() after a change; digests are those of the changed run.
Audit audit_of(const std::function<void(RunRecord&)>& change = [](RunRecord&) {});

/// The finding of one check. Fails the test if there is none.
Finding finding_of(const Audit& audit, const std::string& check);
Finding finding_of(const std::string& check, const std::function<void(RunRecord&)>& change);

}  // namespace steelyard::results::test
