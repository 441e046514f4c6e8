#include <fmt/format.h>

#include <algorithm>

#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "results/import/nccl_tests.hpp"
#include "results/import/text_lines.hpp"

namespace steelyard::results::import {
namespace {

using Words = std::vector<std::string_view>;

/// Where the columns of one placement stand.
struct Placement {
  std::size_t time = 0;
  std::size_t algbw = 0;
  std::size_t busbw = 0;
  std::size_t check = 0;  ///< "#wrong" or, until 2022, "error"
  bool cpu_time = false;
};

/// Columns differ from version to version: they are found by their titles.
struct Columns {
  std::size_t count = 0;
  std::optional<std::size_t> size, type, op, root;
  std::vector<Placement> placements;
  bool counts_wrong = true;  ///< else the check's column holds the largest error
  bool timestamps = false;   ///< a date and a time of day, under one title
};

std::string_view without_hash(std::string_view text) {
  while (text.starts_with('#')) text.remove_prefix(1);
  return trimmed(text);
}

bool is_title_line(const Words& line) {
  return line.size() > 4 && line[0] == "size" && line[1] == "count";
}

Columns find_columns(const Words& titles_of_columns) {
  Columns columns;
  columns.count = titles_of_columns.size();
  for (std::size_t i = 0; i < titles_of_columns.size(); ++i) {
    const std::string_view title = titles_of_columns[i];
    if (title == "size") columns.size = i;
    if (title == "type") columns.type = i;
    if (title == "redop") columns.op = i;
    if (title == "root") columns.root = i;
    if (title == "timestamp") columns.timestamps = true;
    const bool is_time = title == "time" || title == "cputime";
    if (is_time && i + 3 < titles_of_columns.size() && titles_of_columns[i + 1] == "algbw" &&
        titles_of_columns[i + 2] == "busbw") {
      columns.placements.push_back({i, i + 1, i + 2, i + 3, title == "cputime"});
      columns.counts_wrong = titles_of_columns[i + 3] == "#wrong";
    }
  }
  return columns;
}

Printed printed(std::string_view word, double value) { return {value, half_of_last_digit(word)}; }

constexpr std::string_view own_check = "nccl-tests' own comparison of every element";

Verification verification(std::string_view word, bool counts_wrong) {
  Verification seen;
  const std::string_view digits = word.ends_with('*') ? word.substr(0, word.size() - 1) : word;
  const auto value = number(digits);
  if (!value) {
    seen.evidence = "the tool's own check was off";
    return seen;
  }
  seen.method = own_check;
  if (counts_wrong && *value > 0) {
    seen.state = VerificationState::failed;
    seen.evidence = fmt::format("{:g} elements are wrong, nccl-tests says", *value);
  } else if (digits.size() < word.size()) {
    seen.state = VerificationState::failed;
    seen.evidence = fmt::format("the error {:g} is above the tool's own bound", *value);
  } else if (counts_wrong) {
    seen.state = VerificationState::verified;
  } else {
    seen.method.clear();
    seen.evidence = "the output gives the largest error, not whether it is too large";
  }
  return seen;
}

/// "  Rank  0 Group  0 Pid 672730 on qjh001 device  0 [0000:65:02] NVIDIA H20".
std::optional<RankInfo> rank_line(std::string_view text) {
  const Words line = words(text);
  if (line.size() < 8 || line[0] != "Rank" || !whole_number(line[1])) return std::nullopt;
  const auto on = std::find(line.begin(), line.end(), "on");
  if (line.end() - on < 4 || on[2] != "device") return std::nullopt;
  if (*whole_number(line[1]) >= most_ranks) return std::nullopt;
  RankInfo rank;
  rank.rank = static_cast<int>(*whole_number(line[1]));
  rank.host = plain(on[1]);
  rank.device = fmt::format("gpu:{}", whole_number(on[3]).value_or(0));
  if (const auto bus = after(text, "[")) {
    rank.pci_bus_id = plain(bus->substr(0, bus->find(']')));
    rank.product = plain(after(*bus, "]").value_or(""));
  }
  return rank;
}

/// "/usr/bin/all_reduce_perf_mpi -b 8" -> "all_reduce".
std::string program_in(std::string_view text) {
  const std::size_t end = text.find("_perf");
  if (end == std::string_view::npos) return "";
  std::size_t begin = end;
  while (begin > 0 &&
         ((text[begin - 1] >= 'a' && text[begin - 1] <= 'z') || text[begin - 1] == '_')) {
    --begin;
  }
  return std::string(text.substr(begin, end - begin));
}

/// Goes through the lines; several runs may follow each other in one text.
class Reader {
 public:
  explicit Reader(const Hints& hints) : hints_(hints) { reading_.tool = "nccl-tests"; }

  void take(const Line& line) {
    const std::string_view text = without_hash(line.text);
    const Words row = words(text);
    if (row.empty()) return;
    if (row[0] == "nThread") {
      begin_run(text);
    } else if (is_title_line(row)) {
      columns_ = find_columns(row);
    } else if (auto rank = rank_line(text)) {
      add_rank(std::move(*rank));
    } else if (columns_ && !line.text.starts_with('#') && whole_number(row[0])) {
      add_row(line, row);
    } else {
      take_remark(text);
    }
  }

  Reading finish() {
    end_run();
    return std::move(reading_);
  }

 private:
  void begin_run(std::string_view settings) {
    if (!run_.results.empty()) end_run();
    run_.settings.clear();
    for (const std::string_view key : {"graph:", "agg iters:"}) {
      const auto value = leading_number(after(settings, key).value_or(""));
      const std::int64_t usual = key == "graph:" ? 0 : 1;
      if (value && *value != usual) {
        run_.settings.push_back(
            fmt::format("{} {}", key == "graph:" ? "graph" : "aggregated", *value));
      }
    }
    const auto warmup = leading_number(after(settings, "warmup iters:").value_or(""));
    warmup_iterations_ = static_cast<int>(std::min<std::int64_t>(warmup.value_or(0), 1 << 30));
    if (!reading_.software.contains("settings")) {
      reading_.software["settings"] = plain(settings);
    }
  }

  void end_run() {
    if (run_.collective.empty()) run_.collective = program_;
    const auto listed = static_cast<int>(run_.ranks.size());
    if (listed > 0 && listed < run_.rank_count && !run_.results.empty()) {
      reading_.warnings.push_back(
          fmt::format("{} of {} ranks are listed, the others are missing in the text", listed,
                      run_.rank_count));
    }
    if (wrong_values_ == 0) {
      for (NcclResult& result : run_.results) settle(result.verification);
    }
    add_nccl_run(reading_, run_, hints_);
    run_ = {};
    wrong_values_.reset();
    columns_.reset();
    program_.clear();
  }

  /// Where rows only give an error, the last line of the run says that all were small enough.
  static void settle(Verification& verification) {
    if (!verification.evidence.starts_with("the output gives the largest error")) return;
    verification = {};
    verification.state = VerificationState::verified;
    verification.method = own_check;
  }

  void add_rank(RankInfo rank) {
    const auto same = [&](const RankInfo& each) { return each.rank == rank.rank; };
    if (std::any_of(run_.ranks.begin(), run_.ranks.end(), same)) {
      throw DataError(fmt::format(
          "rank {} is listed twice: the processes ran apart, not as one job (was nccl-tests built "
          "with MPI=1?).",
          rank.rank));
    }
    run_.rank_count = std::max(run_.rank_count, rank.rank + 1);
    run_.ranks.push_back(std::move(rank));
  }

  void add_row(const Line& line, const Words& row) {
    const std::size_t wanted = columns_->count + (columns_->timestamps ? 1 : 0);
    const bool fits = row.size() == wanted && columns_->size && columns_->type;
    for (std::size_t i = 0; i < columns_->placements.size(); ++i) {
      const Placement& at = columns_->placements[i];
      const auto time = fits ? number(row[at.time]) : std::nullopt;
      const auto algbw = fits ? number(row[at.algbw]) : std::nullopt;
      const auto busbw = fits ? number(row[at.busbw]) : std::nullopt;
      const auto bytes = fits ? whole_number(row[*columns_->size]) : std::nullopt;
      if (!time || !algbw || !busbw || !bytes) {
        reading_.leave_out("a row that does not fit its columns", line.number);
        continue;
      }
      NcclResult result;
      result.line = line.number;
      result.bytes = static_cast<double>(*bytes);
      result.type = row[*columns_->type];
      if (columns_->op) result.op = row[*columns_->op];
      if (columns_->root) {
        const std::string_view root = row[*columns_->root];
        result.root = root.starts_with('-') ? -1 : whole_number(root).value_or(-1);
      }
      result.in_place = i == 1;
      result.cpu_time = at.cpu_time;
      result.microseconds = printed(row[at.time], *time);
      result.algbw = printed(row[at.algbw], *algbw);
      result.busbw = printed(row[at.busbw], *busbw);
      result.verification = verification(row[at.check], columns_->counts_wrong);
      result.warmup_iterations = warmup_iterations_;
      run_.results.push_back(std::move(result));
    }
  }

  void take_remark(std::string_view text) {
    if (text.starts_with("Blocking Enabled")) run_.blocking = true;
    if (const auto count = after(text, "Out of bounds values :")) {
      wrong_values_ = leading_number(*count);
    }
    if (const auto version = after(text, "nccl-tests version ")) {
      if (!words(*version).empty()) reading_.version = plain(words(*version)[0]);
    }
    if (const auto library = after(text, "nccl-library=")) {
      if (!words(*library).empty()) reading_.software["NCCL"] = plain(words(*library)[0]);
    }
    if (const auto program = after(text, "Collective test starting:")) {
      if (!run_.results.empty()) end_run();
      run_.collective = program_in(*program);
    } else if (const std::string found = program_in(text);
               !found.empty() && !text.starts_with("Collective test concluded")) {
      if (!run_.results.empty()) end_run();
      program_ = found;
    }
  }

  const Hints& hints_;
  Reading reading_;
  NcclRun run_;
  std::optional<Columns> columns_;
  std::optional<std::int64_t> wrong_values_;
  std::string program_;
  int warmup_iterations_ = 0;
};

}  // namespace

bool is_nccl_text(std::string_view text) {
  TextLines lines(text);
  while (const auto line = lines.next()) {
    if (is_title_line(words(without_hash(line->text))) && contains(line->text, "busbw")) {
      return true;
    }
  }
  return false;
}

Reading read_nccl_text(std::string_view text, const Hints& hints) {
  Reader reader(hints);
  TextLines lines(text);
  while (const auto line = lines.next()) reader.take(*line);
  return reader.finish();
}

}  // namespace steelyard::results::import
