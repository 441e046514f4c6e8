#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace steelyard::comm {

/// What one rank brings to a collective call: where its memory is, and enough to see that all ranks
/// make the same call.
struct Contribution {
  std::string_view call;    ///< "broadcast"
  std::uint64_t shape = 0;  ///< must be equal on all ranks
  const std::byte* in = nullptr;
  std::byte* out = nullptr;
  std::size_t bytes = 0;  ///< of `in`
};

/// Where the ranks of one process meet. A rank is one thread. Ranks may look at each other's memory
/// between open() and close() only; no rank leaves close() or is thrown out of it while another
/// still looks, so memory may be released at once afterwards. Nobody waits for a rank that has
/// left.
class ThreadHub {
 public:
  explicit ThreadHub(int ranks);
  int size() const { return static_cast<int>(slots_.size()); }

  /// Waits until all ranks have called; all memory is open to all then. Throws CommError, on all
  /// ranks, if they do not make the same call.
  void open(int rank, const Contribution& mine);
  /// Waits until all ranks have called: what they have written so far is seen by all.
  void next();
  /// Ends what open() began. Waits for all.
  void close();
  /// Ends it without waiting for the ranks to arrive, for a rank that fails in between.
  void withdraw();
  /// All ranks meet; no memory is opened.
  void barrier(int rank);
  /// Between open() and close().
  const Contribution& of(int rank) const { return slots_[static_cast<std::size_t>(rank)]; }

  void send(int from, int to, std::span<const std::byte> data);
  void receive(int from, int to, std::span<std::byte> data);

  /// Every blocked and later call of all ranks throws CommError with this reason. First call wins.
  void abort(const std::string& reason);
  /// `rank` makes no further call: whoever waits for it, now or later, gets CommError.
  void leave(int rank);

 private:
  struct Step {
    bool ends_access = false;
    bool begins_access = false;
    bool compares = false;
  };
  void meet(Step step);
  void compare_slots();
  void end_access_locked();
  [[noreturn]] void fail(std::unique_lock<std::mutex>& lock);
  void check_peer(int self, int peer) const;

  struct Message {
    std::span<const std::byte> data;
    bool taken = false;
  };

  std::mutex mutex_;
  std::condition_variable met_;                  ///< collectives
  std::vector<std::condition_variable> mailed_;  ///< messages, by rank that waits
  std::vector<Contribution> slots_;
  std::vector<bool> left_;
  std::map<std::pair<int, int>, Message*> messages_;  ///< from, to
  int left_count_ = 0;
  int arrived_ = 0;
  int accessing_ = 0;  ///< ranks that may be looking at others' memory
  std::uint64_t generation_ = 0;
  std::string mismatch_;  ///< found by the last rank to arrive
  std::string failure_;   ///< set once; empty while all is well
};

}  // namespace steelyard::comm
