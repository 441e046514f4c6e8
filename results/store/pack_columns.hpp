#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "results/store/fields.hpp"
#include "results/store/hdf5_file.hpp"
#include "results/store/pack_schema.hpp"

/// Rows as columns, one dataset for each member, on their way into a pack and out of it.
namespace steelyard::results {

/// What a member is in a column.
template <class T>
hdf5::Type column_type(const T& value) {
  if constexpr (pack_schema::is_text<T>) return hdf5::Type::int32();
  if constexpr (!pack_schema::is_text<T>) return type_of(value, 1);
}

/// One array on its way into a file. Whole chunks are written as they fill and the rest at the end,
/// so that no chunk is written twice and the file has no holes.
class GrowingColumn {
 public:
  GrowingColumn(std::string name, std::string units, hdf5::Type type, std::uint64_t width,
                hdf5::Packing packing);
  void create(hdf5::Group& group) const;
  void add(std::span<const std::byte> cells) {
    waiting_.insert(waiting_.end(), cells.begin(), cells.end());
  }
  template <class T>
  void add_all(const std::vector<T>& values) {
    add(std::as_bytes(std::span(values)));
  }
  enum class What { whole_chunks, all };
  void write(hdf5::Group& group, What what);

 private:
  std::uint64_t rows_of_chunk() const;

  std::string name_;
  std::string units_;
  hdf5::Type type_;
  std::uint64_t width_;
  hdf5::Packing packing_;
  std::vector<std::byte> waiting_;
};

/// Texts on their way into a file, each once.
class TextPool {
 public:
  TextPool();
  int number(const std::string& text);
  void create(hdf5::Group& root) const;
  void write(hdf5::Group& root, GrowingColumn::What what);

 private:
  std::unordered_map<std::string, int> numbers_;
  std::uint64_t end_ = 0;
  GrowingColumn bytes_;
  GrowingColumn ends_;
};

/// A list of rows on its way into a file.
template <class Row, class Describe>
class GrowingRows {
 public:
  /// Both outlive this.
  GrowingRows(std::string_view group, std::string_view description, Describe describe,
              TextPool& texts)
      : group_(group), description_(description), describe_(describe), texts_(texts) {
    const Row empty{};
    describe_(
        [&](const char* column, const char* units, const auto& value) {
          const hdf5::Type type = column_type(value);
          // Times are noise, which deflating would hardly make smaller; and what a reader may take
          // in memory is a multiple of what stands on the disk.
          const bool is_time =
              type.kind == hdf5::Type::Kind::float64 && std::string_view(units) == "seconds";
          columns_.emplace_back(column, units, type, 0,
                                is_time ? hdf5::Packing::plain : hdf5::Packing::deflated);
        },
        empty);
  }

  void create(hdf5::Group& root) const {
    auto group = root.create_group(std::string(group_), description_);
    for (const GrowingColumn& column : columns_) column.create(group);
  }

  void add(const Row& row) { add_cells(cells_of(row)); }

  /// Adds the row if it is not there; returns its number.
  int add_once(const Row& row) {
    const auto cells = cells_of(row);
    std::string key;
    for (const auto& cell : cells) {
      key.append(reinterpret_cast<const char*>(cell.data()), cell.size());
    }
    const auto [known, is_new] = known_.emplace(std::move(key), static_cast<int>(known_.size()));
    if (is_new) add_cells(cells);
    return known->second;
  }

  void write(hdf5::Group& root, GrowingColumn::What what) {
    auto group = root.group(std::string(group_));
    for (GrowingColumn& column : columns_) column.write(group, what);
  }

 private:
  using Cells = std::vector<std::vector<std::byte>>;

  Cells cells_of(const Row& row) {
    Cells cells;
    describe_(
        [&]<class T>(const char*, const char*, const T& value) {
          auto& cell = cells.emplace_back(column_type(value).bytes);
          if constexpr (std::is_enum_v<T>) {
            put(texts_.number(std::string(name(value))), std::span(cell));
          } else if constexpr (std::is_same_v<T, std::string>) {
            put(texts_.number(value), std::span(cell));
          } else {
            put(value, std::span(cell));
          }
        },
        row);
    return cells;
  }

  void add_cells(const Cells& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) columns_[i].add(cells[i]);
  }

  std::string_view group_;
  std::string_view description_;
  Describe describe_;
  TextPool& texts_;
  std::vector<GrowingColumn> columns_;
  std::unordered_map<std::string, int> known_;
};

/// The pool of texts of a file.
class Texts {
 public:
  explicit Texts(const hdf5::Group& root);
  /// Refuses a number that none has, in the name of `asking`; counts its bytes as memory.
  std::string_view get(int number, const hdf5::Node& asking) const;

 private:
  std::vector<std::byte> bytes_;
  std::vector<std::uint64_t> ends_;
};

/// Numbers of an array of int32; refuses those that are negative.
std::vector<std::int32_t> read_counts(const hdf5::Group& group, const std::string& name);

/// A list of rows of a file.
template <class Row, class Describe>
class StoredRows {
 public:
  StoredRows(const hdf5::Group& root, std::string_view group, Describe describe)
      : group_(root.group(std::string(group))), describe_(describe) {
    const Row empty{};
    describe_(
        [&](const char* column, const char*, const auto& value) {
          columns_.push_back(group_.array(column, column_type(value)));
          sizes_.push_back(column_type(value).bytes);
          if (columns_.back().rows() != rows()) group_.refuse("has columns of unlike lengths");
        },
        empty);
    if (rows() > std::numeric_limits<std::int32_t>::max()) group_.refuse("has too many rows");
  }

  std::uint64_t rows() const { return columns_.front().rows(); }
  const hdf5::Group& group() const { return group_; }

  /// Reads these rows, in place of those it read before.
  void load(hdf5::Rows wanted) {
    cells_.clear();
    for (const hdf5::Dataset& column : columns_) cells_.push_back(column.read(wanted));
  }

  /// Fills the members of `row` from the i-th of the rows that were read.
  void take(std::size_t i, Row& row, const Texts& texts) const {
    std::size_t column = 0;
    describe_(
        [&]<class T>(const char* name, const char*, T& value) {
          const std::size_t size = sizes_[column];
          const auto cell = std::span(cells_[column++]).subspan(i * size, size);
          if (!take_cell(cell, value, texts)) {
            group_.refuse(std::string("has an unknown value in its column ") + name);
          }
        },
        row);
  }

  /// The cell of the first column, which is an int32, in the i-th of the rows that were read.
  std::int32_t first_cell(std::size_t i) const {
    std::int32_t value = 0;
    std::memcpy(&value, cells_.front().data() + i * sizeof value, sizeof value);
    return value;
  }

  /// All rows.
  std::vector<Row> all(const Texts& texts) {
    load({0, rows()});
    group_.charge(rows() * sizeof(Row));
    std::vector<Row> out(rows());
    for (std::size_t i = 0; i < out.size(); ++i) take(i, out[i], texts);
    return out;
  }

 private:
  template <class T>
  bool take_cell(std::span<const std::byte> cell, T& value, const Texts& texts) const {
    if constexpr (pack_schema::is_text<T>) {
      std::int32_t number = -1;
      results::take(number, cell);
      const std::string_view text = texts.get(number, group_);
      if constexpr (std::is_enum_v<T>) return parse_into(value, text);
      if constexpr (!std::is_enum_v<T>) value = text;
      return true;
    } else {
      return results::take(value, cell);
    }
  }

  hdf5::Group group_;
  Describe describe_;
  std::vector<hdf5::Dataset> columns_;
  std::vector<std::size_t> sizes_;
  std::vector<std::vector<std::byte>> cells_;
};

}  // namespace steelyard::results
