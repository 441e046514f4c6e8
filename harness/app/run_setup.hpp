#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>

#include "harness/comm/communicator.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"
#include "harness/run/launch_check.hpp"
#include "harness/run/plan.hpp"
#include "harness/run/suite.hpp"

namespace steelyard::app {

/// The backend that one rank found by itself, or the error that every rank is to hear of.
struct DeviceChoice {
  device::BackendListing backend;
  std::string why;           ///< of the choice, one sentence
  std::exception_ptr error;  ///< null: `backend` is usable
};

/// Examines backends: the one of this name, or, if `file` is not empty, the one in it. To be called
/// before MPI is up, since it starts processes (harness/device/loader.hpp). Never throws, since
/// other ranks will wait for this one.
DeviceChoice choose_device(const std::string& backend, const std::string& file);

/// What one rank drives.
struct OpenedDevice {
  std::unique_ptr<device::Device> device;
  std::filesystem::path backend_file;
};

/// The name of this host, as MPI and schedulers know it.
std::string host_name();

/// Opens this rank's device: of several accelerators the one with its local number. Not collective.
/// Throws the error of the choice, or DeviceError.
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
