#pragma once

#include <string>

namespace steelyard::cuda_shaped {

class Stream;

/// What work on a stream depends on beside the stream itself, such as other ranks. A stream whose
/// work waits for a rank that is gone neither fails nor ends, and one whose communicator was
/// aborted ends as if all were well: the stream asks its companions.
class Companion {
 public:
  virtual ~Companion() = default;
  /// A sentence, or "" if all is well. From the stream's thread.
  virtual std::string trouble() = 0;
  /// The stream has done all work that was enqueued for this, or is no more.
  virtual void part_from(const Stream& stream) = 0;
};

}  // namespace steelyard::cuda_shaped
