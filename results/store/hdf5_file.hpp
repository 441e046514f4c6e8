#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A small part of HDF5, behind objects that close themselves: the only home of HDF5's C API.
///
///     auto file = hdf5::File::create("run.h5");
///     auto group = file.root().create_group("cases", "One group for each case.");
///     auto samples = group.create_array("samples", "seconds", hdf5::Type::float64(), 2);
///     samples.append(std::as_bytes(std::span(values)));   // whole rows of two
///     file.close();
///
/// Every call of the library is checked in one place. What fails throws StoreError if the file is
/// open for writing and DataError if it is open for reading, with HDF5's own error stack in the
/// text; the library prints nothing by itself. Reading trusts nothing: only hard links, only types
/// that this program writes, no memory beyond what the size of the file justifies.
///
/// One thread at a time in the whole process (the library has global state). Objects may be moved,
/// and must not outlive their File.
namespace steelyard::results::hdf5 {

/// Type of one element. Little-endian in the file, this machine's own in memory; texts are UTF-8
/// of a fixed number of bytes, filled up with zeros.
struct Type {
  enum class Kind { int32, uint64, float64, float32, uint8, text };
  Kind kind = Kind::float64;
  std::size_t bytes = 8;

  static Type int32() { return {Kind::int32, 4}; }
  static Type uint64() { return {Kind::uint64, 8}; }
  static Type float64() { return {Kind::float64, 8}; }
  static Type float32() { return {Kind::float32, 4}; }
  static Type uint8() { return {Kind::uint8, 1}; }
  static Type text(std::size_t bytes) { return {Kind::text, bytes == 0 ? 1 : bytes}; }
  bool operator==(const Type&) const = default;
};

/// One column of a table. Rows are packed: columns follow each other without gaps.
struct Column {
  std::string name;
  Type type;
  bool operator==(const Column&) const = default;
};
std::size_t row_bytes(std::span<const Column> columns);

/// An attribute on its way into a file.
struct Attribute {
  std::string name;
  Type type;
  std::vector<std::byte> value;
  bool operator==(const Attribute&) const = default;
};

/// Texts of attributes and table columns are cut at these lengths (see fit() in fields.hpp).
inline constexpr std::size_t longest_attribute = 32000;
inline constexpr std::size_t longest_cell = 4096;
/// A text that is a dataset of its own may be this long.
inline constexpr std::size_t longest_text = std::size_t{64} << 20;

/// Which rows.
struct Rows {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// How the rows of an array are kept. Times of a real clock are noise below their first two bytes:
/// deflating them saves a fifth of the space and takes twenty times as long as writing them.
enum class Packing { deflated, plain };

/// Most rows of a chunk of an array: each append packs the last chunk anew.
inline constexpr std::uint64_t most_rows_of_chunk = 1024;

/// What files are called in messages.
inline constexpr const char* run_file = "run file";
inline constexpr const char* pack = "pack of runs";

struct Context;

/// An identifier of the library and the function that gives it back.
class Id {
 public:
  using Close = int (*)(std::int64_t);
  Id(std::int64_t value, Close close) : value_(value), close_(close) {}
  Id(Id&& other) noexcept;
  Id& operator=(Id&& other) noexcept;
  ~Id();
  std::int64_t get() const { return value_; }
  /// Gives the identifier away, without closing it.
  std::int64_t release();

 private:
  std::int64_t value_;
  Close close_;
};

/// A group or dataset, as far as its attributes go. All are scalars.
class Node {
 public:
  /// For the files of this wrapper: Context and identifiers mean nothing elsewhere.
  Node(std::shared_ptr<Context> context, Id id, std::string path);
  std::int64_t id() const { return id_.get(); }

  /// Writes an attribute; one of that name is replaced.
  void set(const std::string& name, Type type, std::span<const std::byte> value);
  void set(const std::string& name, std::string_view text);
  /// The value of an attribute, which must be of that kind.
  std::vector<std::byte> get(const std::string& name, Type::Kind kind) const;
  /// Where it stands in the file: "/cases/0123".
  const std::string& path() const { return path_; }
  /// Throws what a reader or writer of this file throws, with the file named.
  [[noreturn]] void refuse(const std::string& why) const;
  /// Counts memory that the caller makes of what is stored here; refuses if it is too much.
  void charge(std::uint64_t bytes) const;

 protected:
  std::shared_ptr<Context> context_;
  Id id_;
  std::string path_;
};

/// Rows that can grow in number: one-dimensional, or [row, column] of one type.
class Dataset : public Node {
 public:
  std::uint64_t rows() const;
  /// Columns of a table with the width that texts have in this file; empty for arrays.
  const std::vector<Column>& columns() const { return columns_; }
  /// Adds whole rows at the end.
  void append(std::span<const std::byte> rows);
  /// All rows. `memory_per_row`: what the caller will make of each, in bytes, beside these.
  std::vector<std::byte> read(std::size_t memory_per_row = 0) const;
  /// All rows of an array of T, read in one piece to where they stay.
  template <class T>
  std::vector<T> read_as() const {
    std::vector<T> values(begin_reading(0) / sizeof(T));
    read_into(std::as_writable_bytes(std::span(values)));
    return values;
  }
  /// Some rows of an array, as they are stored; refuses those that are not there.
  std::vector<std::byte> read(Rows wanted) const;
  template <class T>
  std::vector<T> read_as(Rows wanted) const {
    std::vector<T> values(begin_reading(wanted) / sizeof(T));
    read_into(wanted, std::as_writable_bytes(std::span(values)));
    return values;
  }

 private:
  friend class Group;
  Dataset(Node node, Id type, std::vector<Column> columns, std::size_t row_size);
  /// Checks how the rows are stored and whether they may take that memory. Returns their bytes.
  std::size_t begin_reading(std::size_t memory_per_row) const;
  std::size_t begin_reading(std::size_t memory_per_row, std::uint64_t rows) const;
  std::size_t begin_reading(Rows wanted) const;
  void check_storage() const;
  void read_into(std::span<std::byte> all) const;
  void read_into(Rows wanted, std::span<std::byte> rows) const;

  Id type_;  ///< of an element in the file, which is that in memory too
  std::vector<Column> columns_;
  std::size_t row_size_;
  mutable bool storage_is_checked_ = false;
};

class Group : public Node {
 public:
  Group create_group(const std::string& name, std::string_view description);
  /// An empty array of [row] (width 0) or [row, width].
  Dataset create_array(const std::string& name, std::string_view units, Type type,
                       std::uint64_t width = 0, Packing packing = Packing::deflated,
                       std::uint64_t most_rows = most_rows_of_chunk);
  /// An empty table: a one-dimensional dataset of records.
  Dataset create_table(const std::string& name, std::string_view units,
                       std::vector<Column> columns);
  /// A text as a dataset of its own, up to longest_text bytes.
  void create_text(const std::string& name, std::string_view text);
  /// Takes a member away, with all that is in it.
  void remove(const std::string& name);

  /// Whether there is a member of that name.
  bool has(const std::string& name) const;
  Group group(const std::string& name) const;
  Dataset array(const std::string& name, Type type, std::uint64_t width = 0) const;
  /// The columns must be those of the file, in order; the width of texts is the file's.
  Dataset table(const std::string& name, const std::vector<Column>& columns) const;
  std::string text(const std::string& name) const;
  /// Names of all members, sorted.
  std::vector<std::string> names() const;

 private:
  friend class File;
  using Node::Node;
  explicit Group(Node node) : Node(std::move(node)) {}
  Node open(const std::string& name, int kind) const;
  std::string child(const std::string& name) const;
};

class File {
 public:
  /// A new file; one that exists is emptied. `what` it is called in messages.
  static File create(const std::filesystem::path& file, const char* what = run_file);
  static File open_for_writing(const std::filesystem::path& file, const char* what = run_file);
  /// Refuses what is not a regular file of the format that create() writes.
  static File open_for_reading(const std::filesystem::path& file, const char* what = run_file);

  Group root() const;
  /// Writes everything out and closes; throws if that fails. Objects of the file must be gone.
  void close();

 private:
  File(std::shared_ptr<Context> context, Id id);

  std::shared_ptr<Context> context_;
  Id id_;
};

/// Bytes that the content of a file may take in memory, by what it takes on the disk: a fixed part
/// and a multiple. Holes of a sparse file count for nothing.
std::uint64_t memory_for(const std::filesystem::path& file);

}  // namespace steelyard::results::hdf5
