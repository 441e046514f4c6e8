#include "results/store/summary_store.hpp"

#include <fmt/format.h>

#include <algorithm>
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

constexpr auto summary_fields = [](auto&& visit, auto& row) {
  schema::describe_summary(visit, row);
};

bool has_summary(const hdf5::Group& root) {
  const auto names = root.names();
  return std::find(names.begin(), names.end(), group_name) != names.end();
}

void check(const hdf5::Group& group, const SummarisedCase& summarised) {
  check_facts(group, summarised.record);
  if (summarised.summary && !is_sound(*summarised.summary)) {
    group.refuse(fmt::format("has numbers of case {} that cannot be", summarised.record.id));
  }
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
}

void remove_summary(hdf5::Group& root) {
  if (has_summary(root)) root.remove(group_name);
}

StoredSummary read_summary(const hdf5::Group& root) {
  StoredSummary summary;
  if (!has_summary(root)) return summary;
  const auto group = root.group(group_name);
  take(summary.form, std::span<const std::byte>(group.get("form", hdf5::Type::Kind::int32)));
  if (summary.form < 1) group.refuse(fmt::format("has the impossible form {}", summary.form));
  if (summary.form > summary_form) return summary;
  schema::describe_summary_head(AttributeReader(group), summary);
  std::set<std::string> ids;
  for (auto& row : read_table<schema::SummaryRow>(group, table_name, summary_fields)) {
    summary.cases.push_back(from_row(std::move(row)));
    check(group, summary.cases.back());
    if (!ids.insert(summary.cases.back().record.id).second) group.refuse("has a case twice");
  }
  return summary;
}

}  // namespace steelyard::results
