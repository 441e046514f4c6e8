#include "results/store/hdf5_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"

namespace steelyard::results::hdf5 {
namespace {

/// The text of HDF5's errors, cause first. What repeats on the way up is left out.
struct ErrorText {
  std::string text;
  int entries = 0;
};

extern "C" herr_t append_to_message(unsigned, const H5E_error2_t* entry, void* out) {
  auto& message = *static_cast<ErrorText*>(out);
  std::string said = entry->desc == nullptr ? "" : entry->desc;
  std::replace(said.begin(), said.end(), '\n', ' ');
  if (said.empty() || message.entries == 4 || message.text.find(said) != std::string::npos)
    return 0;
  message.text.append(message.entries == 0 ? "" : "; ").append(said);
  ++message.entries;
  return 0;
}

/// What the library says about its last failure; it then forgets it.
std::string error_stack() {
  ErrorText message;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, append_to_message, &message);
  H5Eclear2(H5E_DEFAULT);
  return message.entries == 0 ? "no message" : message.text;
}

}  // namespace

void prepare_library() {
  static const bool done = [] {
    // After a write that failed (a full disk), HDF5 1.10.8 crashes when it cleans up at exit. There
    // is nothing to clean up: every file is closed by its File.
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    H5PLset_loading_state(0);
    return true;
  }();
  static_cast<void>(done);
}

int check_header(const Context& context, hid_t object, const std::string& path) {
  H5O_info_t info{};
  context.check(H5Oget_info2(object, &info, H5O_INFO_BASIC | H5O_INFO_HDR), "opening", path);
  if (info.hdr.version < 2) context.refuse(path + " has a header without checksums");
  return info.type;
}

Id make_type(const Type& type) {
  switch (type.kind) {
    case Type::Kind::int32:
      return {H5Tcopy(H5T_STD_I32LE), H5Tclose};
    case Type::Kind::uint64:
      return {H5Tcopy(H5T_STD_U64LE), H5Tclose};
    case Type::Kind::float64:
      return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose};
    case Type::Kind::float32:
      return {H5Tcopy(H5T_IEEE_F32LE), H5Tclose};
    case Type::Kind::uint8:
      return {H5Tcopy(H5T_STD_U8LE), H5Tclose};
    case Type::Kind::text:
      break;
  }
  Id text{H5Tcopy(H5T_C_S1), H5Tclose};
  H5Tset_size(text.get(), type.bytes);
  H5Tset_strpad(text.get(), H5T_STR_NULLPAD);
  H5Tset_cset(text.get(), H5T_CSET_UTF8);
  return text;
}

Id make_type(std::span<const Column> columns) {
  Id record{H5Tcreate(H5T_COMPOUND, row_bytes(columns)), H5Tclose};
  std::size_t offset = 0;
  for (const Column& column : columns) {
    H5Tinsert(record.get(), column.name.c_str(), offset, make_type(column.type).get());
    offset += column.type.bytes;
  }
  return record;
}

bool is_record_of(hid_t type, const std::vector<Column>& columns) {
  struct Known {
    std::vector<Column> columns;
    Id type;
  };
  // Making a type of forty columns takes longer than reading the table. Who reads many files meets
  // the same few over and over.
  constexpr std::size_t most_known = 32;
  static std::vector<Known> all;
  auto known = std::find_if(all.begin(), all.end(),
                            [&](const Known& each) { return each.columns == columns; });
  if (known == all.end()) {
    if (all.size() == most_known) all.clear();
    all.push_back({columns, make_type(columns)});
    known = all.end() - 1;
  }
  return H5Tequal(type, known->type.get()) > 0;
}

/// Little-endian is both the file's order and that of every machine this program is built for.
static_assert(std::endian::native == std::endian::little);

std::size_t text_width(hid_t type) {
  const bool fixed = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
  return fixed ? H5Tget_size(type) : 0;
}

void Context::refuse(const std::string& why) const {
  if (reading) {
    // Names of members are part of the text.
    throw DataError(fmt::format("'{}' cannot be read as a {}: {}.", file, what, plain(why)));
  }
  throw StoreError(fmt::format("The {} '{}' cannot be written: {}.", what, file, why));
}

void Context::fail(std::string_view action, std::string_view object) const {
  const std::string said = error_stack();
  if (reading) {
    throw DataError(
        fmt::format("'{}' cannot be read as a {}: {} {} failed (HDF5: {}). It is "
                    "damaged, cut short, or was not written by this program.",
                    file, what, action, plain(object), plain(said)));
  }
  throw StoreError(fmt::format("The {} '{}' cannot be written: {} {} failed (HDF5: {}).", what,
                               file, action, object, said));
}

void Context::charge(std::uint64_t bytes, const std::string& object) {
  if (!reading) return;
  if (bytes > memory_left) {
    refuse(fmt::format("{} claims {} bytes, more than a file of {} bytes can hold", object, bytes,
                       file_bytes));
  }
  memory_left -= bytes;
}

}  // namespace steelyard::results::hdf5
