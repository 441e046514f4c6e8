#include "results/verdicts/reference_baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "results/chips/yaml_file.hpp"
#include "results/verdicts/figures.hpp"
#include "results/verdicts/limits.hpp"

namespace steelyard::results {
namespace {

constexpr int most_devices = 1'000'000;

/// What a matmul of these dimensions does: two operations per multiply-add.
double matmul_flops(const CaseSpec& spec) {
  return 2.0 * static_cast<double>(spec.integer("m")) * static_cast<double>(spec.integer("n")) *
         static_cast<double>(spec.integer("k"));
}

PublishedRow read_row(const YamlNode& node) {
  node.allow_only({"workload", "parameters", "minimum_bytes", "tflops", "busbw_gb_s", "devices",
                   "confidence", "note", "source"});
  PublishedRow row;
  row.workload = node.at("workload").text();
  for (const auto& [key, value] : node.at("parameters").entries()) {
    row.parameters.emplace_back(key, value.text());
  }
  if (const YamlNode* bytes = node.find("minimum_bytes")) row.minimum_bytes = bytes->positive();
  const YamlNode* flops = node.find("tflops");
  const YamlNode* busbw = node.find("busbw_gb_s");
  if ((flops == nullptr) == (busbw == nullptr)) node.fail("give either tflops or busbw_gb_s.");
  row.value = flops != nullptr ? flops->positive() * 1e12 : busbw->positive() * 1e9;
  if (const YamlNode* devices = node.find("devices"))
    row.devices = devices->integer(1, most_devices);
  row.source = node.at("source").text();
  const auto confidence = parse_confidence(node.at("confidence").text());
  if (!confidence) node.at("confidence").fail("expected low, medium or high.");
  row.confidence = *confidence;
  if (const YamlNode* note = node.find("note")) row.note = note->text();
  return row;
}

bool is_collective(FigureKind kind) {
  return kind == FigureKind::busbw || kind == FigureKind::algbw;
}

/// Whether a row's parameters are those of the case, and the case does no other work besides: a
/// batch, say, would show in its operations.
bool matches(const PublishedRow& row, const CaseRecord& record, const CaseSpec& spec) {
  if (row.workload != record.workload) return false;
  for (const auto& [key, value] : row.parameters) {
    if (spec.find(key) != value) return false;
  }
  if (is_collective(figure_kind(record.work))) {
    return record.work.message_bytes >= row.minimum_bytes;
  }
  const bool has_shape = spec.find("m") && spec.find("n") && spec.find("k");
  return !has_shape || std::abs(record.work.flops / matmul_flops(spec) - 1) < 1e-9;
}

}  // namespace

ReferenceBaseline::ReferenceBaseline(std::string title, Chip chip, int devices,
                                     std::vector<PublishedRow> rows)
    : title_(std::move(title)), chip_(std::move(chip)), devices_(devices), rows_(std::move(rows)) {}

ReferenceBaseline ReferenceBaseline::load(const std::filesystem::path& file,
                                          const Catalogue& catalogue) {
  const YamlNode root = read_yaml_file(file);
  root.allow_only({"title", "chip", "devices", "published"});
  std::vector<PublishedRow> rows;
  for (const YamlNode& node : root.at("published").items()) rows.push_back(read_row(node));
  return ReferenceBaseline(root.at("title").text(), catalogue.find(root.at("chip").text()),
                           root.at("devices").integer(1, most_devices), std::move(rows));
}

ReferenceBaseline::Match ReferenceBaseline::match(const CaseRecord& record) const {
  const FigureKind kind = figure_kind(record.work);
  const bool collective = is_collective(kind);
  if (kind == FigureKind::algbw) {
    return std::string("a collective of one rank sends nothing, so there is no busbw to compare");
  }
  const PublishedRow* best = nullptr;
  try {
    const CaseSpec spec = parse_case(record.name);
    for (const PublishedRow& row : rows_) {
      if (matches(row, record, spec) && (best == nullptr || row.value > best->value)) best = &row;
    }
  } catch (const UsageError&) {
    return std::string("the name of the case cannot be read");
  }
  if (best != nullptr) {
    return ReferenceFigure{best->value,
                           Origin::published,
                           best->confidence,
                           best->source,
                           best->note,
                           best->devices,
                           collective && best->devices != record.ranks};
  }
  return bound(record);
}

ReferenceBaseline::Match ReferenceBaseline::bound(const CaseRecord& record) const {
  switch (figure_kind(record.work)) {
    case FigureKind::flops:
      return roofline(record);
    case FigureKind::busbw:
      return link_bound(record);
    case FigureKind::bytes:
      return memory_bound();
    case FigureKind::algbw:
    case FigureKind::rate:
      break;
  }
  return fmt::format("no {} figure for a case of this kind", chip_.name);
}

ReferenceBaseline::Match ReferenceBaseline::memory_bound() const {
  const Figure* memory = memory_bandwidth(chip_);
  if (memory == nullptr) {
    return fmt::format("no {} figure: its memory bandwidth is unknown", chip_.name);
  }
  return ReferenceFigure{memory->value * 1e9,
                         Origin::datasheet,
                         memory->from.confidence,
                         memory->from.source,
                         "memory bandwidth",
                         1,
                         false};
}

ReferenceBaseline::Match ReferenceBaseline::link_bound(const CaseRecord& record) const {
  const auto link = one_way_link_bytes_per_second(chip_);
  if (!link) return fmt::format("no {} figure: its link bandwidth is unknown", chip_.name);
  const Provenance& from = chip_.interconnect_gb_s->from;
  return ReferenceFigure{
      *link,    Origin::datasheet,       from.confidence, from.source, "one-way link bandwidth",
      devices_, devices_ != record.ranks};
}

ReferenceBaseline::Match ReferenceBaseline::roofline(const CaseRecord& record) const {
  const auto dtype = case_dtype(record);
  const Figure* peak = dtype ? dense_peak(chip_, *dtype) : nullptr;
  if (peak == nullptr) {
    return fmt::format("no {} figure: its peak for {} is unknown", chip_.name,
                       dtype ? name(*dtype) : "this dtype");
  }
  const double compute_seconds = record.work.flops / (peak->value * 1e12);
  const Figure* memory = memory_bandwidth(chip_);
  const bool bound_by_memory = memory != nullptr && !asks_for_hot_cache(record);
  const double memory_seconds =
      bound_by_memory ? record.work.bytes_moved / (memory->value * 1e9) : 0;
  ReferenceFigure figure{record.work.flops / std::max(compute_seconds, memory_seconds),
                         Origin::datasheet,
                         peak->from.confidence,
                         peak->from.source,
                         "dense peak",
                         1,
                         false};
  if (memory_seconds > compute_seconds) {
    figure.confidence = std::min(peak->from.confidence, memory->from.confidence);
    figure.source = memory->from.source;
    figure.note = "memory bandwidth";
  }
  return figure;
}

}  // namespace steelyard::results
