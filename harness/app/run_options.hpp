#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "harness/app/command.hpp"
#include "harness/app/resume.hpp"
#include "harness/device/loader.hpp"
#include "harness/run/collector.hpp"
#include "harness/run/resumption.hpp"
#include "harness/run/suite.hpp"

/// The options of `steelyard run`, and what they ask for.
namespace steelyard::app {

void describe_run_options(Options& options);

/// What can be said against the words themselves, before MPI is up. Throws UsageError.
void check_run_options(const Arguments& arguments);

/// The value of a numeric option, which must be above 0, or `unset`. Throws UsageError.
double positive(const Arguments& arguments, const std::string& option, double unset);
/// What --backend-file says, or "".
std::string backend_file(const Arguments& arguments);
/// What --expect-ranks says, or 0. Throws UsageError.
int expected_ranks(const Arguments& arguments);

/// What is to be run: as the command line says, or as the file says that is gone on with.
struct RunRequest {
  run::Suite suite;
  std::uint64_t seed = 1;
  std::string label;
  std::string chip;  ///< given, else ""
  std::string backend = "auto";
  /// Begun before MPI; none if the backend is known only now.
  std::shared_ptr<device::EarlyChoice> choice = nullptr;
  std::optional<run::Resumption> earlier = {};
  /// Kept in the file beside the versions of the software (/environment/software).
  std::map<std::string, std::string> facts = {};
};

/// Throws UsageError or DataError.
RunRequest request_of(const Arguments& arguments);
RunRequest request_of(ResumedRun resumed, const Arguments& arguments);

run::CollectorOptions collector_options(const Arguments& arguments, const run::Suite& suite);

}  // namespace steelyard::app
