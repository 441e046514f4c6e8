#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/comm/side_channel.hpp"
#include "harness/core/exit_code.hpp"
#include "harness/run/alarm_bell.hpp"
#include "harness/run/blame.hpp"
#include "harness/run/step_log.hpp"

namespace steelyard::run {

/// Watches one rank, from before MPI starts until after it has ended, and ends what does not go on
/// by itself: a step that outlasts its time, a rank that dies, SIGTERM and SIGINT. Its thread never
/// waits for the thread that it watches, nor for a collective.
///
/// When a step is overdue on any rank, rank 0 asks all over a side channel where they stand and
/// finds out who keeps the others waiting (blame.hpp). If aborting the backend's communicator frees
/// them, take_rescue() tells the measuring thread why its step failed, and the run goes on. Else
/// Hooks::record puts down what is known, and all ranks end: within 10 s of the deadline, with exit
/// code 4, or 5 if that was before anything could be measured. (docs/faults.md)
///
///     Watchdog watchdog({.end = ...});
///     watchdog.step("", "start of MPI", 300);
///     MpiSession session;
///     watchdog.connect(*control);
///     watchdog.step("matmul:...", "sample", 120);
class Watchdog {
 public:
  /// Why a run does not go on as it should.
  struct Verdict {
    enum class Cause { overdue, death, signal };
    Cause cause = Cause::overdue;
    std::string case_name;  ///< of the step that hangs; "" outside of cases
    std::string text;       ///< who, where and since when
  };

  struct Options {
    std::string label;                ///< of this rank, until introduce()
    double step_timeout_seconds = 0;  ///< of every step, instead of its own; 0: its own
    bool signals = false;             ///< takes SIGTERM and SIGINT: see block_signals()
    /// Ends this process, and all ranks if it can.
    std::function<void(ExitCode)> end;
    /// Sees to it that this process ends in that time, whatever hangs then. May be empty.
    std::function<void(double seconds)> end_within;
  };

  /// What a run adds while it executes. All are called on the watchdog's thread.
  struct Hooks {
    /// Rank 0: puts the verdict on the disk. What was finished is there already.
    std::function<void(const Verdict&)> record;
    /// Whether the backend has a communicator that can be aborted. Empty: it has none.
    std::function<bool()> can_abort;
    /// Aborts it, on this rank.
    std::function<void()> abort_collectives;
    std::string advice;  ///< last line of the report: how to go on
  };

  /// The thread that makes it is the one that is watched.
  explicit Watchdog(Options options);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// The watched thread begins a step. All ranks begin the same steps in the same order.
  void step(const std::string& case_name, const std::string& step, double allowed_seconds);
  /// It is in no step; only deaths and signals are watched.
  void idle();

  /// Opens the side channel: from now on ranks know of each other. Collective.
  void connect(comm::Communicator& comm);
  /// Tells all ranks the label of each, see rank_label(). Collective; may be repeated.
  void introduce(comm::Communicator& comm, const std::string& label);
  /// From now on nobody's end is a death. Not collective.
  void disconnect();
  /// How the process is ended from now on.
  void end_by(std::function<void(ExitCode)> end);

  void set_hooks(Hooks hooks);
  /// Waits until no hook is running; none is called afterwards.
  void clear_hooks();

  /// Rank 0: why the step from which all ranks were freed had hung, once.
  std::optional<Verdict> take_rescue();

 private:
  struct Event {
    enum class Kind { overdue, told_overdue, death, signal, order } kind = Kind::overdue;
    int rank = 0;      ///< who tells, or died
    std::string text;  ///< signal: its name
  };

  void watch();
  void post(Event event);
  std::optional<Event> next_event();
  std::optional<double> seconds_to_wait();
  void handle(const Event& event);
  void judge_overdue(comm::SideChannel* channel);
  /// What asking all ranks came to.
  struct Hearing {
    Verdict verdict;        ///< without a text if the run went on meanwhile
    bool can_free = false;  ///< all ranks, by aborting their collectives
  };
  Hearing hear_all(Verdict::Cause cause, comm::SideChannel* channel);
  void wait_for_root(double seconds, Verdict::Cause cause);
  std::string root_label();
  bool can_abort();
  void abort_collectives();
  void end(const Verdict& verdict);
  comm::SideChannel::Handlers handlers();

  Options options_;
  AlarmBell bell_;
  StepLog steps_;

  std::mutex mutex_;
  std::deque<Event> events_;
  double looks_again_ = 0;  ///< the thread wakes by then
  bool stopping_ = false;
  std::vector<std::string> labels_;  ///< by rank; empty before connect()
  std::vector<bool> lost_;
  int rank_ = 0;
  std::optional<Verdict> rescued_;

  /// The watchdog's thread only: what happens unless the present step ends by then.
  struct Ultimatum {
    double at = 0;
    std::uint64_t step = 0;
    Verdict verdict;
  };
  std::optional<Ultimatum> ultimatum_;
  std::uint64_t told_step_ = 0;  ///< the last step that was found overdue
  bool ended_ = false;           ///< the process is being ended

  std::mutex hooks_mutex_;
  Hooks hooks_;
  std::shared_ptr<comm::SideChannel> channel_;  ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace steelyard::run
