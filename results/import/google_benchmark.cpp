#include "results/import/google_benchmark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "results/import/json_fields.hpp"
#include "results/import/json_text.hpp"
#include "results/import/text_lines.hpp"

namespace steelyard::results::import {
namespace {

using nlohmann::json;

/// Units of real_time and cpu_time, in seconds.
constexpr std::array<std::pair<std::string_view, double>, 4> units{
    {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}}};

/// Counters that are operations per second by their name. google/benchmark does not say whether a
/// counter is a rate, so others are not taken.
constexpr std::array<const char*, 4> operation_rates{"FLOPS", "FLOP/s", "FLOPs/s", "flops/s"};

std::optional<double> seconds_at(const json& row, const char* key) {
  const auto value = number_at(row, key);
  const std::string unit = text_at(row, "time_unit");
  for (const auto& [name, seconds] : units) {
    if (value && unit == name) return *value * seconds;
  }
  return std::nullopt;
}

/// The time that rates are taken over: that of the CPU unless the benchmark asked otherwise, which
/// stands in its name.
const char* clock_of_rates(std::string_view run_name) {
  const bool real = contains(run_name, "/real_time") || contains(run_name, "/manual_time");
  return real ? "real_time" : "cpu_time";
}

/// What one iteration does: rate x time. Of several threads it cannot be told whose time counts.
WorkModel work_of(const json& row, std::string_view run_name) {
  WorkModel work;
  const auto time = seconds_at(row, clock_of_rates(run_name));
  const bool alone = number_at(row, "threads").value_or(1) <= 1;
  if (!time || !alone) return work;
  for (const char* counter : operation_rates) {
    const auto rate = number_at(row, counter);
    if (rate && *rate > 0) work.flops = *rate * *time;
  }
  const auto bytes = number_at(row, "bytes_per_second");
  if (bytes && *bytes > 0) work.bytes_moved = *bytes * *time;
  return work;
}

/// One benchmark with its repetitions.
struct Benchmark {
  std::string name;
  std::vector<const json*> repetitions;
  const json* median = nullptr;
  std::string error;
};

/// The value of `name=`: other characters than those of a case name become dots, and then some
/// digits of the name's digest keep apart what would be the same.
std::string benchmark_value(const std::string& name) {
  std::string value = name_value(name);
  std::string slashes = name;
  std::replace(slashes.begin(), slashes.end(), '/', '.');
  const bool plain_name = value == slashes && !contains(name, ".");
  return plain_name ? value : value + "-" + sha256(name).substr(0, 6);
}

CaseDraft draft_of(const Benchmark& benchmark) {
  CaseDraft draft;
  draft.spec.workload = "benchmark";
  draft.spec.set("name", benchmark_value(benchmark.name));
  draft.group = "google/benchmark";
  draft.method = "google/benchmark";
  draft.timing = "host-clock";
  draft.verification.evidence = "google/benchmark does not check results";
  return draft;
}

CaseRecord failed_case(const Benchmark& benchmark) {
  CaseRecord record = make_case(draft_of(benchmark), {});
  record.outcome = Outcome::error;
  record.reason = benchmark.error;
  record.visits.clear();
  return record;
}

/// Whether every repetition did the same work; rates are rounded, and a benchmark may choose.
bool same_work(const WorkModel& a, const WorkModel& b) {
  const auto close = [](double x, double y) {
    return std::abs(x - y) <= 0.01 * std::max(std::abs(x), std::abs(y));
  };
  return close(a.flops, b.flops) && close(a.bytes_moved, b.bytes_moved);
}

void add(const Benchmark& benchmark, Reading& reading) {
  if (!benchmark.error.empty()) return reading.add(failed_case(benchmark));
  std::vector<const json*> rows = benchmark.repetitions;
  if (rows.empty()) rows.push_back(benchmark.median);
  CaseDraft draft = draft_of(benchmark);
  if (benchmark.repetitions.empty()) draft.method += ", median of the repetitions";
  draft.work = work_of(*rows.front(), benchmark.name);
  std::vector<double> seconds;
  bool same = true;
  for (const json* row : rows) {
    seconds.push_back(*seconds_at(*row, "real_time"));
    same = same && same_work(work_of(*row, benchmark.name), draft.work);
  }
  if (!same) {
    draft.work = {};
    reading.warnings.push_back(
        fmt::format("{}: its repetitions did not do the same work, so its rates are not read",
                    name_value(benchmark.name)));
  }
  reading.add(make_case(draft, seconds));
  reading.read += rows.size() - 1;
}

constexpr std::string_view aggregates =
    "aggregates: recomputed from the repetitions, or the median alone";

/// Sorts the rows of the file by benchmark, in their order.
class Sorter {
 public:
  explicit Sorter(Reading& reading) : reading_(reading) {}

  void take(const json& row) {
    const std::string run_name = text_at(row, "run_name");
    const std::string name = run_name.empty() ? text_at(row, "name") : run_name;
    if (name.empty()) return reading_.leave_out("a row without a name", 0);
    if (is_true_at(row, "error_occurred") || is_true_at(row, "skipped")) {
      return take_error(name, row);
    }
    const auto time = seconds_at(row, "real_time");
    const bool is_aggregate = text_at(row, "run_type") == "aggregate";
    if (is_aggregate && text_at(row, "aggregate_name") != "median") {
      return reading_.leave_out(aggregates, 0);
    }
    if (!time || !(*time > 0)) return reading_.leave_out("a row without a time", 0);
    Benchmark& benchmark = find(name);
    if (is_aggregate && benchmark.median != nullptr) {
      reading_.leave_out(aggregates, 0);
    } else if (is_aggregate) {
      benchmark.median = &row;
    } else {
      benchmark.repetitions.push_back(&row);
    }
  }

  void finish() {
    for (const Benchmark& benchmark : benchmarks_) {
      const bool spare = benchmark.median != nullptr &&
                         (!benchmark.repetitions.empty() || !benchmark.error.empty());
      if (spare) {
        reading_.leave_out(aggregates, 0);
      }
      if (!benchmark.error.empty()) {
        for (std::size_t i = 0; i < benchmark.repetitions.size(); ++i) {
          reading_.leave_out("repetitions of a benchmark that failed in another one", 0);
        }
      }
      add(benchmark, reading_);
    }
  }

 private:
  void take_error(const std::string& name, const json& row) {
    Benchmark& benchmark = find(name);
    if (!benchmark.error.empty()) {
      return reading_.leave_out("further repetitions of a benchmark that failed", 0);
    }
    const std::string message = text_at(row, "error_message");
    const std::string skipped = text_at(row, "skip_message");
    benchmark.error = !message.empty() ? message : !skipped.empty() ? skipped : "no reason given";
  }

  Benchmark& find(const std::string& name) {
    const auto [found, is_new] = places_.try_emplace(name, benchmarks_.size());
    if (is_new) benchmarks_.push_back({name, {}, nullptr, ""});
    return benchmarks_[found->second];
  }

  Reading& reading_;
  std::vector<Benchmark> benchmarks_;
  std::map<std::string, std::size_t> places_;
};

void read_context(const json& root, Reading& reading) {
  const json* context = member(root, "context");
  if (context == nullptr) return;
  RankInfo rank;
  rank.backend = "google/benchmark";
  rank.host = text_at(*context, "host_name");
  rank.device = "host";
  reading.ranks.push_back(std::move(rank));
  reading.version = text_at(*context, "library_version");
  for (const char* key : {"date", "executable", "library_build_type"}) {
    if (const std::string value = text_at(*context, key); !value.empty()) {
      reading.software[key == std::string_view("date") ? "measured" : key] = value;
    }
  }
  if (text_at(*context, "library_build_type") == "debug") {
    reading.warnings.emplace_back("google/benchmark itself was built for debugging");
  }
  if (is_true_at(*context, "cpu_scaling_enabled")) {
    reading.warnings.emplace_back("the clock of the CPU was free to change (cpu_scaling_enabled)");
  }
}

}  // namespace

bool is_google_benchmark(std::string_view text) {
  return trimmed(text.substr(0, longest_line)).starts_with('{') &&
         contains(text, "\"benchmarks\"") && contains(text, "\"context\"");
}

Reading read_google_benchmark(std::string_view text, const Hints&) {
  const json root = parse_json(text);
  Reading reading;
  reading.tool = "google/benchmark";
  read_context(root, reading);
  const json* rows = member(root, "benchmarks");
  if (rows == nullptr || !rows->is_array()) throw DataError("it has no list of benchmarks.");
  Sorter sorter(reading);
  for (const json& row : *rows) sorter.take(row);
  sorter.finish();
  return reading;
}

}  // namespace steelyard::results::import
