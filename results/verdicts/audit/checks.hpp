#pragma once

#include "results/verdicts/audit/audited_run.hpp"
#include "results/verdicts/audit/finding.hpp"

/// The checks of an audit: pure functions over what a file holds. docs/audit.md gives each with its
/// bound and the reason for it.
namespace steelyard::results {

/// The widest interval that a figure may be published with, as asked for: half of it, relative.
inline constexpr double widest_target = 0.05;
inline constexpr int fewest_rounds = 3;
/// The share of a case's rounds that may be disturbed.
inline constexpr double most_disturbed = 1.0 / 3;
/// How far a case's probes may lie apart over the whole run: largest / smallest - 1.
inline constexpr double most_probe_spread = 0.20;
/// How far the clock may move between the rounds of a case: largest / smallest - 1.
inline constexpr double most_clock_drift = 0.05;
/// How far a power limit may be from the chip's own.
inline constexpr double most_power_limit_difference = 0.02;

// Is everything there?
Finding check_complete(const AuditedRun& audited);
Finding check_verified(const AuditedRun& audited);
Finding check_precise(const AuditedRun& audited);
Finding check_rounds(const AuditedRun& audited);

// Was the machine at rest, and as fast as it ships?
Finding check_undisturbed(const AuditedRun& audited);
Finding check_probes(const AuditedRun& audited);
Finding check_throttling(const AuditedRun& audited);
Finding check_clocks(const AuditedRun& audited);
Finding check_power_limit(const AuditedRun& audited);

// Was it set up as one?
Finding check_versions(const AuditedRun& audited);
Finding check_room(const AuditedRun& audited);
Finding check_warnings(const AuditedRun& audited);

// Can it be believed?
Finding check_plausible(const AuditedRun& audited);
Finding check_origin(const AuditedRun& audited);
Finding check_digest_chain(const AuditedRun& audited);

}  // namespace steelyard::results
