#include "collectors/environment/rank_report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "collectors/environment/variables.hpp"
#include "harness/core/cpu_list.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"

namespace steelyard::collectors {
namespace {

using nlohmann::json;

// Types of this file alone, so that no other conversion of the same types can meet these.
struct WireRank : RankInfo {};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WireRank, rank, host, backend, device, vendor, product, chip_id,
                                   uuid, pci_bus_id, driver, firmware, library_versions,
                                   memory_bytes, threads, cpu_binding)
struct WireNode : NodeInfo {};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WireNode, host, facts, topology_xml)

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

std::string dumped(const json& value) {
  constexpr int compact = -1;
  return value.dump(compact, ' ', false, json::error_handler_t::replace);
}

json parsed(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  if (!value.is_object()) {
    throw CommError("A rank sent a description of its environment that cannot be read.");
  }
  return value;
}

}  // namespace

std::map<std::string, std::string> device_facts(
    const std::string& device, const std::optional<sy_telemetry_reading>& reading) {
  if (!reading || !std::isfinite(reading->power_limit_watts) || reading->power_limit_watts <= 0) {
    return {};
  }
  return {{"power_limit_watts " + device, fmt::format("{:g}", reading->power_limit_watts)}};
}

RankReport report_of_this_rank(int rank, const std::string& host, const std::string& tool_version,
                               const std::string& mpi, const device::Device& device) {
  const sy_properties& properties = device.properties();
  const sy_backend_v1& backend = device.table();
  RankReport report;
  report.info = {.rank = rank,
                 .host = host,
                 .backend = backend.name,
                 .device = device.label(),
                 .vendor = properties.vendor,
                 .product = properties.name,
                 .chip_id = properties.chip_id,
                 .uuid = properties.uuid,
                 .pci_bus_id = properties.pci_bus_id,
                 .driver = properties.driver,
                 .firmware = properties.firmware,
                 .library_versions = properties.libraries,
                 .memory_bytes = properties.memory_bytes,
                 .threads = static_cast<int>(properties.threads),
                 .cpu_binding = format_cpu_list(allowed_cpus())};
  const std::string of_backend = fmt::format("backend {}", backend.name);
  report.software = {{"steelyard", tool_version},
                     {"compiler", compiler()},
                     {"MPI", mpi},
                     {of_backend, backend.version},
                     {of_backend + " driver", properties.driver},
                     {of_backend + " runtime", properties.runtime},
                     {of_backend + " libraries", properties.libraries}};
  std::erase_if(report.software, [](const auto& entry) { return entry.second.empty(); });
  report.variables = kept_variables(environ);
  try {
    report.facts = device_facts(device.label(), device.telemetry());
  } catch (const DeviceError& error) {
    log_warning(fmt::format("No power limit is on record: {}", error.what()));
  }
  return report;
}

std::string to_wire(const RankReport& report) {
  return dumped({{"info", WireRank{report.info}},
                 {"software", report.software},
                 {"variables", report.variables},
                 {"facts", report.facts}});
}

std::string to_wire(const NodeInfo& node) { return dumped(WireNode{node}); }

RankReport rank_from_wire(const std::string& text) {
  const json value = parsed(text);
  try {
    return {.info = value.at("info").get<WireRank>(),
            .software = value.at("software").get<std::map<std::string, std::string>>(),
            .variables = value.at("variables").get<std::map<std::string, std::string>>(),
            .facts = value.at("facts").get<std::map<std::string, std::string>>()};
  } catch (const json::exception& error) {
    throw CommError(
        fmt::format("A rank sent an incomplete description of itself: {}.", error.what()));
  }
}

NodeInfo node_from_wire(const std::string& text) {
  const json value = parsed(text);
  try {
    return value.get<WireNode>();
  } catch (const json::exception& error) {
    throw CommError(
        fmt::format("A rank sent an incomplete description of its node: {}.", error.what()));
  }
}

}  // namespace steelyard::collectors
