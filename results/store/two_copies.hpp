#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "results/store/hdf5_file.hpp"
#include "results/store/write_lock.hpp"

namespace steelyard::results {

/// A file that is changed again and again and is whole at every moment.
///
/// HDF5 changes a file in place, in no order that a kill or a full disk would respect. So FILE is
/// never opened for writing. FILE.next is a copy that lags one change behind: apply() makes the
/// missing change and the new one there, closes, syncs, and puts FILE.next in FILE's place by
/// rename(2); what was FILE becomes the next FILE.next. Each change is made twice, and nothing is
/// copied, whatever the size of the file. (docs/decisions/0004-run-file-durability.md)
///
/// The right to write is held (write_lock.hpp) as long as the object lives: a second writer of the
/// same file is refused. Side files are removed when the object goes; after a kill they stay, and
/// do no harm.
class TwoCopies {
 public:
  using Change = std::function<void(hdf5::Group& root)>;

  /// Makes the file, with `fill` as its content. Throws UsageError if it exists and `force` is
  /// false; StoreError if its folder is missing or not writable, or another process writes to it.
  TwoCopies(std::filesystem::path file, bool force, const Change& fill);
  /// Goes on with a file that exists, once nobody else writes to it: StoreError if that takes more
  /// than `patience_seconds`. What a killed writer left beside it is not looked at.
  TwoCopies(std::filesystem::path file, double patience_seconds);
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
  bool next_is_usable() const;
  void bring_in(const Change& change);
  void put_in_place();
  void remove_side_files() noexcept;

  std::filesystem::path file_;
  std::optional<WriteLock> lock_;
  bool has_next_ = false;  ///< FILE.next is FILE without `missing_`
  bool failed_ = false;
  Change missing_;
};

}  // namespace steelyard::results
