#include "harness/comm/tool_settings.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace steelyard::comm {
namespace {

bool wanted(std::string_view name) {
  const bool ours =
      name.starts_with("coll_") || name.starts_with("pml_") || name.starts_with("btl_");
  return ours && (name.ends_with("_priority") || name.ends_with("_major_version") ||
                  name.ends_with("_single_copy_mechanism") ||
                  name.starts_with("coll_tuned_allreduce_algorithm") ||
                  name.starts_with("coll_tuned_use_dynamic_rules"));
}

struct Variable {
  std::string name;
  MPI_Datatype type = MPI_DATATYPE_NULL;
  MPI_T_enum values = MPI_T_ENUM_NULL;
  int binding = MPI_T_BIND_NO_OBJECT;
};

/// Nothing for a variable whose component is not loaded (any more).
std::optional<Variable> variable(int index) {
  Variable found;
  std::array<char, 512> name{};
  int length = static_cast<int>(name.size());
  int verbosity = 0;
  int scope = 0;
  int no_text = 0;
  if (MPI_T_cvar_get_info(index, name.data(), &length, &verbosity, &found.type, &found.values,
                          nullptr, &no_text, &found.binding, &scope) != MPI_SUCCESS) {
    return std::nullopt;
  }
  found.name = name.data();
  return found;
}

/// The name of a value, or "" if it has none.
std::string value_name(MPI_T_enum values, std::int64_t value) {
  int count = 0;
  std::array<char, 128> text{};
  int length = static_cast<int>(text.size());
  if (MPI_T_enum_get_info(values, &count, text.data(), &length) != MPI_SUCCESS) return "";
  for (int i = 0; i < count; ++i) {
    int item = 0;
    length = static_cast<int>(text.size());
    if (MPI_T_enum_get_item(values, i, &item, text.data(), &length) == MPI_SUCCESS &&
        item == value) {
      return text.data();
    }
  }
  return "";
}

std::string read(const Variable& variable, MPI_T_cvar_handle handle, int count) {
  int width = 0;
  if (MPI_Type_size(variable.type, &width) != MPI_SUCCESS) return "";
  std::vector<char> bytes(static_cast<std::size_t>(count) * static_cast<std::size_t>(width) + 1);
  if (MPI_T_cvar_read(handle, bytes.data()) != MPI_SUCCESS) return "";
  if (variable.type == MPI_CHAR) return bytes.data();
  std::int64_t value = 0;
  if (width == sizeof(int)) {
    int narrow = 0;
    std::memcpy(&narrow, bytes.data(), sizeof(narrow));
    value = narrow;
  } else if (static_cast<std::size_t>(width) <= sizeof(value)) {
    std::memcpy(&value, bytes.data(), static_cast<std::size_t>(width));  // little-endian
  }
  const std::string name =
      variable.values == MPI_T_ENUM_NULL ? "" : value_name(variable.values, value);
  return name.empty() ? fmt::to_string(value) : name;
}

}  // namespace

ToolSettings read_tool_settings() {
  ToolSettings settings;
  int level = MPI_THREAD_SINGLE;
  if (MPI_T_init_thread(MPI_THREAD_MULTIPLE, &level) != MPI_SUCCESS) return settings;
  int variables = 0;
  if (MPI_T_cvar_get_num(&variables) != MPI_SUCCESS) variables = 0;
  for (int index = 0; index < variables; ++index) {
    const auto found = variable(index);
    if (!found || found->binding != MPI_T_BIND_NO_OBJECT || !wanted(found->name)) continue;
    MPI_T_cvar_handle handle = MPI_T_CVAR_HANDLE_NULL;
    int count = 0;
    if (MPI_T_cvar_handle_alloc(index, nullptr, &handle, &count) != MPI_SUCCESS) continue;
    settings[found->name] = read(*found, handle, count);
    MPI_T_cvar_handle_free(&handle);
  }
  MPI_T_finalize();
  return settings;
}

}  // namespace steelyard::comm
