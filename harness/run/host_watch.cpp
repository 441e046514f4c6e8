#include "harness/run/host_watch.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

#include "harness/core/clock.hpp"

namespace steelyard::run {
namespace {

namespace fs = std::filesystem;

int open_quietly(const fs::path& path) { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }

/// What the file says now, at most `most` bytes; empty where it cannot be read.
std::string read_again(int file, std::size_t most) {
  std::string text(most, '\0');
  const ssize_t got = file < 0 ? 0 : ::pread(file, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

/// Field number `index` (from 0) of a line of words between blanks, as a number; 0 if there is
/// none.
double field(std::string_view line, int index) {
  for (; index >= 0; --index) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(" \n"));
    if (index == 0) {
      double value = 0;
      std::from_chars(word.data(), word.data() + word.size(), value);
      return value;
    }
    line.remove_prefix(word.size());
  }
  return 0;
}

/// Of /proc/<pid>/task/<tid>/schedstat: "time on CPU, time ready but waiting, slices" in ns.
double waited_seconds(int file) { return field(read_again(file, 96), 1) * 1e-9; }

/// The column of steal in a line of /proc/stat, after the name of the CPU.
constexpr int steal_field = 8;
/// A line for each CPU comes first; what follows (interrupts) is long and not wanted.
constexpr std::size_t bytes_per_cpu_line = 128;

std::vector<std::string> own_cpus() {
  cpu_set_t set;
  std::vector<std::string> names;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return names;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) names.push_back("cpu" + std::to_string(cpu) + " ");
  }
  return names;
}

}  // namespace

bool is_disturbed(const Batch& batch) {
  return std::max(batch.waited_seconds, batch.stolen_seconds) >
         disturbed_share * batch.wall_seconds;
}

HostWatch::HostWatch(fs::path root)
    : root_(std::move(root)),
      stat_(open_quietly(root_ / "proc/stat")),
      loadavg_(open_quietly(root_ / "proc/loadavg")),
      cpus_(own_cpus()) {}

HostWatch::~HostWatch() {
  forget_threads();
  if (stat_ >= 0) ::close(stat_);
  if (loadavg_ >= 0) ::close(loadavg_);
}

void HostWatch::forget_threads() {
  for (const Thread& thread : threads_) {
    if (thread.file >= 0) ::close(thread.file);
  }
  threads_.clear();
}

void HostWatch::begin() {
  forget_threads();
  std::error_code unreadable;  // then there are no threads to watch
  for (const auto& entry : fs::directory_iterator(root_ / "proc/self/task", unreadable)) {
    threads_.push_back({open_quietly(entry.path() / "schedstat"), 0});
    threads_.back().waited_seconds = waited_seconds(threads_.back().file);
  }
  last_ = read_totals();
}

HostWatch::Totals HostWatch::read_totals() const {
  Totals totals;
  const auto lines = static_cast<std::size_t>(::sysconf(_SC_NPROCESSORS_CONF)) + 1;
  const std::string stat = read_again(stat_, bytes_per_cpu_line * lines);
  for (const std::string& cpu : cpus_) {
    const auto line = stat.find("\n" + cpu);
    if (line == std::string::npos) continue;
    totals.stolen_seconds += field(std::string_view(stat).substr(line + 1), steal_field) /
                             static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) {
    totals.involuntary_switches = static_cast<std::uint64_t>(usage.ru_nivcsw);
  }
  totals.wall_seconds = monotonic_seconds();
  return totals;
}

Batch HostWatch::lap() {
  Batch batch;
  const Totals now = read_totals();
  batch.wall_seconds = now.wall_seconds - last_.wall_seconds;
  batch.stolen_seconds = std::max(0.0, now.stolen_seconds - last_.stolen_seconds);
  batch.involuntary_switches = now.involuntary_switches - last_.involuntary_switches;
  for (Thread& thread : threads_) {
    const double waited = waited_seconds(thread.file);
    batch.waited_seconds = std::max(batch.waited_seconds, waited - thread.waited_seconds);
    thread.waited_seconds = waited;
  }
  const std::string load = read_again(loadavg_, 64);  // "0.20 0.18 0.12 1/80 11206"
  batch.runnable = static_cast<std::uint64_t>(field(load, 3));
  batch.clock_rate = clock_rate();
  last_ = now;
  last_.wall_seconds = monotonic_seconds();
  return batch;
}

double clock_rate() {
  constexpr int repetitions = 3;
  constexpr int steps = 4096;
  double best = std::numeric_limits<double>::infinity();
  std::uint64_t value = 1;
  for (int i = 0; i < repetitions; ++i) {
    const double begin = monotonic_seconds();
    for (int step = 0; step < steps; ++step) {
      value = value * 6364136223846793005U + 1442695040888963407U;
      asm volatile("" : "+r"(value));  // each step waits for the one before
    }
    best = std::min(best, monotonic_seconds() - begin);
  }
  return best > 0 ? steps / best : 0;
}

void merge_batches(comm::Communicator& comm, std::vector<Batch>& batches, bool host_matters) {
  constexpr std::size_t fields = 6;
  std::vector<double> worst;
  for (const Batch& each : batches) {
    worst.insert(worst.end(), {each.wall_seconds, each.waited_seconds, each.stolen_seconds,
                               static_cast<double>(each.involuntary_switches),
                               static_cast<double>(each.runnable), -each.clock_rate});
  }
  comm.all_reduce(worst, comm::ReduceOp::max);
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const double* row = worst.data() + i * fields;
    Batch& batch = batches[i];
    batch.wall_seconds = row[0];
    batch.waited_seconds = row[1];
    batch.stolen_seconds = row[2];
    batch.involuntary_switches = static_cast<std::uint64_t>(row[3]);
    batch.runnable = static_cast<std::uint64_t>(row[4]);
    batch.clock_rate = -row[5];
  }
  std::array matters{host_matters ? 1.0 : 0.0};
  comm.all_reduce(matters, comm::ReduceOp::max);
  for (Batch& batch : batches) batch.disturbed = matters[0] != 0 && is_disturbed(batch);
}

}  // namespace steelyard::run
