#pragma once

#include <gmock/gmock.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harness/device/conformance/ladder.hpp"
#include "harness/device/loader.hpp"

/// The fake backend with single functions exchanged: what the ladder must notice.
namespace steelyard::device::conformance {

/// The table of the fake backend, as it is.
inline const sy_backend_v1& sound_table() {
  ::setenv("STEELYARD_FAKE", "collectives=1", 1);
  static const sy_backend_v1* const table = open_backend("fake").table;
  return *table;
}

inline const Rung& rung(std::string_view id) {
  for (const Rung& each : ladder()) {
    if (each.id == id) return each;
  }
  throw std::runtime_error("there is no rung " + std::string(id));
}

/// The fake backend, with functions that a test exchanges.
class Mutant {
 public:
  Mutant() {
    table.devices = &devices;
    table.memory = &memory;
    table.streams = &streams;
    table.gemm = &gemm;
    table.collectives = &collectives;
    table.telemetry = &telemetry;
  }
  Verdict climb(std::string_view id) {
    return conformance::climb(rung(id), {table, "/somewhere/steelyard_backend_fake.so"});
  }

  sy_backend_v1 table = sound_table();
  sy_devices devices = *table.devices;
  sy_memory memory = *table.memory;
  sy_streams streams = *table.streams;
  sy_gemm_functions gemm = *table.gemm;
  sy_collectives collectives = *table.collectives;
  sy_telemetry telemetry = *table.telemetry;
};

inline void expect_failure(const Verdict& verdict, const std::string& part) {
  EXPECT_EQ(verdict.outcome, Outcome::failed) << verdict.sentence;
  EXPECT_THAT(verdict.sentence, ::testing::HasSubstr(part));
}

inline void expect_not_offered(const Verdict& verdict, const std::string& part) {
  EXPECT_EQ(verdict.outcome, Outcome::not_offered) << verdict.sentence;
  EXPECT_THAT(verdict.sentence, ::testing::HasSubstr(part));
}

/// Properties of the fake, changed by `change`.
template <auto change>
sy_status changed_properties(sy_device* device, sy_properties* properties) {
  const sy_status status = sound_table().devices->properties(device, properties);
  if (status == SY_OK) change(*properties);
  return status;
}

template <auto change>
Verdict climb_with_properties(std::string_view id) {
  Mutant mutant;
  mutant.devices.properties = changed_properties<change>;
  return mutant.climb(id);
}

/// A reading of the fake's sensors, changed by `change`.
template <auto change>
Verdict climb_with_sensors(std::string_view id) {
  Mutant mutant;
  mutant.telemetry.read = [](sy_device* device, sy_telemetry_reading* reading) {
    const sy_status status = sound_table().telemetry->read(device, reading);
    if (status == SY_OK) change(*reading);
    return status;
  };
  return mutant.climb(id);
}

}  // namespace steelyard::device::conformance
