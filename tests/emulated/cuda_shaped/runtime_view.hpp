#pragma once

#include <string>

/// What a vendor's telemetry library sees of the runtime that it shares a file with.
namespace steelyard::emulated {

/// Devices of this process, in the runtime's order.
int device_count();
/// "0000:1A:00.0".
std::string pci_bus_id(int device);

}  // namespace steelyard::emulated
