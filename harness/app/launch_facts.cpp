#include "harness/app/launch_facts.hpp"

#include <fmt/format.h>

#include <set>

#include "harness/app/version.hpp"
#include "harness/comm/allocation.hpp"
#include "harness/comm/clock_offset.hpp"
#include "harness/core/digest.hpp"
#include "harness/run/launch_warnings.hpp"
#include "harness/run/runner.hpp"
#include "results/store/hdf5_version.hpp"

namespace steelyard::app {
namespace {

/// Enough of a digest to tell two files apart by eye.
std::string shortened(const std::string& digest) { return "sha256 " + digest.substr(0, 16); }

std::string settings(const run::Suite& suite, std::uint64_t seed, double step_timeout_seconds) {
  return fmt::format(
      "seed {}, precision {:g}, {} rounds, budget {:g} s, {} samples, {:g} s per visit, case "
      "timeout {:g} s",
      seed, suite.precision, suite.rounds, suite.budget_seconds, suite.max_samples,
      suite.max_seconds, step_timeout_seconds);
}

/// The accelerator, by a name that no other has. A uuid is unique in the world, unless a test
/// double made it; an address on a bus is so in one machine, which containers of different names
/// may share.
std::string unique_device(const std::string& host, const sy_properties& properties) {
  if (properties.is_accelerator == 0) return "";
  const std::string uuid = properties.uuid;
  if (!uuid.empty()) return properties.emulated != 0 ? fmt::format("{} of {}", uuid, host) : uuid;
  const std::string address = properties.pci_bus_id;
  if (address.empty()) return "";
  return fmt::format("{} of {}", address, comm::monotonic_clock().identity);
}

}  // namespace

std::vector<run::SharedFact> program_facts(const comm::Communicator& comm, const run::Suite& suite,
                                           std::uint64_t seed, double step_timeout_seconds) {
  const std::string install = "install the same build on every node";
  const std::string load = "load the same modules on every node";
  return {
      {"program", fmt::format("steelyard {} method {}", version, run::measurement_method_version),
       install},
      {"build of the program", shortened(sha256_of_file("/proc/self/exe")), install},
      {"MPI library", comm.description(), load},
      {"HDF5 library", results::hdf5::library_version(), load},
      {"suite", fmt::format("{} ({})", suite.name, shortened(suite.sha256)),
       "give every rank the same suite file"},
      {"options", settings(suite, seed, step_timeout_seconds), "give every rank the same options"},
  };
}

run::LaunchFacts launch_facts(const std::string& host, const OpenedDevice& opened,
                              const run::Plan& plan) {
  const sy_properties& properties = opened.device->properties();
  const device::BackendListing& backend = opened.backend;
  run::LaunchFacts facts;
  facts.host = host;
  facts.device = unique_device(host, properties);
  facts.kind = fmt::format("{}, {}", backend.name, properties.name);
  facts.software =
      fmt::format("backend {}; {}; {}", backend.version, properties.runtime, properties.libraries);
  facts.backend = backend.name;
  facts.backend_digest = shortened(sha256_of_file(backend.trusted->path));
  facts.accelerator = properties.is_accelerator != 0;
  facts.fallback = opened.fallback ? opened.why : "";
  facts.plan = run::fingerprint(plan);
  return facts;
}

std::vector<std::string> launch_warnings(comm::Communicator& comm, const std::string& host,
                                         int expected_ranks) {
  const std::vector<run::ClockReading> clocks = run::read_clocks(comm, host);
  std::vector<std::string> warnings = run::clock_warnings(clocks);
  if (expected_ranks > 0) return warnings;
  std::set<std::string> hosts;
  for (const run::ClockReading& reading : clocks) hosts.insert(reading.host);
  for (std::string& warning :
       run::allocation_warnings(comm::allocation(), comm.size(), static_cast<int>(hosts.size()))) {
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

}  // namespace steelyard::app
