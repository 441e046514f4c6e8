#include "results/store/summary_store.hpp"

#include <fmt/format.h>

#include <set>
#include <vector>

#include "results/store/case_store.hpp"
#include "results/store/fields.hpp"
#include "results/store/schema.hpp"
#include "results/store/summary_row.hpp"

namespace steelyard::results {
namespace {

const std::string group_name(schema::summary);
const std::string table_name(schema::cases);
const std::string medians_name(schema::rank_medians);

constexpr auto summary_fields = [](auto&& visit, auto& row) {
  schema::describe_summary(visit, row);
};

void check(const hdf5::Group& group, const SummarisedCase& summarised) {
  check_facts(group, summarised.record);
  if (summarised.summary && !is_sound(*summarised.summary)) {
    group.refuse(fmt::format("has numbers of case {} that cannot be", summarised.record.id));
  }
}

/// Of a case with samples that give times there is one for each rank; of others none.
std::size_t medians_of(const SummarisedCase& summarised) {
  const bool has_times = summarised.summary && summarised.summary->fault.empty();
  return has_times ? static_cast<std::size_t>(std::max(summarised.record.ranks, 0)) : 0;
}

void write_medians(hdf5::Group& group, const StoredSummary& summary) {
  std::vector<double> all;
  for (const SummarisedCase& each : summary.cases) {
    if (!each.summary) continue;
    const auto& medians = each.summary->rank_medians_seconds;
    all.insert(all.end(), medians.begin(), medians.end());
  }
  auto dataset = group.create_array(medians_name, "seconds", hdf5::Type::float64());
  dataset.append(std::as_bytes(std::span(all)));
}

/// Gives each case its own of them.
void read_medians(const hdf5::Group& group, StoredSummary& summary) {
  const auto all = group.array(medians_name, hdf5::Type::float64()).read_as<double>();
  auto next = all.begin();
  for (SummarisedCase& each : summary.cases) {
    const std::size_t count = medians_of(each);
    if (count == 0) continue;
    if (count > static_cast<std::size_t>(all.end() - next)) {
      group.refuse("lacks medians of ranks");
    }
    const auto end = next + static_cast<std::ptrdiff_t>(count);
    each.summary->rank_medians_seconds.assign(next, end);
    next = end;
  }
  if (next != all.end()) group.refuse("has medians of ranks that no case has");
}

}  // namespace

void write_summary(hdf5::Group& root, const StoredSummary& summary) {
  remove_summary(root);
  auto group = root.create_group(
      group_name, "What the samples of each case come to; docs/run-file.md says from what.");
  group.set("form", hdf5::Type::int32(), std::as_bytes(std::span(&summary.form, 1)));
  schema::describe_summary_head(AttributeWriter(group), summary);
  std::vector<schema::SummaryRow> rows;
  for (const SummarisedCase& each : summary.cases) rows.push_back(to_row(each));
  write_table(group, table_name, std::span<const schema::SummaryRow>(rows), summary_fields);
  write_medians(group, summary);
}

void remove_summary(hdf5::Group& root) {
  if (root.has(group_name)) root.remove(group_name);
}

StoredSummary read_summary(const hdf5::Group& root) {
  StoredSummary summary;
  if (!root.has(group_name)) return summary;
  const auto group = root.group(group_name);
  take(summary.form, std::span<const std::byte>(group.get("form", hdf5::Type::Kind::int32)));
  if (summary.form < 1) group.refuse(fmt::format("has the impossible form {}", summary.form));
  if (summary.form != summary_form) return summary;
  schema::describe_summary_head(AttributeReader(group), summary);
  std::set<std::string> ids;
  for (auto& row : read_table<schema::SummaryRow>(group, table_name, summary_fields)) {
    summary.cases.push_back(from_row(std::move(row)));
    if (!ids.insert(summary.cases.back().record.id).second) group.refuse("has a case twice");
  }
  read_medians(group, summary);
  for (const SummarisedCase& each : summary.cases) check(group, each);
  return summary;
}

}  // namespace steelyard::results
