#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/device/conformance/climber.hpp"

/// How `steelyard conformance` prints the ladder and a climb. docs/conformance-json.md is the
/// manual of the JSON.
namespace steelyard::app {

/// A climb, as far as it has come.
struct ClimbRecord {
  device::BackendListing backend;
  std::vector<device::conformance::Step> steps;
  bool whole = true;  ///< all rungs were asked for
  std::string started_utc;
};

/// How many rungs ended so.
int count(const ClimbRecord& climb, device::conformance::Outcome outcome);

/// The highest rung below which nothing failed; of those asked for.
int stands_on(const ClimbRecord& climb);

std::string ladder_text(std::span<const device::conformance::Rung> rungs);
std::string ladder_json(std::span<const device::conformance::Rung> rungs);

/// "Backend fake 1, fake:0 Fake accelerator (emulated), 8 devices".
std::string heading(const device::BackendListing& backend);
/// One rung, with its sentence on the next line.
std::string step_text(const device::conformance::Step& step, bool color);
/// The last lines: counts, where the backend stands, what to read next.
std::string summary_text(const ClimbRecord& climb);

std::string climb_json(const ClimbRecord& climb);

}  // namespace steelyard::app
