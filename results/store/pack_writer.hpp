#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "results/store/hdf5_file.hpp"
#include "results/store/packed_run.hpp"

namespace steelyard::results {

/// Writes a pack to FILE.next, and puts it in the place of FILE when it is whole: after a kill or
/// on a full disk FILE is what it was. Whoever uses it holds the WriteLock of FILE.
class PackWriter {
 public:
  /// Throws StoreError, as the calls below do, with the system's words.
  explicit PackWriter(std::filesystem::path file);
  /// Removes FILE.next, unless it took its place.
  ~PackWriter();
  PackWriter(const PackWriter&) = delete;
  PackWriter& operator=(const PackWriter&) = delete;

  /// Appends. No file is open between calls, so processes may be started then.
  void add(const std::vector<PackedRun>& runs);
  std::size_t runs() const;
  /// Reads all of it again and makes its digests, then puts it in its place. The last call.
  void finish();

 private:
  struct Content;
  void check_written() const;
  void change(const std::function<void(hdf5::Group&)>& what);

  std::filesystem::path file_;
  std::filesystem::path next_;
  std::unique_ptr<Content> content_;
};

}  // namespace steelyard::results
