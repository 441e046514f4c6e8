#pragma once

#include <hdf5.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/store/hdf5_file.hpp"

/// What the files hdf5_*.cpp share, and nobody else includes: the checked call and the types.
namespace steelyard::results::hdf5 {

static_assert(std::is_same_v<hid_t, std::int64_t>);

/// What all objects of one file share.
struct Context {
  std::string file;
  const char* what = run_file;
  bool reading = false;
  std::uint64_t file_bytes = 0;   ///< reading
  std::uint64_t memory_left = 0;  ///< reading: bytes that may still be allocated for its content

  [[noreturn]] void refuse(const std::string& why) const;
  [[noreturn]] void fail(std::string_view action, std::string_view object) const;
  void charge(std::uint64_t bytes, const std::string& object);
  /// The one place where results of the library are looked at.
  template <class T>
  T check(T result, std::string_view action, std::string_view object) const {
    if (result < 0) fail(action, object);
    return result;
  }
};

/// Silences the library's own printing, its search for filter plug-ins and its handler at exit.
/// Must come before every other call of the library; does its work once.
void prepare_library();

/// Refuses an object whose header has no checksum; else its type (H5O_TYPE_GROUP, ...).
int check_header(const Context& context, hid_t object, const std::string& path);

/// The type in the file and in memory.
Id make_type(const Type& type);
/// A record of packed columns.
Id make_type(std::span<const Column> columns);
/// Whether a type of the file is the record of these columns.
bool is_record_of(hid_t type, const std::vector<Column>& columns);
/// The width of a fixed-length text type, or 0 if it is none.
std::size_t text_width(hid_t type);

/// A chunk is 64 KiB of samples. A reader accepts twice that: HDF5 inflates a chunk without a
/// limit, a thousandfold at worst, so the size of a chunk is what bounds its memory.
inline constexpr std::uint64_t chunk_bytes = 64 << 10;
inline constexpr std::uint64_t largest_chunk_bytes = 2 * chunk_bytes;

}  // namespace steelyard::results::hdf5
