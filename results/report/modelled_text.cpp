#include "results/report/modelled_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/core/case_times.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/verdicts/figures.hpp"
#include "results/verdicts/limits.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t name_columns = 26;
constexpr std::size_t score_columns = 13;

std::string heading(const std::string& text) {
  return fmt::format("\n{}\n{}\n", text, std::string(columns(text), '-'));
}

std::string chip_name(const NamedRun& run) { return plain(run.run.info.chip); }

/// "8 x nvidia-h20".
std::string devices_and_name(const NamedRun& run) {
  return fmt::format("{} x {}", run.run.info.environment.ranks.size(), chip_name(run));
}

/// The fastest multiplication in 16 bits, or the all-reduce with most bus bandwidth, as an example.
struct Best {
  const CaseRecord* record;
  double value;
};

Best best(const RunRecord& run, FigureKind kind, std::initializer_list<Dtype> dtypes) {
  Best best{nullptr, 0};
  const BootstrapOptions quickly{.resamples = 100};  // equal samples have no spread
  for (const CaseRecord& record : run.cases) {
    if (!has_samples(record.outcome) || figure_kind(record.work) != kind) continue;
    const auto dtype = case_dtype(record);
    if (!dtype || std::find(dtypes.begin(), dtypes.end(), *dtype) == dtypes.end()) continue;
    const auto figures = case_figures(record, resampling_of(run.info, record, quickly));
    if (figures && figures->figure.point > best.value) best = Best{&record, figures->figure.point};
  }
  return best;
}

/// What the backend says of an algorithm, without its first words and what comes second.
std::string basis(const std::string& algorithm) {
  const std::size_t colon = algorithm.find(": ");
  const std::size_t from = colon == std::string::npos ? 0 : colon + 2;
  return plain(algorithm.substr(from, algorithm.find(';', from) - from));
}

std::string predictions(std::span<const NamedRun> runs) {
  std::string out =
      heading("Predicted, and from what: peak (its origin) x efficiency (its origin)");
  for (const NamedRun& run : runs) {
    out += fmt::format("  {}\n", devices_and_name(run));
    const Best gemm = best(run.run, FigureKind::flops, {Dtype::bf16, Dtype::fp16});
    if (gemm.record != nullptr) {
      const auto dtype = case_dtype(*gemm.record);
      out += wrapped(
          fmt::format("{} {} {}", padded(fmt::format("{} GEMM", name(*dtype)), 12),
                      padded(quantity(gemm.value, "FLOP/s"), 17), basis(gemm.record->algorithm)),
          6, 31);
    }
    const Best reduce = best(run.run, FigureKind::busbw, {Dtype::bf16, Dtype::f32});
    if (reduce.record != nullptr) {
      out += wrapped(fmt::format("{} {} {}", padded("all-reduce", 12),
                                 padded(quantity(reduce.value, "B/s") + " busbw", 17),
                                 basis(reduce.record->algorithm)),
                     6, 31);
    }
  }
  return out;
}

/// The order of rows: by the first group that ranks them; others follow.
std::vector<std::size_t> rows(std::span<const NamedRun> runs,
                              std::span<const ModelledGroup> groups) {
  std::vector<std::size_t> order;
  const auto append = [&](std::size_t run) {
    if (std::find(order.begin(), order.end(), run) == order.end()) order.push_back(run);
  };
  for (const ModelledGroup& group : groups) {
    for (const Score& score : group.ranking.scores) append(score.chip);
  }
  for (std::size_t i = 0; i < runs.size(); ++i) append(i);
  return order;
}

std::string score_cell(const ModelledGroup& group, std::size_t run) {
  const auto& scores = group.ranking.scores;
  const auto found = std::find_if(scores.begin(), scores.end(),
                                  [&](const Score& score) { return score.chip == run; });
  if (found == scores.end()) return "-";
  return fmt::format("{:.3g} #{}", found->ratio.point, found->rank);
}

std::string scores(std::span<const NamedRun> runs, std::size_t baseline,
                   std::span<const ModelledGroup> groups) {
  std::string out = heading(
      fmt::format("Modelled scores relative to {}, and ranks", devices_and_name(runs[baseline])));
  std::string head = "  " + padded("modelled chip", name_columns);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    head += padded_left(fmt::format("[{}]", i + 1), score_columns);
  }
  out += head + "\n";
  for (const std::size_t run : rows(runs, groups)) {
    std::string line = "  " + padded(chip_name(runs[run]), name_columns);
    for (const ModelledGroup& group : groups) {
      line += padded_left(score_cell(group, run), score_columns);
    }
    out += line + "\n";
  }
  out += "\n";
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& counted = groups[i].ranking.counted;
    out += wrapped(fmt::format("[{}] {}: {} cases that all of its chips run", i + 1,
                               plain(groups[i].group), counted.size()),
                   2, 4);
  }
  return out;
}

/// Each reason once, with the chips that it holds for.
std::string left_out(std::span<const NamedRun> runs, std::span<const ModelledGroup> groups) {
  std::string out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const LeftOut& each : groups[i].left_out) {
      out += wrapped(
          fmt::format("{} [{}]: {}", chip_name(runs[each.run]), i + 1, plain(each.reason)), 2, 4);
    }
  }
  return out.empty() ? "" : heading("Not in a group") + out;
}

std::string not_modelled(std::span<const NotModelled> missing) {
  if (missing.empty()) return "";
  std::string out = heading("Not modelled");
  for (const NotModelled& each : missing) {
    out += wrapped(fmt::format("{}: {}", plain(each.chip), plain(each.missing)), 2, 4);
  }
  return out;
}

}  // namespace

std::string modelled_text(std::span<const NamedRun> runs, std::size_t baseline,
                          std::span<const ModelledGroup> groups,
                          std::span<const NotModelled> missing) {
  std::string out = wrapped(
      "These numbers are modelled: computed from published figures by roofline and alpha-beta, not "
      "measured on any chip. docs/model.md says how, and how far off they are.",
      0);
  out += predictions(runs) + scores(runs, baseline, groups) + left_out(runs, groups);
  return out + not_modelled(missing);
}

}  // namespace steelyard::results
