#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "results/store/hdf5_file.hpp"

namespace steelyard::results {

/// A file that is changed again and again and is whole at every moment.
///
/// HDF5 changes a file in place, in no order that a kill or a full disk would respect. So FILE is
/// never opened for writing. FILE.next is a copy that lags one change behind: apply() makes the
/// missing change and the new one there, closes, syncs, and puts FILE.next in FILE's place by
/// rename(2); what was FILE becomes the next FILE.next. Each change is made twice, and nothing is
/// copied, whatever the size of the file. (docs/decisions/0004-run-file-durability.md)
///
/// FILE.lock is held (flock) as long as the object lives: a second writer of the same file is
/// refused. Side files are removed when the object goes; after a kill they stay, and do no harm.
class TwoCopies {
 public:
  using Change = std::function<void(hdf5::Group& root)>;

  /// Makes the file, with `fill` as its content. Throws UsageError if it exists and `force` is
  /// false; StoreError if its folder is missing or not writable, or another process writes to it.
  TwoCopies(std::filesystem::path file, bool force, const Change& fill);
  ~TwoCopies();
  TwoCopies(const TwoCopies&) = delete;
  TwoCopies& operator=(const TwoCopies&) = delete;

  /// Brings a change into the file. When it returns, the change is on the disk. It is called twice:
  /// now, and at the next apply(); so it must own what it needs. After a failure the file is as it
  /// was, and all further calls throw.
  void apply(Change change);

  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path beside(const char* ending) const;
  void lock();
  bool next_is_usable() const;
  void put_in_place();
  void remove_side_files() noexcept;

  std::filesystem::path file_;
  int lock_ = -1;
  bool has_next_ = false;  ///< FILE.next is FILE without `missing_`
  bool failed_ = false;
  Change missing_;
};

}  // namespace steelyard::results
