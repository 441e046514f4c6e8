#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the environment variable STEELYARD_FAKE asks of the fake devices; README.md lists its keys.
namespace steelyard::fake {

/// The functions that faults can be tied to, by the names that the script uses.
enum class Call {
  open,
  allocate,
  copy_to_device,
  copy_to_host,
  copy_on_device,
  fill,
  synchronize,
  record,
  plan,
  autotune,
  pack,
  gemm,
  triad,
  scale,
  reduce,
  adam,
  telemetry,
  probe,
};
inline constexpr int call_count = static_cast<int>(Call::probe) + 1;
std::string_view name(Call call);

/// Something that goes wrong in a call.
struct Fault {
  enum class Kind { fail, out_of_memory, lost, hang, wrong };
  Kind kind = Kind::fail;
  Call call = Call::gemm;
  std::uint64_t number = 0;  ///< of the call, from 1, for each open device; 0: every call
};

struct Script {
  double flops = 1e12;      ///< operations per second
  double bandwidth = 1e11;  ///< bytes per second
  double latency = 5e-6;    ///< seconds before each piece of work
  double noise = 0.01;      ///< standard deviation of the logarithm of a duration
  double drift = 0;         ///< durations grow by this fraction per second of the device's clock
  double slow = 0;          ///< this fraction of the speed is lost
  double lie = 1;           ///< events report this fraction of the time
  double power = 300;       ///< watts
  std::uint64_t memory = 8'000'000'000;  ///< bytes
  std::uint64_t seed = 1;
  std::uint32_t devices = 8;
  std::string chip;  ///< id of the catalogue, or ""
  bool host_accessible = true;
  bool host_clock = false;  ///< events are of the host's clock instead of a virtual one
  bool absent = false;      ///< the probe finds nothing
  std::vector<Fault> faults;
};

/// Reads a script: "KEY=VALUE,KEY=VALUE". `rank` is this process's; where the script names another
/// one, its faults, `slow` and `lie` are left out. Throws kit::Failure with a sentence for an
/// unknown key, call or impossible value.
Script parse_script(std::string_view text, int rank);

/// The script of this process: STEELYARD_FAKE, and the rank that mpirun or srun gave (0 without).
Script script_of_environment();

}  // namespace steelyard::fake
