#include "results/import/mamf_finder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "harness/core/dtype.hpp"
#include "harness/core/plain.hpp"
#include "results/import/collective.hpp"
#include "results/import/text_lines.hpp"

namespace steelyard::results::import {
namespace {

constexpr double tera = 1e12;  // "Legend: TFLOPS = 10**12 FLOPS"
constexpr std::int64_t longest_side = std::int64_t{1} << 31;
/// Shapes of a long search that are read; the summary must have room as well.
constexpr std::size_t most_shapes = most_cases - 8;

struct Shape {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
};

/// "11264x19712x1536 (MxNxK)".
std::optional<Shape> shape_in(std::string_view text) {
  text = text.substr(0, text.find_first_of(" \t"));
  std::array<std::int64_t, 3> sides{};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const std::size_t end = i + 1 < sides.size() ? text.find('x') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const auto side = whole_number(text.substr(0, end));
    if (!side || *side < 1 || *side > longest_side) return std::nullopt;
    sides[i] = *side;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return Shape{sides[0], sides[1], sides[2]};
}

/// The number that stands before `mark`, with or without a blank between.
std::optional<double> number_before(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view before = trimmed(text.substr(0, at));
  const std::size_t begin = before.find_last_not_of("0123456789.");
  return number(begin == std::string_view::npos ? before : before.substr(begin + 1));
}

struct Outcome {
  double tflops = 0;
  Shape shape;
  std::string statistic;
};

/// The median where there is one; the first versions gave the fastest iteration alone.
std::optional<Outcome> outcome_in(std::string_view text, std::string_view statistic) {
  const auto shape = shape_in(after(text, "@").value_or(""));
  if (!shape) return std::nullopt;
  if (const auto median = number_before(text, "(median)")) {
    return Outcome{*median, *shape, "median"};
  }
  const auto rate = number_before(text, "TFLOPS");
  if (!rate) return std::nullopt;
  return Outcome{*rate, *shape, std::string(statistic)};
}

class Reader {
 public:
  Reader() { reading_.tool = "mamf-finder"; }

  void take(const Line& line) {
    const std::string_view text = line.text;
    if (contains(text, "| best:")) {
      const std::string_view row = text.substr(0, text.find("| best:"));
      add(line, outcome_in(after(row, "|").value_or(""), "fastest"), false);
    } else if (contains(text, "The best outcome was")) {
      add(line, outcome_in(text, "fastest"), true);
    } else if (contains(text, "TFLOPS @")) {
      take_summary(line);
    } else {
      take_remark(text);
    }
  }

  Reading finish() {
    RankInfo rank;
    rank.backend = "mamf-finder";
    rank.device = "device:0";
    rank.product = product_;
    reading_.ranks.push_back(std::move(rank));
    return std::move(reading_);
  }

 private:
  /// "median: 712.3 TFLOPS @ 4096x4096x4096 (MxNxK)".
  void take_summary(const Line& line) {
    const std::string_view label = line.text.substr(0, line.text.find_first_of(":("));
    const std::string_view statistic = trimmed(label);
    if (statistic == "mean" || statistic == "max") {
      return reading_.leave_out("mean and fastest iteration; the median is what is read",
                                line.number);
    }
    const bool known = statistic == "median" || statistic == "MAMF" || statistic == "MSMF";
    add(line, known ? outcome_in(line.text, statistic) : std::nullopt, true);
  }

  void take_remark(std::string_view text) {
    if (const auto dtype = after(text, "** Dtype:")) dtype_ = dtype_word(*dtype);
    if (const auto version = after(text, "benchmark version:")) reading_.version = plain(*version);
    if (const auto torch = after(text, "torch=")) reading_.software["torch"] = plain(*torch);
    if (const auto started = after(text, "Benchmark started on ")) {
      reading_.software["measured"] = plain(*started);
    }
    if (const auto name = after(text, "DeviceProperties(name='")) {
      product_ = plain(name->substr(0, name->find('\'')));
    }
  }

  void add(const Line& line, const std::optional<Outcome>& outcome, bool is_summary) {
    if (!outcome) return reading_.leave_out("a line without rate and shape", line.number);
    if (!(outcome->tflops > 0)) return reading_.leave_out("a rate of 0", line.number);
    CaseDraft draft = draft_of(*outcome);
    const auto same = [&](const CaseRecord& each) {
      return each.name == to_string(draft.spec) && each.data_pattern == draft.method;
    };
    if (is_summary && std::any_of(reading_.cases.begin(), reading_.cases.end(), same)) {
      return reading_.leave_out("the summary of a shape that has its own line", line.number);
    }
    if (!is_summary && reading_.cases.size() >= most_shapes) {
      return reading_.leave_out(fmt::format("shapes beyond the first {}", most_shapes),
                                line.number);
    }
    reading_.add(make_case(draft, {draft.work.flops / (outcome->tflops * tera)}));
  }

  /// The output does not say how A and B are stored, so neither does the name.
  CaseDraft draft_of(const Outcome& outcome) const {
    const auto m = static_cast<double>(outcome.shape.m);
    const auto n = static_cast<double>(outcome.shape.n);
    const auto k = static_cast<double>(outcome.shape.k);
    CaseDraft draft;
    draft.spec.workload = "matmul";
    if (!dtype_.empty()) draft.spec.set("dtype", dtype_);
    draft.spec.set("m", std::to_string(outcome.shape.m));
    draft.spec.set("n", std::to_string(outcome.shape.n));
    draft.spec.set("k", std::to_string(outcome.shape.k));
    draft.group = "matmul, mamf-finder";
    draft.method = "mamf-finder, " + outcome.statistic;
    if (!reading_.version.empty()) draft.method += ", benchmark version " + reading_.version;
    draft.timing = "device-events";
    draft.work.flops = 2 * m * n * k;
    if (const auto dtype = parse_dtype(dtype_)) {
      draft.work.bytes_moved = static_cast<double>(size_of(*dtype)) * (m * k + k * n + m * n);
    }
    draft.verification.evidence = "mamf-finder does not check results";
    return draft;
  }

  Reading reading_;
  std::string dtype_;
  std::string product_;
};

}  // namespace

bool is_mamf_finder(std::string_view text) {
  return contains(text, "mamf-finder") || (contains(text, "TFLOPS @") && contains(text, "(MxNxK)"));
}

Reading read_mamf_finder(std::string_view text, const Hints&) {
  Reader reader;
  TextLines lines(text);
  while (const auto line = lines.next()) reader.take(*line);
  return reader.finish();
}

}  // namespace steelyard::results::import
