#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "results/store/hdf5_context.hpp"

namespace steelyard::results::hdf5 {

std::uint64_t Dataset::rows() const {
  const Id space{context_->check(H5Dget_space(id_.get()), "measuring", path_), H5Sclose};
  std::array<hsize_t, 2> extent{};
  const int rank = H5Sget_simple_extent_ndims(space.get());
  if (rank < 1 || rank > 2) refuse("has neither one dimension nor two");
  H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  return extent[0];
}

void Dataset::append(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (bytes.size() % row_size_ != 0) refuse("was given a part of a row");
  Id space{context_->check(H5Dget_space(id_.get()), "measuring", path_), H5Sclose};
  std::array<hsize_t, 2> extent{};
  const int rank = H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  std::array<hsize_t, 2> start{extent[0], 0};
  std::array<hsize_t, 2> count{bytes.size() / row_size_, extent[1]};
  extent[0] += count[0];
  context_->check(H5Dset_extent(id_.get(), extent.data()), "extending", path_);
  space = Id{context_->check(H5Dget_space(id_.get()), "measuring", path_), H5Sclose};
  context_->check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr,
                                      count.data(), nullptr),
                  "selecting new rows of", path_);
  const Id memory{H5Screate_simple(rank, count.data(), nullptr), H5Sclose};
  context_->check(
      H5Dwrite(id_.get(), type_.get(), memory.get(), space.get(), H5P_DEFAULT, bytes.data()),
      "writing", path_);
  // Chunks stay in a cache until the dataset is closed, by a destructor, which could not say that
  // the disk is full.
  context_->check(H5Dflush(id_.get()), "writing", path_);
}

namespace {

/// Only the three filters that this program writes; others may allocate or load what they like.
bool filters_are_ours(hid_t creation) {
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    unsigned flags = 0;
    unsigned config = 0;
    std::size_t values = 0;
    const auto filter = H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr,
                                       0, nullptr, &config);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE &&
        filter != H5Z_FILTER_FLETCHER32) {
      return false;
    }
  }
  return true;
}

/// Every chunk of the extent is there and no larger than it can be: HDF5 would read a missing one
/// as zeros, and would inflate a large one without a limit.
std::string wrong_chunk(hid_t dataset, std::span<const hsize_t> extent,
                        std::span<const hsize_t> chunk, std::uint64_t bytes_per_chunk,
                        std::uint64_t file_bytes) {
  std::uint64_t chunks = 1;
  for (std::size_t d = 0; d < extent.size(); ++d) {
    const std::uint64_t along = extent[d] / chunk[d] + (extent[d] % chunk[d] != 0 ? 1 : 0);
    if (along != 0 && chunks > file_bytes / along) return "has more chunks than the file has bytes";
    chunks *= along;
  }
  std::array<hsize_t, 2> at{};
  for (std::uint64_t i = 0; i < chunks; ++i) {
    // Not H5Dget_chunk_info_by_coord, which looks at all chunks for each.
    hsize_t stored = 0;
    if (H5Dget_chunk_storage_size(dataset, at.data(), &stored) < 0 || stored == 0) {
      return "lacks a chunk";
    }
    if (stored > bytes_per_chunk + 64) return "has a chunk of an impossible size";
    const std::size_t last = extent.size() - 1;
    at[last] += chunk[last];
    if (last == 1 && at[1] >= extent[1]) at = {at[0] + chunk[0], 0};
  }
  return "";
}

/// What is wrong with how an array or table is stored, or "".
std::string wrong_storage(hid_t dataset, std::span<const hsize_t> extent, std::uint64_t element,
                          std::uint64_t file_bytes) {
  const Id creation{H5Dget_create_plist(dataset), H5Pclose};
  if (H5Pget_layout(creation.get()) != H5D_CHUNKED) return "is not stored in chunks";
  if (!filters_are_ours(creation.get())) return "is packed by a filter that is not used here";
  std::array<hsize_t, 2> chunk{};
  if (H5Pget_chunk(creation.get(), 2, chunk.data()) != static_cast<int>(extent.size())) {
    return "has chunks of another rank";
  }
  std::uint64_t bytes = element;
  for (std::size_t d = 0; d < extent.size(); ++d) {
    if (chunk[d] == 0 || chunk[d] > largest_chunk_bytes / bytes) return "has chunks too large";
    bytes *= chunk[d];
  }
  H5D_chunk_index_t index = H5D_CHUNK_IDX_BTREE;
  if (H5Dget_chunk_index_type(dataset, &index) < 0 || index == H5D_CHUNK_IDX_BTREE) {
    return "has a chunk index without checksums";
  }
  return wrong_chunk(dataset, extent, {chunk.data(), extent.size()}, bytes, file_bytes);
}

}  // namespace

std::size_t Dataset::begin_reading(std::size_t memory_per_row) const {
  return begin_reading(memory_per_row, rows());
}

std::size_t Dataset::begin_reading(std::size_t memory_per_row, std::uint64_t wanted) const {
  const std::size_t memory = row_size_ + memory_per_row;
  if (wanted > std::numeric_limits<std::uint64_t>::max() / memory) {
    refuse("has an absurd number of rows");
  }
  context_->charge(wanted * memory, path_);
  if (wanted == 0) return 0;
  if (!storage_is_checked_) check_storage();
  return wanted * row_size_;
}

void Dataset::check_storage() const {
  const Id space{context_->check(H5Dget_space(id_.get()), "measuring", path_), H5Sclose};
  std::array<hsize_t, 2> extent{};
  const int rank = H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  const std::string wrong =
      wrong_storage(id_.get(), {extent.data(), static_cast<std::size_t>(rank)},
                    H5Tget_size(type_.get()), context_->file_bytes);
  if (!wrong.empty()) refuse(wrong);
  storage_is_checked_ = true;
}

void Dataset::read_into(std::span<std::byte> all) const {
  if (all.empty()) return;
  context_->check(H5Dread(id_.get(), type_.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()),
                  "reading", path_);
}

std::vector<std::byte> Dataset::read(std::size_t memory_per_row) const {
  std::vector<std::byte> bytes(begin_reading(memory_per_row));
  read_into(bytes);
  return bytes;
}

std::size_t Dataset::begin_reading(Rows wanted) const {
  const std::uint64_t there = rows();
  if (wanted.first > there || wanted.count > there - wanted.first) refuse("has too few rows");
  return begin_reading(0, wanted.count);
}

void Dataset::read_into(Rows wanted, std::span<std::byte> bytes) const {
  if (bytes.empty()) return;
  const Id space{context_->check(H5Dget_space(id_.get()), "measuring", path_), H5Sclose};
  std::array<hsize_t, 2> extent{};
  const int rank = H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  const std::array<hsize_t, 2> start{wanted.first, 0};
  const std::array<hsize_t, 2> count{wanted.count, extent[1]};
  context_->check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr,
                                      count.data(), nullptr),
                  "selecting rows of", path_);
  const Id memory{H5Screate_simple(rank, count.data(), nullptr), H5Sclose};
  context_->check(
      H5Dread(id_.get(), type_.get(), memory.get(), space.get(), H5P_DEFAULT, bytes.data()),
      "reading", path_);
}

std::vector<std::byte> Dataset::read(Rows wanted) const {
  std::vector<std::byte> bytes(begin_reading(wanted));
  read_into(wanted, bytes);
  return bytes;
}

}  // namespace steelyard::results::hdf5
