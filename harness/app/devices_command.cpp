#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "harness/app/command.hpp"
#include "harness/app/torch_options.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

void describe(Options& options) {
  options.named.add_options()("format",
                              po::value<std::string>()->default_value("text")->value_name("FORMAT"),
                              "text or json");
  describe_torch_options(options);
}

/// The dtypes a device multiplies, "f64 f32 bf16".
std::string dtypes_of(const sy_properties& properties) {
  std::string text;
  for (const Dtype dtype : all_dtypes()) {
    if (!device::multiplies(properties, dtype)) continue;
    text += fmt::format("{}{}", text.empty() ? "" : " ", name(dtype));
  }
  return text;
}

nlohmann::json describe_device(const std::string& backend, const device::ExaminedDevice& device) {
  const std::string label = fmt::format("{}:{}", backend, device.index);
  if (!device.sentence.empty()) return {{"device", label}, {"error", device.sentence}};
  const sy_properties& properties = device.properties;
  return {{"device", label},
          {"name", properties.name},
          {"vendor", properties.vendor},
          {"chip", properties.chip_id},
          {"uuid", properties.uuid},
          {"pci_bus_id", properties.pci_bus_id},
          {"driver", properties.driver},
          {"firmware", properties.firmware},
          {"libraries", properties.libraries},
          {"memory_bytes", properties.memory_bytes},
          {"cache_bytes", properties.cache_bytes},
          {"threads", properties.threads},
          {"emulated", properties.emulated != 0},
          {"modelled", properties.modelled != 0},
          {"gemm_dtypes", dtypes_of(properties)}};
}

nlohmann::json describe_backend(const device::BackendListing& listing) {
  nlohmann::json entry{{"backend", listing.name},
                       {"version", listing.version},
                       {"description", listing.description},
                       {"file", listing.file.string()},
                       {"usable", listing.usable},
                       {"reason", listing.sentence},
                       {"devices", nlohmann::json::array()}};
  if (!listing.usable) return entry;
  for (const device::ExaminedDevice& device : listing.seen) {
    entry["devices"].push_back(describe_device(listing.name, device));
  }
  return entry;
}

/// One device in words, without its number.
std::string device_text(const nlohmann::json& device) {
  constexpr double gib = 1024.0 * 1024 * 1024;
  if (device.contains("error")) return device["error"].get<std::string>() + "\n";
  const std::string chip = device["chip"].get<std::string>();
  return fmt::format(
      "{}{}{}\n    memory {:.1f} GiB, last-level cache {:.1f} MiB, gemm {}\n    {}\n",
      device["name"].get<std::string>(), chip.empty() ? "" : ", chip " + chip,
      device["emulated"].get<bool>() ? " (emulated)" : "",
      device["memory_bytes"].get<double>() / gib, device["cache_bytes"].get<double>() / 1024 / 1024,
      device["gemm_dtypes"].get<std::string>(), device["libraries"].get<std::string>());
}

/// Neighbours that read the same are one entry: "cuda:0 to cuda:7".
std::string devices_text(const nlohmann::json& devices) {
  std::string text;
  for (std::size_t first = 0; first < devices.size();) {
    const std::string description = device_text(devices[first]);
    std::size_t last = first;
    while (last + 1 < devices.size() && device_text(devices[last + 1]) == description) ++last;
    text += fmt::format("  {}", devices[first]["device"].get<std::string>());
    if (last > first) text += fmt::format(" to {}", devices[last]["device"].get<std::string>());
    text += "  " + description;
    first = last + 1;
  }
  return text;
}

std::string as_text(const nlohmann::json& backends) {
  std::string text;
  for (const auto& backend : backends) {
    text += fmt::format("{} {}  {}\n", backend["backend"].get<std::string>(),
                        backend["version"].get<std::string>(),
                        backend["description"].get<std::string>());
    if (!backend["usable"].get<bool>()) {
      text += fmt::format("  not usable here: {}\n", backend["reason"].get<std::string>());
    }
    text += devices_text(backend["devices"]);
  }
  return text;
}

ExitCode execute(const Arguments& arguments, const std::string&) {
  const std::string format = choice(arguments, "format", {"text", "json"});
  apply_torch_options(arguments);
  nlohmann::json backends = nlohmann::json::array();
  for (const auto& listing : device::list_backends(device::Depth::every_device)) {
    backends.push_back(describe_backend(listing));
  }
  const auto replace = nlohmann::json::error_handler_t::replace;
  const std::string text =
      format == "json" ? backends.dump(2, ' ', false, replace) + "\n" : as_text(backends);
  std::fputs(text.c_str(), stdout);
  return ExitCode::fine;
}

}  // namespace

const Command& devices_command() {
  static const Command command{
      "devices", "[OPTIONS]", "list backends, and the devices found or what is missing",
      "",        describe,    execute};
  return command;
}

}  // namespace steelyard::app
