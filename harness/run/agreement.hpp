#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/core/error.hpp"
#include "harness/core/outcome.hpp"
#include "harness/core/record.hpp"

/// How ranks come to one mind. Every function here is collective and returns the same on every
/// rank.
namespace steelyard::run {

/// Who a rank is, in messages: "rank 3 (node7, cuda:1)".
std::string rank_label(int rank, const std::string& host, const std::string& device);

/// Ends the run for a reason that every rank knows, so that rank 0 alone tells it.
class Ended : public Error {
 public:
  Ended(ExitCode code, const std::string& message) : Error(message), code_(code) {}
  ExitCode exit_code() const noexcept override { return code_; }

 private:
  ExitCode code_;
};

/// Why a case could not go on, as all ranks see it.
struct Failure {
  Outcome outcome = Outcome::error;
  std::string reason;  ///< names every rank that failed, by its label
};

/// Runs `step` on this rank and learns how it went on all. A rank whose step throws does not leave
/// the others: they finish theirs, and all return the worst outcome. Unsupported becomes skipped,
/// OutOfMemory out of memory, any other exception error. CommError is not caught: when ranks can no
/// longer talk, nothing can be agreed.
std::optional<Failure> agree(comm::Communicator& comm, const std::string& label,
                             const std::function<void()>& step);

/// Like agree(), for what the run cannot do without (opening the device): throws Ended on every
/// rank with the gravest exit code and the reason of each rank that failed, equal reasons once.
void agree_or_end(comm::Communicator& comm, const std::string& label,
                  const std::function<void()>& step);

/// One verdict from what every rank saw: the worst state, the largest error, all elements together,
/// evidence of the first rank that failed.
Verification merge(comm::Communicator& comm, const std::string& label, const Verification& mine);

/// The text if all ranks have the same, else "rank 0: x; rank 2: y", equal ones named once.
std::string merge_text(comm::Communicator& comm, const std::string& mine);

/// What one batch came to: the slowest rank's seconds of every iteration, the longest time passed.
struct BatchResult {
  std::vector<double> slowest;
  double elapsed_seconds = 0;
  bool failed = false;  ///< on some rank
};
/// One message of seconds.size() + 2 doubles.
BatchResult exchange(comm::Communicator& comm, std::span<const double> seconds,
                     double elapsed_seconds, bool failed);

/// [iteration][rank] on rank 0 from each rank's series; empty elsewhere.
std::vector<double> gather_samples(comm::Communicator& comm, std::span<const double> mine);

}  // namespace steelyard::run
