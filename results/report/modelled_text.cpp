#include "results/report/modelled_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
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

/// "  8 x nvidia-h20          bf16   133.9 TFLOP/s  148 TFLOP/s (press) x 0.961 (...)".
std::string prediction(const std::string& chip, const std::string& what, const std::string& rate,
                       const CaseRecord& record) {
  return fmt::format("  {}{}{}{}\n", padded(chip, name_columns + 4), padded(what, 7),
                     padded(rate, 16), basis(record.algorithm));
}

std::string predictions(std::span<const NamedRun> runs) {
  std::string out = heading(
      "Modelled: large products in 16 bits and the bus bandwidth of an all-reduce, and from what");
  for (const NamedRun& run : runs) {
    std::string chip = devices_and_name(run);
    const Best gemm = best(run.run, FigureKind::flops, {Dtype::bf16, Dtype::fp16});
    if (gemm.record != nullptr) {
      out += prediction(chip, std::string(name(*case_dtype(*gemm.record))),
                        quantity(gemm.value, "FLOP/s"), *gemm.record);
      chip.clear();
    }
    const Best reduce = best(run.run, FigureKind::busbw, {Dtype::bf16, Dtype::f32});
    if (reduce.record != nullptr) {
      out += prediction(chip, "busbw", quantity(reduce.value, "B/s"), *reduce.record);
      chip.clear();
    }
    if (!chip.empty()) out += wrapped(chip + ": no case of these ran", 2);
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
    out +=
        wrapped(fmt::format("[{}] {}: {} case{} that all of its chips run", i + 1,
                            plain(groups[i].group), counted.size(), counted.size() == 1 ? "" : "s"),
                2, 4);
  }
  return out;
}

/// The last sentence of a reason, which names the figure that is missing.
std::string last_words(const std::string& reason) {
  constexpr std::string_view status = "SY_UNSUPPORTED: ";
  const std::size_t found = reason.rfind(status);
  return plain(found == std::string::npos ? reason : reason.substr(found + status.size()));
}

/// Each chip's reasons once, with the groups that they hold for.
std::string left_out(std::span<const NamedRun> runs, std::span<const ModelledGroup> groups) {
  std::map<std::pair<std::string, std::string>, std::string> of_groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const LeftOut& each : groups[i].left_out) {
      of_groups[{chip_name(runs[each.run]), last_words(each.reason)}] += fmt::format("[{}]", i + 1);
    }
  }
  if (of_groups.empty()) return "";
  std::string out = heading("Modelled, but not in a group");
  for (const auto& [chip_and_reason, which] : of_groups) {
    const auto& [chip, reason] = chip_and_reason;
    out += wrapped(fmt::format("{} {}: {}", chip, which, reason), 2, 4);
  }
  return out;
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
  std::vector<ModelledGroup> ranked;
  std::copy_if(groups.begin(), groups.end(), std::back_inserter(ranked),
               [](const ModelledGroup& group) { return !group.ranking.scores.empty(); });
  std::string out = wrapped(
      "These numbers are modelled: computed from published figures by roofline and alpha-beta, not "
      "measured on any chip. docs/model.md says how, and how far off they are.",
      0);
  out += predictions(runs) + scores(runs, baseline, ranked);
  for (const ModelledGroup& group : groups) {
    if (!group.ranking.scores.empty()) continue;
    out += wrapped(fmt::format("[-] {}: not ranked, since no two of these chips run the same case "
                               "of it, the first among them",
                               plain(group.group)),
                   2, 4);
  }
  return out + left_out(runs, ranked) + not_modelled(missing);
}

}  // namespace steelyard::results
