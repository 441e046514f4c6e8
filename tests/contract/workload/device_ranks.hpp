#pragma once

#include <functional>
#include <string>

#include "harness/device/backend.h"
#include "harness/run/workload.hpp"

/// Ranks of one process with a device each, for tests of workloads.
namespace steelyard::test {

using RankBody = std::function<void(run::CaseContext&)>;

/// Runs `body` on `ranks` threads; rank r drives device r modulo the number of devices of `table`.
/// The context has no collectives unless the table has. What a rank throws is rethrown here.
void on_devices(const sy_backend_v1& table, int ranks, const RankBody& body);

/// The same on the fake backend under the script `script` (STEELYARD_FAKE).
void on_fake_devices(const std::string& script, int ranks, const RankBody& body);

/// The table of a backend by name.
const sy_backend_v1& backend_table(const std::string& name);

/// Whether it is there and finds a device.
bool backend_usable(const std::string& name);

}  // namespace steelyard::test
