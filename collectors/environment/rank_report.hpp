#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/device/device.hpp"

namespace steelyard::collectors {

/// What one rank says of itself.
struct RankReport {
  RankInfo info;
  std::map<std::string, std::string> software;   ///< "MPI" -> "Open MPI 4.1.4, ..."
  std::map<std::string, std::string> variables;  ///< kept ones
  std::map<std::string, std::string> facts;      ///< of the device, which merge() gives to its node
};

/// The facts that a device's sensors give at the start: "power_limit_watts cuda:0" -> "700". What
/// has no sensor is left out.
std::map<std::string, std::string> device_facts(const std::string& device,
                                                const std::optional<sy_telemetry_reading>& reading);

/// Of this process. `software` of every rank must have the same keys where ranks drive the same
/// backend, so that versions can be compared.
RankReport report_of_this_rank(int rank, const std::string& host, const std::string& tool_version,
                               const std::string& mpi, const device::Device& device);

/// The wire format: JSON. What is not UTF-8 is replaced, so that the run file can hold it.
std::string to_wire(const RankReport& report);
std::string to_wire(const NodeInfo& node);
/// Throws CommError if the text was not made by to_wire().
RankReport rank_from_wire(const std::string& text);
NodeInfo node_from_wire(const std::string& text);

}  // namespace steelyard::collectors
