#include "harness/device/table_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace steelyard::device {
namespace {

struct Function {
  std::string_view name;
  bool present;
};

/// The first function that is missing, as a sentence, or "".
std::string missing(std::string_view group, std::initializer_list<Function> functions) {
  for (const Function& function : functions) {
    if (!function.present) {
      return fmt::format("its group '{}' lacks the function '{}'.", group, function.name);
    }
  }
  return "";
}

std::string flaw_of(const sy_devices& group) {
  return missing("devices", {{"probe", group.probe != nullptr},
                             {"count", group.count != nullptr},
                             {"open", group.open != nullptr},
                             {"close", group.close != nullptr},
                             {"properties", group.properties != nullptr}});
}

std::string flaw_of(const sy_memory& group) {
  return missing("memory", {{"allocate", group.allocate != nullptr},
                            {"release", group.release != nullptr},
                            {"free_bytes", group.free_bytes != nullptr},
                            {"copy_to_device", group.copy_to_device != nullptr},
                            {"copy_to_host", group.copy_to_host != nullptr},
                            {"copy_on_device", group.copy_on_device != nullptr},
                            {"fill", group.fill != nullptr}});
}

std::string flaw_of(const sy_streams& group) {
  return missing("streams", {{"stream_create", group.stream_create != nullptr},
                             {"stream_destroy", group.stream_destroy != nullptr},
                             {"stream_synchronize", group.stream_synchronize != nullptr},
                             {"stream_query", group.stream_query != nullptr},
                             {"event_create", group.event_create != nullptr},
                             {"event_destroy", group.event_destroy != nullptr},
                             {"event_record", group.event_record != nullptr},
                             {"event_elapsed", group.event_elapsed != nullptr}});
}

std::string flaw_of(const sy_gemm_functions& group) {
  return missing("gemm", {{"plan", group.plan != nullptr},
                          {"autotune", group.autotune != nullptr},
                          {"algorithm", group.algorithm != nullptr},
                          {"packed_bytes", group.packed_bytes != nullptr},
                          {"pack", group.pack != nullptr},
                          {"run", group.run != nullptr},
                          {"destroy", group.destroy != nullptr}});
}

std::string flaw_of(const sy_pointwise& group) {
  return missing("pointwise", {{"triad", group.triad != nullptr},
                               {"scale", group.scale != nullptr},
                               {"reduce", group.reduce != nullptr},
                               {"adam", group.adam != nullptr}});
}

/// All but abort(), which may be missing.
std::string flaw_of(const sy_collectives& group) {
  return missing("collectives", {{"unique_id", group.unique_id != nullptr},
                                 {"init", group.init != nullptr},
                                 {"destroy", group.destroy != nullptr},
                                 {"library", group.library != nullptr},
                                 {"algorithm", group.algorithm != nullptr},
                                 {"all_reduce", group.all_reduce != nullptr},
                                 {"reduce_scatter", group.reduce_scatter != nullptr},
                                 {"all_gather", group.all_gather != nullptr},
                                 {"broadcast", group.broadcast != nullptr},
                                 {"all_to_all", group.all_to_all != nullptr},
                                 {"send", group.send != nullptr},
                                 {"receive", group.receive != nullptr},
                                 {"group_start", group.group_start != nullptr},
                                 {"group_end", group.group_end != nullptr}});
}

std::string flaw_of(const sy_telemetry& group) {
  return missing("telemetry",
                 {{"read", group.read != nullptr}, {"period", group.period != nullptr}});
}

std::string flaw_of(const sy_probe& group) {
  return missing("probe", {{"run", group.run != nullptr}});
}

/// Looks at a group's size before anything else of it is read.
template <class Group>
std::string flaw_of(std::string_view name, const Group* group, bool required) {
  if (group == nullptr) {
    return required ? fmt::format("its required group '{}' is missing.", name) : "";
  }
  if (group->size < sizeof(Group)) {
    return fmt::format(
        "its group '{}' has {} bytes where {} are needed; build it with this "
        "version's backend.h.",
        name, group->size, sizeof(Group));
  }
  return flaw_of(*group);
}

bool is_name(const char* text) {
  if (text == nullptr || *text == '\0') return false;
  return std::ranges::all_of(std::string_view(text), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string flaw_of_head(const sy_backend_v1& table) {
  if (table.abi != SY_ABI_VERSION) {
    return fmt::format(
        "it is built for backend ABI {}, and this program speaks ABI {}; build it "
        "with this version's backend.h.",
        table.abi, SY_ABI_VERSION);
  }
  if (table.size < sizeof(sy_backend_v1)) {
    return fmt::format(
        "its table has {} bytes where {} are needed; build it with this version's "
        "backend.h.",
        table.size, sizeof(sy_backend_v1));
  }
  if (!is_name(table.name)) return "its name is missing or is not made of a-z, 0-9 and '_'.";
  if (table.version == nullptr) return "its version is missing.";
  if (table.description == nullptr) return "its description is missing.";
  if (table.last_error == nullptr) return "its function 'last_error' is missing.";
  return "";
}

}  // namespace

std::string flaw_of(const sy_backend_v1* table) {
  if (table == nullptr) return "its entry point returned no table.";
  std::string flaw = flaw_of_head(*table);
  if (!flaw.empty()) return flaw;
  for (const std::string& found :
       {flaw_of("devices", table->devices, true), flaw_of("memory", table->memory, true),
        flaw_of("streams", table->streams, true), flaw_of("gemm", table->gemm, false),
        flaw_of("pointwise", table->pointwise, false),
        flaw_of("collectives", table->collectives, false),
        flaw_of("telemetry", table->telemetry, false), flaw_of("probe", table->probe, false)}) {
    if (!found.empty()) return found;
  }
  return "";
}

}  // namespace steelyard::device
