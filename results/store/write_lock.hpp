#pragma once

#include <filesystem>

namespace steelyard::results {

/// The right to write one file, such as a run file: flock(2) on FILE.lock for as long as the object
/// lives. FILE.lock says whose it is ("process 4711 on node7") and goes with the object; after a
/// kill it stays, free to be taken. On a file system without locks the right is given to everybody.
class WriteLock {
 public:
  /// Waits up to `patience_seconds` for a process that has it: the ranks of a run whose mpirun was
  /// killed live on for some seconds. Throws StoreError if it does not get free, or if the folder
  /// does not let a file be made.
  WriteLock(const std::filesystem::path& file, double patience_seconds);
  ~WriteLock();
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  std::filesystem::path lock_;
  int descriptor_ = -1;
};

}  // namespace steelyard::results
