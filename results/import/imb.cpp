#include "results/import/imb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "results/import/collective.hpp"
#include "results/import/text_lines.hpp"

namespace steelyard::results::import {
namespace {

constexpr double micro = 1e-6;

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> benchmarks{{
    {"Allreduce", "allreduce"},
    {"Reduce_scatter", "reduce_scatter"},
    {"Allgather", "allgather"},
    {"Alltoall", "alltoall"},
    {"Gather", "gather"},
    {"Scatter", "scatter"},
    {"Bcast", "broadcast"},
    {"Reduce", "reduce"},
    {"PingPong", "pingpong"},
}};

struct Columns {
  std::size_t count = 0;
  std::optional<std::size_t> time, slowest, defects;
};

Columns find_columns(std::string_view titles_line) {
  Columns columns;
  const auto all = words(titles_line);
  columns.count = all.size();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == "t[usec]") columns.time = i;
    if (all[i] == "t_max[usec]") columns.slowest = i;
    if (all[i] == "defects") columns.defects = i;
  }
  return columns;
}

Verification verification(std::optional<std::string_view> defects) {
  Verification seen;
  const auto wrong = defects ? number(*defects) : std::nullopt;
  if (!wrong) {
    seen.evidence = "the output says nothing of a check";
    return seen;
  }
  seen.method = "IMB's own check";
  seen.state = *wrong > 0 ? VerificationState::failed : VerificationState::verified;
  if (*wrong > 0) seen.evidence = fmt::format("{:g} defects, IMB says", *wrong);
  return seen;
}

class Reader {
 public:
  Reader() { reading_.tool = "IMB"; }

  void take(const Line& line) {
    const std::string_view text = line.text;
    if (const auto name = after(text, "# Benchmarking ")) {
      begin_table(*name);
    } else if (const auto processes = after(text, "#processes =")) {
      set_ranks(leading_number(*processes).value_or(0));
    } else if (contains(text, " groups of ")) {
      groups_ = true;
    } else if (text.starts_with("#bytes") || text.starts_with("#repetitions")) {
      columns_ = find_columns(text);
      has_sizes_ = text.starts_with("#bytes");
    } else if (text.starts_with('#')) {
      take_remark(text);
    } else if (columns_) {
      add_row(line);
    }
  }

  Reading finish() { return std::move(reading_); }

 private:
  void begin_table(std::string_view name) {
    columns_.reset();
    collective_ = nullptr;
    groups_ = false;
    ranks_ = 0;
    benchmark_ = plain(name);
    for (const auto& [theirs, ours] : benchmarks) {
      if (name == theirs) collective_ = find_collective(ours);
    }
  }

  void set_ranks(std::int64_t ranks) {
    if (ranks < 1 || ranks > most_ranks) {
      throw DataError(fmt::format("{} processes cannot be read.", ranks));
    }
    ranks_ = static_cast<int>(ranks);
    while (static_cast<int>(reading_.ranks.size()) < ranks_) {
      RankInfo rank;
      rank.rank = static_cast<int>(reading_.ranks.size());
      rank.backend = "IMB MPI";
      reading_.ranks.push_back(std::move(rank));
    }
  }

  void take_remark(std::string_view text) {
    if (const auto version = after(text, "MPI Benchmarks ")) {
      reading_.version = plain(version->substr(0, version->find(',')));
    } else if (const auto type = after(text, "MPI_Datatype for reductions")) {
      reduction_dtype_ = dtype_word(value_of(*type));
    } else if (const auto other = after(text, "MPI_Datatype  ")) {
      dtype_ = dtype_word(value_of(*other));
    } else if (const auto op = after(text, "MPI_Op  ")) {
      std::string word(value_of(*op));
      if (word.starts_with("MPI_")) word.erase(0, 4);
      std::transform(word.begin(), word.end(), word.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      op_ = word;
    } else if (const auto date = after(text, "Date  ")) {
      reading_.software["measured"] = plain(value_of(*date));
    }
  }

  /// ":   MPI_FLOAT" -> "MPI_FLOAT".
  static std::string_view value_of(std::string_view rest) {
    return trimmed(rest.starts_with(':') ? rest.substr(1) : rest);
  }

  std::string why_left_out(const std::vector<std::string_view>& row) const {
    if (!has_sizes_) return fmt::format("'{}' moves no message", benchmark_);
    if (groups_) return "several groups of processes at the same time";
    if (collective_ == nullptr) return fmt::format("'{}' is not known here", benchmark_);
    if (ranks_ == 0) return "the number of processes is missing";
    const auto column = columns_->slowest ? columns_->slowest : columns_->time;
    const bool fits = row.size() == columns_->count && column && number(row[*column]);
    if (!fits) return "a row that does not fit its columns";
    if (*whole_number(row[0]) == 0) return "0 bytes: no message";
    if (!(*number(row[*column]) > 0)) return "a time of 0";
    return "";
  }

  void add_row(const Line& line) {
    const auto row = words(line.text);
    if (!whole_number(row[0])) return;  // words of another program in between
    if (const std::string reason = why_left_out(row); !reason.empty()) {
      return reading_.leave_out(reason, line.number);
    }
    const double size = static_cast<double>(*whole_number(row[0]));
    const double time = *number(row[columns_->slowest ? *columns_->slowest : *columns_->time]);
    CaseDraft draft = collective_draft({.collective = collective_,
                                        .dtype = collective_->reduces ? reduction_dtype_ : dtype_,
                                        .op = op_,
                                        .bytes = size * (collective_->parts ? ranks_ : 1),
                                        .ranks = ranks_,
                                        .blocking = true},
                                       "IMB");
    draft.method = columns_->slowest ? "IMB, slowest rank" : "IMB, half a round trip";
    draft.path = "mpi";
    draft.verification =
        verification(columns_->defects ? std::optional(row[*columns_->defects]) : std::nullopt);
    reading_.add(make_case(draft, {time * micro}));
  }

  Reading reading_;
  const Collective* collective_ = nullptr;
  std::string benchmark_;
  std::string dtype_;
  std::string reduction_dtype_;
  std::string op_ = "sum";
  int ranks_ = 0;
  bool groups_ = false;
  bool has_sizes_ = false;
  std::optional<Columns> columns_;
};

}  // namespace

bool is_imb(std::string_view text) {
  return contains(text, "MPI Benchmarks") && contains(text, "# Benchmarking ");
}

Reading read_imb(std::string_view text, const Hints&) {
  Reader reader;
  TextLines lines(text);
  while (const auto line = lines.next()) reader.take(*line);
  return reader.finish();
}

}  // namespace steelyard::results::import
