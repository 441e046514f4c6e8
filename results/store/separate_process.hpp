#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace steelyard::results {

/// What a separate process may use up.
struct ProcessLimits {
  std::uint64_t memory_bytes = 0;  ///< beside what this process has when it is copied
  int cpu_seconds = 0;
  int wall_seconds = 0;
};

/// Bytes that another process left, mapped from memory that nobody else has any more.
class Answer {
 public:
  Answer() = default;
  /// Takes the file's first `bytes`; the descriptor stays the caller's. Throws std::bad_alloc.
  Answer(int file, std::size_t bytes);
  Answer(Answer&& other) noexcept : begin_(other.begin_), bytes_(std::exchange(other.bytes_, 0)) {}
  Answer& operator=(Answer&& other) noexcept;
  ~Answer();
  std::string_view text() const { return {begin_, bytes_}; }

 private:
  const char* begin_ = nullptr;
  std::size_t bytes_ = 0;
};

/// What became of it.
struct ProcessEnd {
  enum class Kind { answered, crashed, overdue };
  Kind kind = Kind::crashed;
  Answer answer;
  std::string cause;  ///< crashed: "Segmentation fault" and the like

  /// The answer, or the cause, or "".
  std::string_view text() const { return kind == Kind::answered ? answer.text() : cause; }
};

/// Takes the next piece of an answer. Does not return if there is no room for it.
using Tell = std::function<void(std::string_view)>;

/// Runs `work` in a copy of this process (fork) and returns what it told: for code that may crash,
/// hang or allocate without limit. Nothing that it does to memory is seen here. Blocks until it has
/// ended, at most `wall_seconds`; then it is killed. It is killed too if this thread ends. What it
/// tells counts apart from the memory it uses, and has the same limit.
///
/// `work` may not throw, nor use what another thread may hold locked at this moment; malloc is
/// fine. Its standard error is closed, and signals end it, except under a sanitizer, which reports
/// there. No function registered for the end of the process is called. Throws StoreError if there
/// can be no process.
ProcessEnd run_separately(const std::function<void(const Tell&)>& work,
                          const ProcessLimits& limits);

/// Much work of one kind.
struct SeparatePieces {
  std::size_t count = 0;
  /// Of a piece; called here.
  std::function<ProcessLimits(std::size_t)> limits;
  /// Does a piece, in a copy of this process. False: that copy is not to be trusted with another.
  std::function<bool(std::size_t, const Tell&)> work;
  /// Takes what became of a piece; called here, in the order in which they end. The answer is gone
  /// when it returns.
  std::function<void(std::size_t, ProcessEnd)> take;
};

/// run_separately() for each piece, by up to `at_once` copies that do one after the other. One that
/// crashes or is overdue costs the piece it was at, and another takes its place. Throws StoreError
/// if there can be no process at all.
void run_separately(const SeparatePieces& pieces, std::size_t at_once);

}  // namespace steelyard::results
