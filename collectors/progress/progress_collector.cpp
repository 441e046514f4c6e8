#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

#include "collectors/progress/live_line.hpp"
#include "collectors/progress/progress_text.hpp"
#include "collectors/table.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/log.hpp"

/// Shows people where the run stands, on standard error: a live line on a terminal, plain lines in
/// a log, nothing if quiet.
namespace steelyard::collectors {
run::CollectorPlugin progress_collector();

namespace {

/// Characters that fit a line of the terminal without wrapping. It may be resized at any time.
int terminal_width() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1 : 79;
}

/// Outcomes that a person at a terminal wants to see when they happen.
bool is_trouble(Outcome outcome) {
  return outcome == Outcome::failed || outcome == Outcome::error || outcome == Outcome::timeout ||
         outcome == Outcome::out_of_memory;
}

class TerminalProgress : public run::Collector {
 public:
  TerminalProgress() : line_(std::cerr, &monotonic_seconds) {}
  ~TerminalProgress() override { set_log_over_live_line(false); }
  void run_started(const RunRecord&) override { set_log_over_live_line(true); }
  void progress(const run::Progress& progress) override {
    line_.draw(progress_line(progress, terminal_width()));
  }
  void case_done(const CaseRecord& record) override {
    if (is_trouble(record.outcome)) line_.print(case_line(record));
  }
  void run_done(const RunRecord&) override { line_.clear(); }

 private:
  LiveLine line_;
};

class LogProgress : public run::Collector {
 public:
  explicit LogProgress(bool visits) : visits_(visits) {}
  void progress(const run::Progress& progress) override {
    if (progress.round == round_) return;
    round_ = progress.round;
    write(round_line(progress));
  }
  void visits_done(std::span<const VisitOf> visits) override {
    if (!visits_) return;
    for (const VisitOf& each : visits) write(visit_line(each));
  }
  void case_done(const CaseRecord& record) override { write(case_line(record)); }

 private:
  static void write(const std::string& text) { std::cerr << text + "\n" << std::flush; }
  bool visits_;
  int round_ = -1;  ///< none yet
};

}  // namespace

run::CollectorPlugin progress_collector() {
  return {"progress", "shows where the run stands (--quiet: nothing)",
          [](const run::CollectorOptions& options) -> std::unique_ptr<run::Collector> {
            if (options.quiet) return std::make_unique<run::Collector>();
            if (options.terminal) return std::make_unique<TerminalProgress>();
            return std::make_unique<LogProgress>(options.visits);
          }};
}

}  // namespace steelyard::collectors
