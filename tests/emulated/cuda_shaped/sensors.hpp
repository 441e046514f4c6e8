#pragma once

#include <string>
#include <vector>

/// What the sensors of the emulated devices show. Every emulated telemetry library tells the same
/// in units of its own, and counts the devices from the last to the first: who takes its indices
/// for the runtime's reads another device.
namespace steelyard::emulated {

struct SensorValues {
  double power_watts;
  double energy_joules;  ///< counts up with time
  double temperature_celsius;
  double core_clock_hz;
  double memory_clock_hz;
  double power_limit_watts;
};

/// Of the device with that number of the runtime: 100.5 W and 10 W more for each that is before it,
/// 40.25 degrees and 1 more, 1.5 GHz and 10 MHz more, 2.5 GHz, 700 W.
SensorValues sensor_values(int device);

/// Number of the runtime of the device that telemetry libraries count as `index`; -1: there is
/// none.
int device_of_sensor_index(int index);
/// Number of the device at a PCI address in any form; -1: there is none.
int device_at(const std::string& pci_bus_id);

/// Power in a library's unit. With the fault `power_unit` it is a thousand times less.
double power_in(double units_per_watt, double watts);

}  // namespace steelyard::emulated
