#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "harness/core/record.hpp"
#include "results/store/hdf5_file.hpp"

/// Members of records as attributes and as columns of tables: how each C++ type is stored, and the
/// walkers over the lists of schema.hpp.
namespace steelyard::results {

/// `text`, or its beginning with "... (N bytes cut)" if it is longer than `most` bytes. Cut between
/// characters of UTF-8.
std::string fit(std::string_view text, std::size_t most);

/// Enumerations are stored by name; a name of the future or of nobody is refused by the reader.
template <class Enum>
requires std::is_enum_v<Enum>
bool parse_into(Enum& out, std::string_view text) {
  std::optional<Enum> parsed;
  if constexpr (std::is_same_v<Enum, Outcome>) parsed = parse_outcome(text);
  if constexpr (std::is_same_v<Enum, Origin>) parsed = parse_origin(text);
  if constexpr (std::is_same_v<Enum, RunState>) parsed = parse_run_state(text);
  if constexpr (std::is_same_v<Enum, VerificationState>) parsed = parse_verification_state(text);
  if constexpr (std::is_same_v<Enum, StopReason>) parsed = parse_stop_reason(text);
  if (parsed) out = *parsed;
  return parsed.has_value();
}

/// The names of enumerations have room to grow in a table.
inline constexpr std::size_t enum_width = 32;

/// What a member is in the file. Widths of texts come from the values.
template <class T>
hdf5::Type type_of(const T& value, std::size_t longest) {
  if constexpr (std::is_same_v<T, std::string>) {
    return hdf5::Type::text(std::min(value.size(), longest));
  } else if constexpr (std::is_enum_v<T>) {
    return hdf5::Type::text(enum_width);
  } else if constexpr (std::is_same_v<T, bool>) {
    return hdf5::Type::uint8();
  } else if constexpr (std::is_same_v<T, int>) {
    return hdf5::Type::int32();
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    return hdf5::Type::uint64();
  } else {
    static_assert(std::is_same_v<T, double>);
    return hdf5::Type::float64();
  }
}

/// Writes a member into `cell`, which has the size of its type; the rest of a text is zeros.
template <class T>
void put(const T& value, std::span<std::byte> cell) {
  if constexpr (std::is_same_v<T, std::string>) {
    const std::string text = fit(value, cell.size());
    std::memcpy(cell.data(), text.data(), text.size());
  } else if constexpr (std::is_enum_v<T>) {
    put(std::string(name(value)), cell);
  } else if constexpr (std::is_same_v<T, bool>) {
    cell[0] = std::byte{value};
  } else {
    std::memcpy(cell.data(), &value, sizeof value);
  }
}

/// The opposite of put(). False if the bytes are not a value of this type.
template <class T>
bool take(T& value, std::span<const std::byte> cell) {
  if constexpr (std::is_same_v<T, std::string> || std::is_enum_v<T>) {
    std::string_view text(reinterpret_cast<const char*>(cell.data()), cell.size());
    text = text.substr(0, text.find_last_not_of('\0') + 1);
    if constexpr (std::is_enum_v<T>) return parse_into(value, text);
    if constexpr (std::is_same_v<T, std::string>) value = text;
  } else if constexpr (std::is_same_v<T, bool>) {
    value = cell[0] != std::byte{0};
    return cell[0] <= std::byte{1};
  } else {
    std::memcpy(&value, cell.data(), sizeof value);
  }
  return true;
}

/// Visitor that packs every member as an attribute.
class AttributePacker {
 public:
  template <class T>
  void operator()(const char* attribute, const char*, const T& value) {
    const hdf5::Type type = type_of(value, hdf5::longest_attribute);
    packed_.push_back({attribute, type, std::vector<std::byte>(type.bytes)});
    put(value, std::span(packed_.back().value));
  }
  std::vector<hdf5::Attribute> take() { return std::move(packed_); }

 private:
  std::vector<hdf5::Attribute> packed_;
};

/// Visitor that writes every member as an attribute.
class AttributeWriter {
 public:
  explicit AttributeWriter(hdf5::Node& node) : node_(node) {}
  template <class T>
  void operator()(const char* attribute, const char*, const T& value) {
    const hdf5::Type type = type_of(value, hdf5::longest_attribute);
    std::vector<std::byte> bytes(type.bytes);
    put(value, std::span(bytes));
    node_.set(attribute, type, bytes);
  }

 private:
  hdf5::Node& node_;
};

/// Visitor that reads every member from an attribute.
class AttributeReader {
 public:
  explicit AttributeReader(const hdf5::Node& node) : node_(node) {}
  template <class T>
  void operator()(const char* attribute, const char*, T& value) {
    const std::vector<std::byte> bytes = node_.get(attribute, type_of(value, 1).kind);
    if (!take(value, std::span(bytes))) {
      node_.refuse(std::string("has an attribute '") + attribute + "' with an unknown value");
    }
  }

 private:
  const hdf5::Node& node_;
};

/// The columns of a table that holds `rows`: names from `describe`, widths of texts from the rows.
template <class Row, class Describe>
std::vector<hdf5::Column> columns_for(std::span<const Row> rows, Describe describe) {
  std::vector<hdf5::Column> columns;
  const Row empty{};
  describe(
      [&](const char* column, const char*, const auto& value) {
        columns.push_back({column, type_of(value, 1)});
      },
      empty);
  for (const Row& row : rows) {
    std::size_t i = 0;
    describe(
        [&](const char*, const char*, const auto& value) {
          auto& bytes = columns[i++].type.bytes;
          bytes = std::max(bytes, type_of(value, hdf5::longest_cell).bytes);
        },
        row);
  }
  return columns;
}

/// "rank: 1; host: text": the units attribute of a table.
template <class Row, class Describe>
std::string units_of(Describe describe) {
  std::string units;
  const Row empty{};
  describe(
      [&](const char* column, const char* unit, const auto&) {
        units.append(units.empty() ? "" : "; ").append(column).append(": ").append(unit);
      },
      empty);
  return units;
}

template <class Row, class Describe>
std::vector<std::byte> pack_rows(std::span<const Row> rows, std::span<const hdf5::Column> columns,
                                 Describe describe) {
  std::vector<std::byte> bytes(rows.size() * hdf5::row_bytes(columns));
  std::size_t at = 0;
  for (const Row& row : rows) {
    std::size_t i = 0;
    describe(
        [&](const char*, const char*, const auto& value) {
          const std::size_t width = columns[i++].type.bytes;
          put(value, std::span(bytes).subspan(at, width));
          at += width;
        },
        row);
  }
  return bytes;
}

/// Creates a table and fills it.
template <class Row, class Describe>
void write_table(hdf5::Group& group, const std::string& table, std::span<const Row> rows,
                 Describe describe) {
  const auto columns = columns_for(rows, describe);
  auto dataset = group.create_table(table, units_of<Row>(describe), columns);
  dataset.append(pack_rows(rows, std::span(columns), describe));
}

/// Reads a whole table; refuses cells with unknown values.
template <class Row, class Describe>
std::vector<Row> read_table(const hdf5::Group& group, const std::string& table, Describe describe) {
  const auto dataset = group.table(table, columns_for(std::span<const Row>{}, describe));
  const auto bytes = dataset.read(sizeof(Row));
  const auto& columns = dataset.columns();
  std::vector<Row> rows(bytes.size() / hdf5::row_bytes(columns));
  std::size_t at = 0;
  for (Row& row : rows) {
    std::size_t i = 0;
    describe(
        [&](const char* column, const char*, auto& value) {
          const std::size_t width = columns[i++].type.bytes;
          if (!take(value, std::span(bytes).subspan(at, width))) {
            dataset.refuse(std::string("has an unknown value in its column ") + column);
          }
          at += width;
        },
        row);
  }
  return rows;
}

}  // namespace steelyard::results
