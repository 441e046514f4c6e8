#include "harness/run/watchdog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "harness/core/clock.hpp"
#include "harness/core/log.hpp"

namespace steelyard::run {
namespace {

// Together these keep the promise of 10 s between a deadline and the end.
constexpr double patience_seconds = 1.5;    ///< for answers of other ranks
constexpr double freeing_seconds = 3;       ///< for aborted collectives to end
constexpr double grace_seconds = 9;         ///< for rank 0 to act, before others do so themselves
constexpr double signal_grace_seconds = 3;  ///< the same after a signal
constexpr double last_resort_seconds = 5;   ///< for record() and the end of all ranks

constexpr const char* abort_order = "abort collectives";
constexpr const char* overdue_note = "overdue";

constexpr double never = std::numeric_limits<double>::infinity();

}  // namespace

Watchdog::Watchdog(Options options) : options_(std::move(options)), bell_(options_.signals) {
  steps_.set_rank(options_.label);
  thread_ = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
  disconnect();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  bell_.ring();
  thread_.join();
}

void Watchdog::step(const std::string& case_name, const std::string& step, double allowed_seconds) {
  const double override = options_.step_timeout_seconds;
  const double at = steps_.begin(case_name, step, override > 0 ? override : allowed_seconds);
  const std::lock_guard lock(mutex_);
  // As long as it looks again early enough, it need not be woken.
  if (at < looks_again_) bell_.ring();
}

void Watchdog::idle() { steps_.idle(); }

void Watchdog::introduce(comm::Communicator& comm, const std::string& label) {
  steps_.set_rank(label);
  std::vector<std::string> labels = comm::all_gather(comm, label);
  const std::lock_guard lock(mutex_);
  labels_ = std::move(labels);
}

void Watchdog::connect(comm::Communicator& comm) {
  introduce(comm, steps_.standing().rank);
  {
    const std::lock_guard lock(mutex_);
    rank_ = comm.rank();
    lost_.assign(labels_.size(), false);
  }
  if (comm.size() == 1) return;
  auto channel = std::make_shared<comm::SideChannel>(comm, handlers());
  const auto unreached = std::count(channel->reached().begin(), channel->reached().end(), false);
  if (unreached > 0 && comm.rank() == 0) {
    log_warning(
        fmt::format("{} of {} ranks cannot reach rank 0 by TCP: should the run hang, they cannot "
                    "be asked where they stand (let TCP pass between the nodes)",
                    unreached, comm.size()));
  }
  if (!channel->reached()[static_cast<std::size_t>(comm.rank())]) return;
  const std::lock_guard lock(mutex_);
  channel_ = std::move(channel);
}

comm::SideChannel::Handlers Watchdog::handlers() {
  return {.answer = [this] { return to_text(steps_.standing()); },
          .order =
              [this](const std::string&) {
                post({Event::Kind::order, 0, ""});
              },
          .told =
              [this](int rank, const std::string& text) {
                if (text == overdue_note) {
                  post({Event::Kind::told_overdue, rank, ""});
                } else {
                  post({Event::Kind::signal, rank, text});
                }
              },
          .lost =
              [this](int rank) {
                post({Event::Kind::death, rank, ""});
              }};
}

void Watchdog::disconnect() {
  std::shared_ptr<comm::SideChannel> channel;
  const std::lock_guard lock(mutex_);
  std::erase_if(events_, [](const Event& event) { return event.kind != Event::Kind::signal; });
  labels_.clear();
  channel.swap(channel_);
}

void Watchdog::end_by(std::function<void(ExitCode)> end) {
  const std::lock_guard lock(mutex_);
  options_.end = std::move(end);
}

void Watchdog::set_hooks(Hooks hooks) {
  const std::lock_guard lock(hooks_mutex_);
  hooks_ = std::move(hooks);
}

void Watchdog::clear_hooks() { set_hooks({}); }

std::optional<Watchdog::Verdict> Watchdog::take_rescue() {
  const std::lock_guard lock(mutex_);
  return std::exchange(rescued_, std::nullopt);
}

void Watchdog::post(Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  bell_.ring();
}

void Watchdog::watch() {
  while (true) {
    if (const auto signal = bell_.wait(seconds_to_wait())) {
      post({Event::Kind::signal, -1, *signal});
    }
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    while (const auto event = next_event()) handle(*event);
  }
}

std::optional<double> Watchdog::seconds_to_wait() {
  // Under the lock from before the look at the steps: whoever begins one after that look finds the
  // new time here, and rings if that is too late for it.
  const std::lock_guard lock(mutex_);
  double until = ultimatum_ ? ultimatum_->at : never;
  const auto overdue = steps_.overdue_at();
  if (overdue && steps_.standing().steps != told_step_) until = std::min(until, *overdue);
  looks_again_ = until;
  if (until == never) return std::nullopt;
  return std::max(0.0, until - monotonic_seconds());
}

std::optional<Watchdog::Event> Watchdog::next_event() {
  {
    const std::lock_guard lock(mutex_);
    if (!events_.empty()) {
      Event event = std::move(events_.front());
      events_.pop_front();
      return event;
    }
  }
  const double now = monotonic_seconds();
  const Standing standing = steps_.standing();
  if (ultimatum_ && standing.steps != ultimatum_->step) ultimatum_.reset();
  if (ultimatum_ && now >= ultimatum_->at) {
    const Ultimatum last = *std::exchange(ultimatum_, std::nullopt);
    end(last.verdict);
    return std::nullopt;
  }
  const auto overdue = steps_.overdue_at();
  if (overdue && now >= *overdue && standing.steps != told_step_) {
    told_step_ = standing.steps;
    return Event{Event::Kind::overdue, -1, ""};
  }
  return std::nullopt;
}

void Watchdog::handle(const Event& event) {
  if (ended_) return;  // what comes now are consequences
  std::shared_ptr<comm::SideChannel> channel;
  std::string from;
  bool others_know = false;
  {
    const std::lock_guard lock(mutex_);
    channel = channel_;
    others_know = !labels_.empty();
    const auto rank = static_cast<std::size_t>(event.rank);
    if (event.rank >= 0 && rank < labels_.size()) from = labels_[rank];
    if (event.kind == Event::Kind::death && rank < lost_.size()) lost_[rank] = true;
  }
  const bool decides = rank_ == 0 || channel == nullptr;
  switch (event.kind) {
    case Event::Kind::order:
      abort_collectives();
      break;
    case Event::Kind::overdue:
    case Event::Kind::told_overdue:
      if (decides) {
        judge_overdue(channel.get());
      } else {
        channel->tell(overdue_note);
        wait_for_root(grace_seconds, Verdict::Cause::overdue);
      }
      break;
    case Event::Kind::death:
      if (!others_know) break;  // an orderly end, seen late
      if (decides) {
        end(hear_all(Verdict::Cause::death, channel.get()).verdict);
      } else {
        wait_for_root(patience_seconds, Verdict::Cause::death);
      }
      break;
    case Event::Kind::signal:
      if (decides) {
        const std::string where = from.empty() ? "" : ", which came to " + from;
        end({Verdict::Cause::signal, "", "interrupted by " + event.text + where});
      } else {
        channel->tell(event.text);
        wait_for_root(signal_grace_seconds, Verdict::Cause::signal);
      }
      break;
  }
}

void Watchdog::judge_overdue(comm::SideChannel* channel) {
  if (ultimatum_) return;  // judged already
  auto [verdict, can_free] = hear_all(Verdict::Cause::overdue, channel);
  if (verdict.text.empty()) return;
  if (!can_free) {
    end(verdict);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    rescued_ = verdict;
  }
  log_warning(verdict.text + "; the backend's communicator is aborted, to go on without this case");
  if (channel != nullptr) channel->order(abort_order);
  ultimatum_ = {monotonic_seconds() + freeing_seconds, steps_.standing().steps, std::move(verdict)};
  abort_collectives();
}

Watchdog::Hearing Watchdog::hear_all(Verdict::Cause cause, comm::SideChannel* channel) {
  const Standing mine = steps_.standing();
  std::vector<Witness> witnesses{{mine.rank, mine, false}};
  bool still_overdue = mine.seconds >= mine.allowed_seconds;
  std::size_t unreached = 0;
  if (channel != nullptr) {
    const auto answers = channel->ask(patience_seconds);
    const std::lock_guard lock(mutex_);
    for (std::size_t rank = 1; rank < answers.size(); ++rank) {
      if (!channel->reached()[rank]) {
        ++unreached;
        continue;
      }
      Witness witness{rank < labels_.size() ? labels_[rank] : "", std::nullopt, lost_[rank]};
      if (answers[rank]) witness.standing = parse_standing(*answers[rank]);
      still_overdue = still_overdue || !witness.standing ||
                      witness.standing->seconds >= witness.standing->allowed_seconds;
      witnesses.push_back(std::move(witness));
    }
  }
  if (cause == Verdict::Cause::overdue && !still_overdue) return {};  // it went on meanwhile
  Blame blame = find_blame(witnesses);
  if (unreached > 0) blame.text += fmt::format("; {} ranks could not be asked", unreached);
  const bool can_free = blame.all_answered && unreached == 0 && can_abort();
  Verdict verdict{cause, mine.case_name, std::move(blame.text)};
  if (!blame.ranks.empty()) {
    const auto& culprit = witnesses[blame.ranks.front()].standing;
    if (culprit) verdict.case_name = culprit->case_name;
  }
  return {std::move(verdict), can_free};
}

void Watchdog::wait_for_root(double seconds, Verdict::Cause cause) {
  if (ultimatum_) return;
  const Standing mine = steps_.standing();
  const Witness root{root_label(), std::nullopt, cause == Verdict::Cause::death};
  ultimatum_ = {monotonic_seconds() + seconds,
                mine.steps,
                {cause, mine.case_name, describe(root) + "; " + describe(mine)}};
}

std::string Watchdog::root_label() {
  const std::lock_guard lock(mutex_);
  return labels_.empty() ? "rank 0" : labels_.front();
}

bool Watchdog::can_abort() {
  const std::lock_guard lock(hooks_mutex_);
  return hooks_.can_abort && hooks_.can_abort();
}

void Watchdog::abort_collectives() {
  const std::lock_guard lock(hooks_mutex_);
  try {
    if (hooks_.abort_collectives) hooks_.abort_collectives();
  } catch (const std::exception& error) {
    log_error(fmt::format("the backend's communicator could not be aborted: {}", error.what()));
  }
}

void Watchdog::end(const Verdict& verdict) {
  ended_ = true;
  if (options_.end_within) options_.end_within(last_resort_seconds);
  log_error(verdict.case_name.empty() ? verdict.text : verdict.case_name + ": " + verdict.text);
  ExitCode code = ExitCode::infrastructure;
  {
    const std::lock_guard lock(hooks_mutex_);
    try {
      if (hooks_.record) {
        code = ExitCode::incomplete;
        hooks_.record(verdict);
      }
    } catch (const std::exception& error) {
      log_error(fmt::format("this could not be put on record: {}", error.what()));
    }
    if (!hooks_.advice.empty()) log_error(hooks_.advice);
  }
  std::function<void(ExitCode)> end;
  {
    const std::lock_guard lock(mutex_);
    end = options_.end;
  }
  end(code);
}

}  // namespace steelyard::run
