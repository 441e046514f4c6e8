#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/backends/fake/call.hpp"

/// What the environment variable STEELYARD_FAKE asks of the fake devices; README.md lists its keys.
namespace steelyard::fake {

struct Script {
  double flops = 1e12;      ///< operations per second
  double bandwidth = 1e11;  ///< bytes per second
  double latency = 5e-6;    ///< seconds before each piece of work and each hop of a message
  double link = 1e10;       ///< bytes per second between two devices
  double noise = 0.01;      ///< standard deviation of the logarithm of a duration
  double drift = 0;         ///< durations grow by this fraction per second of the device's clock
  double slow = 0;          ///< this fraction of the speed is lost
  double lie = 1;           ///< events report this fraction of the time
  double power = 300;       ///< watts
  std::uint64_t memory = 8'000'000'000;  ///< bytes
  std::uint64_t seed = 1;
  std::uint32_t devices = 8;
  std::string chip;                 ///< id of the catalogue, or ""
  std::string driver = "scripted";  ///< version, as the properties have it
  bool host_accessible = true;
  bool host_clock = false;   ///< events are of the host's clock instead of a virtual one
  bool absent = false;       ///< the probe finds nothing
  bool collectives = false;  ///< the backend offers collectives of its own
  std::vector<Fault> faults;
};

/// Reads a script: "KEY=VALUE,KEY=VALUE". `rank` is this process's; where the script names another
/// one, its faults, `slow` and `lie` are left out. Throws kit::Failure with a sentence for an
/// unknown key, call or impossible value.
Script parse_script(std::string_view text, int rank);

/// The script of this process: STEELYARD_FAKE, and the rank that mpirun or srun gave (0 without).
Script script_of_environment();

}  // namespace steelyard::fake
