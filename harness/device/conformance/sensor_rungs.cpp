#include <fmt/format.h>

#include <array>
#include <cmath>
#include <exception>
#include <thread>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

/// Absent, or within what hardware can be. A wrong unit lies outside by a factor of a thousand.
void expect_plausible(const sy_telemetry_reading& reading) {
  const auto expect_within = [](double value, double low, double high, const char* what,
                                const char* unit) {
    if (std::isnan(value)) return;
    expect(value >= low && value <= high,
           fmt::format("The {} is {:g} {}; plausible is {:g} to {:g}. Is the unit right? Where "
                       "there is no sensor, it must be NaN.",
                       what, value, unit, low, high));
  };
  expect_within(reading.power_watts, 0, 5e3, "power", "W");
  expect_within(reading.power_limit_watts, 1, 5e3, "power limit", "W");
  expect_within(reading.energy_joules, 0, 1e15, "energy", "J");
  expect_within(reading.temperature_celsius, -50, 150, "temperature", "degrees Celsius");
  expect_within(reading.core_clock_hz, 1e6, 1e10, "core clock", "Hz");
  expect_within(reading.memory_clock_hz, 1e6, 1e10, "memory clock", "Hz");
  expect(reading.throttle_reasons <= 15, fmt::format("The throttle reasons {:#x} have bits that "
                                                     "mean nothing.",
                                                     reading.throttle_reasons));
}

sy_telemetry_reading read(Subject& subject) {
  const auto reading = subject.device().telemetry();
  if (!reading) throw NotOffered("The sensors of this device cannot be read (SY_UNSUPPORTED).");
  return *reading;
}

void reads_plausible_values(Subject& subject) { expect_plausible(read(subject)); }

void reads_from_a_second_thread(Subject& subject) {
  std::exception_ptr error;
  std::thread([&] {
    try {
      expect_plausible(read(subject));
    } catch (...) {
      error = std::current_exception();
    }
  }).join();
  if (error) std::rethrow_exception(error);
}

void never_takes_energy_back(Subject& subject) {
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), 1 << 22);
  double previous = 0;
  for (int i = 0; i < 5; ++i) {
    const double energy = read(subject).energy_joules;
    if (std::isnan(energy)) throw NotOffered("This device has no energy counter.");
    expect(energy >= previous,
           fmt::format("The energy counter fell from {:g} to {:g} J.", previous, energy));
    previous = energy;
    stream.fill(buffer.data(), 1, buffer.size());
    stream.synchronize();
  }
}

void states_the_period(Subject& subject) {
  double seconds = 0;
  expect_ok(subject.table(), subject.table().telemetry->period(subject.device().handle(), &seconds),
            "Asking for the period of the sensors");
  expect(seconds > 0 && seconds <= 60,
         fmt::format("The period of the sensors is {:g} s; it must be above 0 and at most 60.",
                     seconds));
}

void probes_a_unit(Subject& subject) {
  int offered = 0;
  const auto look = [&](sy_probe_unit unit, Dtype dtype) {
    const auto result = subject.device().probe(unit, dtype, 0.01);
    if (!result) return;
    ++offered;
    expect(std::isfinite(result->rate) && result->rate > 0,
           fmt::format("The probe of {} gives a rate of {:g}.", name(dtype), result->rate));
    expect(!result->unit.empty(), fmt::format("The probe of {} names no loop.", name(dtype)));
  };
  look(SY_PROBE_MEMORY, Dtype::f32);
  for (const Dtype dtype : all_dtypes()) {
    if (subject.device().multiplies(dtype)) look(SY_PROBE_MULTIPLY, dtype);
  }
  expect(offered > 0, "The group probe is there, but every unit is refused.");
}

}  // namespace

std::span<const Rung> sensor_rungs() {
  static constexpr std::array rungs{
      Rung{"telemetry.plausible", "reads plausible values, in the right units, or none",
           Needs::nothing, reads_plausible_values},
      Rung{"telemetry.thread", "reads sensors from a second thread", Needs::nothing,
           reads_from_a_second_thread},
      Rung{"telemetry.energy", "never lets energy run backwards", Needs::nothing,
           never_takes_energy_back},
      Rung{"telemetry.period", "states the period of its sensors", Needs::nothing,
           states_the_period},
      Rung{"probe.units", "probes at least one unit, with a named loop", Needs::nothing,
           probes_a_unit},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
