#include "results/import/osu.hpp"

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
    {"Allreduce Latency Test", "allreduce"},
    {"Reduce_scatter Latency Test", "reduce_scatter"},
    {"Allgather Latency Test", "allgather"},
    {"All-to-All Personalized Exchange Latency Test", "alltoall"},
    {"Gather Latency Test", "gather"},
    {"Scatter Latency Test", "scatter"},
    {"Broadcast Latency Test", "broadcast"},
    {"Reduce Latency Test", "reduce"},
    {"Latency Test", "pingpong"},
}};

/// Where the columns of a table stand; versions and options differ in which there are.
struct Columns {
  std::size_t count = 0;
  std::optional<std::size_t> average, slowest, validation;
};

Columns find_columns(std::string_view titles_line) {
  Columns columns;
  const auto all = titles(titles_line);
  columns.count = all.size();
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::string title(all[i]);
    std::erase(title, ' ');
    if (title == "AvgLatency(us)" || title == "Latency(us)") columns.average = i;
    if (title == "MaxLatency(us)") columns.slowest = i;
    if (title == "Validation") columns.validation = i;
  }
  return columns;
}

Verification verification(std::string_view word) {
  Verification seen;
  seen.method = "OSU's own validation";
  if (word == "Pass") {
    seen.state = VerificationState::verified;
  } else if (word == "Fail") {
    seen.state = VerificationState::failed;
    seen.evidence = "the tool's own validation failed";
  } else {
    seen.method.clear();
    seen.evidence = "the output says nothing of a validation";
  }
  return seen;
}

class Reader {
 public:
  explicit Reader(const Hints& hints) : hints_(hints) { reading_.tool = "OSU"; }

  void take(const Line& line) {
    const std::string_view text = line.text;
    if (text.starts_with("# OSU ")) {
      begin_table(text);
    } else if (const auto dtype = after(text, "# Datatype: ")) {
      dtype_ = dtype_word(dtype->ends_with('.') ? dtype->substr(0, dtype->size() - 1) : *dtype);
    } else if (text.starts_with("# Size")) {
      columns_ = find_columns(text.substr(2));
    } else if (!text.starts_with('#') && columns_) {
      add_row(line);
    }
  }

  Reading finish() { return std::move(reading_); }

 private:
  /// "# OSU MPI-CUDA Allreduce Latency Test v7.4".
  void begin_table(std::string_view title) {
    title.remove_prefix(2);
    columns_.reset();
    dtype_.clear();
    collective_ = nullptr;
    benchmark_ = plain(title);
    const auto line = words(title);
    library_ = line.size() > 1 ? line[1] : std::string_view{};
    std::string_view name = after(title, line.size() > 1 ? line[1] : title).value_or("");
    const std::size_t version = name.rfind(" v");
    if (version != std::string_view::npos) {
      reading_.version = plain(name.substr(version + 2));
      name = trimmed(name.substr(0, version));
    }
    for (const auto& [theirs, ours] : benchmarks) {
      if (name == theirs) collective_ = find_collective(ours);
    }
    if (collective_ != nullptr) set_ranks();
  }

  void set_ranks() {
    ranks_ = collective_->name == "pingpong" ? 2 : hints_.ranks;
    if (ranks_ <= 0) {
      throw DataError(
          "the output of OSU does not say how many ranks took part; say it: --ranks N.");
    }
    while (static_cast<int>(reading_.ranks.size()) < ranks_) {
      RankInfo rank;
      rank.rank = static_cast<int>(reading_.ranks.size());
      rank.backend = "OSU " + plain(library_);
      reading_.ranks.push_back(std::move(rank));
    }
  }

  void add_row(const Line& line) {
    const auto row = words(line.text);
    const auto size = whole_number(row[0]);
    if (!size) return;  // words of another program in between
    if (collective_ == nullptr) {
      return reading_.leave_out(fmt::format("'{}' is not known here", benchmark_), line.number);
    }
    const auto column = columns_->slowest ? columns_->slowest : columns_->average;
    const auto time = row.size() == columns_->count && column ? number(row[*column]) : std::nullopt;
    if (!time) return reading_.leave_out("a row that does not fit its columns", line.number);
    if (*size == 0) return reading_.leave_out("0 bytes: no message", line.number);
    if (!(*time > 0)) return reading_.leave_out("a time of 0", line.number);
    const auto bytes = static_cast<double>(*size) * (collective_->parts ? ranks_ : 1);
    CaseDraft draft = collective_draft({.collective = collective_,
                                        .dtype = dtype_,
                                        .op = "sum",
                                        .bytes = bytes,
                                        .ranks = ranks_,
                                        .blocking = true},
                                       "OSU");
    draft.method = columns_->slowest ? "OSU, slowest rank" : "OSU, mean over ranks";
    if (collective_->name == "pingpong") draft.method = "OSU, half a round trip";
    draft.path = library_.starts_with("MPI") ? "mpi" : "native";
    draft.verification =
        verification(columns_->validation ? row[*columns_->validation] : std::string_view{});
    reading_.add(make_case(draft, {*time * micro}));
  }

  const Hints& hints_;
  Reading reading_;
  const Collective* collective_ = nullptr;
  std::string benchmark_;
  std::string_view library_;  ///< MPI, MPI-CUDA, NCCL, ...
  std::string dtype_;
  int ranks_ = 0;
  std::optional<Columns> columns_;
};

}  // namespace

bool is_osu(std::string_view text) { return contains(text, "# OSU ") && contains(text, "# Size"); }

Reading read_osu(std::string_view text, const Hints& hints) {
  Reader reader(hints);
  TextLines lines(text);
  while (const auto line = lines.next()) reader.take(*line);
  return reader.finish();
}

}  // namespace steelyard::results::import
