#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "harness/comm/communicator.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"
#include "harness/run/launch_check.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/suite.hpp"

namespace steelyard::app {

/// How `run` was asked to choose a device.
struct DeviceChoice {
  std::string backend = "auto";
  std::string file;  ///< of a backend outside the usual folders, or ""
  std::shared_ptr<device::EarlyChoice> begun = nullptr;  ///< of these, if not null
};

/// What one rank drives.
struct OpenedDevice {
  std::unique_ptr<device::Device> device;
  std::string why;        ///< of the choice, one sentence
  bool fallback = false;  ///< `auto` took the host's processor, since it found no accelerator
  device::BackendListing backend;
};

/// The name of this host, as MPI and schedulers know it.
std::string host_name();

/// Has the backend examined and opens this rank's device: of several accelerators the one with its
/// local number. Not collective. Throws UsageError or DeviceError.
OpenedDevice open_device(const DeviceChoice& choice, const run::LocalRank& local);

/// Opens it on every rank, or ends the run on all with the reasons. Collective.
OpenedDevice open_device_everywhere(comm::Communicator& comm, const std::string& host,
                                    const DeviceChoice& choice);

/// The plan for the devices of all ranks: cases that do not fit the smallest are skipped.
/// Collective.
run::Plan plan_for(comm::Communicator& comm, const std::string& host, const device::Device& device,
                   const run::Suite& suite, std::uint64_t seed);

/// The backend's own communicator over all ranks, or null if it has none. Collective.
std::unique_ptr<device::Collectives> open_collectives(comm::Communicator& comm,
                                                      device::Device& device);

}  // namespace steelyard::app
