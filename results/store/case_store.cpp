#include "results/store/case_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/core/error.hpp"
#include "results/store/fields.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {
namespace {

constexpr auto visit_fields = [](auto&& visit, auto& row) { schema::describe_visit(visit, row); };

constexpr auto batch_fields = [](auto&& visit, auto& row) { schema::describe_batch(visit, row); };

hdf5::Group case_group(const hdf5::Group& root, const std::string& id) {
  return root.group(std::string(schema::cases)).group(id);
}

std::uint64_t width(int ranks) { return ranks < 1 ? 1 : static_cast<std::uint64_t>(ranks); }

/// The id is the name of a group: it must be one plain word.
void check_id(const std::string& id) {
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  };
  if (id.empty() || id.size() > 64 || !std::all_of(id.begin(), id.end(), plain)) {
    throw StoreError(fmt::format("The case id '{}' cannot be the name of a group.", id));
  }
}

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

/// What the rest of the program relies on: finite, not negative.
bool is_amount(double value) { return std::isfinite(value) && value >= 0; }

/// Everything of a case that grows by the iteration.
struct Series {
  std::vector<double> samples;
  std::vector<std::int32_t> round;
  std::vector<std::uint8_t> late;
};

Series read_series(const hdf5::Group& group, const CaseRecord& record) {
  Series series;
  const auto samples =
      group.array(std::string(schema::samples), hdf5::Type::float64(), width(record.ranks));
  const auto round = group.array(std::string(schema::round), hdf5::Type::int32());
  const auto late = group.array(std::string(schema::late), hdf5::Type::uint8());
  if (round.rows() != samples.rows() || late.rows() != samples.rows()) {
    group.refuse("has other numbers of rows in samples, round and late");
  }
  series.samples = samples.read_as<double>();
  series.round = round.read_as<std::int32_t>();
  series.late = late.read_as<std::uint8_t>();
  if (!std::all_of(series.samples.begin(), series.samples.end(), is_amount)) {
    samples.refuse("has a sample that is not a time");
  }
  return series;
}

/// Gives a visit the iterations `from` up to `from` + its own number.
void deal_out(const hdf5::Group& group, const Series& series, std::size_t from,
              const schema::VisitRow& row, std::size_t ranks, Visit& visit) {
  const auto begin = static_cast<std::ptrdiff_t>(from);
  const auto end = static_cast<std::ptrdiff_t>(from + row.iterations);
  const auto n = static_cast<std::ptrdiff_t>(ranks);
  visit.samples.assign(series.samples.begin() + begin * n, series.samples.begin() + end * n);
  if (row.late_recorded) visit.late.assign(series.late.begin() + begin, series.late.begin() + end);
  const auto same = [&](std::int32_t round) { return round == visit.round; };
  if (!std::all_of(series.round.begin() + begin, series.round.begin() + end, same)) {
    group.refuse("has iterations of another round than their visit");
  }
}

/// The batches of every visit, by its place. A file from before there were any has none.
void read_batches(const hdf5::Group& group, CaseRecord& record) {
  const std::string name(schema::batches);
  if (!group.has(name)) return;
  auto visit = record.visits.begin();
  for (const auto& row : read_table<schema::BatchRow>(group, name, batch_fields)) {
    while (visit != record.visits.end() && visit->round != row.round) ++visit;
    if (visit == record.visits.end()) group.refuse("has a batch of a round that was not visited");
    visit->batches.push_back(row.batch);
  }
  for (const Visit& each : record.visits) {
    if (each.batches.empty()) continue;
    std::uint64_t left = each.samples.size() / width(record.ranks);
    for (const Batch& batch : each.batches) {
      if (batch.samples > left) group.refuse("has batches with more samples than their visit");
      left -= batch.samples;
    }
    if (left != 0) group.refuse("has samples of a visit that are in none of its batches");
  }
}

CaseRecord read_case(const hdf5::Group& group, const std::string& id) {
  CaseRecord record;
  record.id = id;
  schema::describe_case(AttributeReader(group), record);
  check_facts(group, record);
  const Series series = read_series(group, record);
  std::size_t at = 0;
  for (auto& row : read_table<schema::VisitRow>(group, std::string(schema::visits), visit_fields)) {
    if (row.iterations > series.round.size() - at) {
      group.refuse("has visits with more iterations than samples");
    }
    deal_out(group, series, at, row, width(record.ranks), row.visit);
    at += row.iterations;
    record.visits.push_back(std::move(row.visit));
  }
  if (at != series.round.size()) group.refuse("has samples that belong to no visit");
  read_batches(group, record);
  return record;
}

}  // namespace

void check_facts(const hdf5::Group& group, const CaseRecord& record) {
  const WorkModel& work = record.work;
  if (!is_amount(work.flops) || !is_amount(work.bytes_moved) || !is_amount(work.message_bytes) ||
      !is_amount(work.busbw_factor) || record.ranks < 0) {
    group.refuse("has a negative or infinite work model or number of ranks");
  }
}

void create_cases(hdf5::Group& root, const std::vector<CaseRecord>& records) {
  auto cases = root.create_group(std::string(schema::cases), "One group for each case, by its id.");
  for (std::size_t i = 0; i < records.size(); ++i) {
    const CaseRecord& record = records[i];
    check_id(record.id);
    auto group = cases.create_group(record.id, "One case: what it is, what became of it, samples.");
    const auto index = static_cast<int>(i);
    group.set("index", hdf5::Type::int32(), std::as_bytes(std::span(&index, 1)));
    schema::describe_case(AttributeWriter(group), record);
    group.create_array(std::string(schema::samples), "seconds", hdf5::Type::float64(),
                       width(record.ranks), hdf5::Packing::plain);
    group.create_array(std::string(schema::round), "1", hdf5::Type::int32());
    group.create_array(std::string(schema::late), "1", hdf5::Type::uint8());
    write_table(group, std::string(schema::visits), std::span<const schema::VisitRow>{},
                visit_fields);
    write_table(group, std::string(schema::batches), std::span<const schema::BatchRow>{},
                batch_fields);
  }
}

std::vector<hdf5::Attribute> facts_of(const CaseRecord& record) {
  AttributePacker packer;
  schema::describe_case(packer, record);
  return packer.take();
}

void update_case(hdf5::Group& root, const std::string& id, std::span<const hdf5::Attribute> facts) {
  if (facts.empty()) return;
  auto group = case_group(root, id);
  for (const hdf5::Attribute& fact : facts) group.set(fact.name, fact.type, fact.value);
}

namespace {

void append_batches(hdf5::Group& group, const Visit& visit) {
  std::vector<schema::BatchRow> rows;
  for (const Batch& batch : visit.batches) rows.push_back({visit.round, batch});
  if (rows.empty()) return;
  auto table = group.table(std::string(schema::batches),
                           columns_for(std::span<const schema::BatchRow>{}, batch_fields));
  table.append(
      pack_rows(std::span<const schema::BatchRow>(rows), std::span(table.columns()), batch_fields));
}

}  // namespace

void append_visit(hdf5::Group& root, const std::string& id, int ranks, const Visit& visit) {
  auto group = case_group(root, id);
  const std::uint64_t columns = width(ranks);
  const std::size_t iterations = visit.samples.size() / columns;
  if (visit.samples.size() % columns != 0 ||
      (!visit.late.empty() && visit.late.size() != iterations) ||
      !std::all_of(visit.samples.begin(), visit.samples.end(), is_amount)) {
    group.refuse("was given samples that are not whole iterations of finite times");
  }
  const bool late_recorded = !visit.late.empty();
  const auto late = late_recorded ? visit.late : std::vector<std::uint8_t>(iterations);
  const std::vector<std::int32_t> round(iterations, visit.round);
  group.array(std::string(schema::samples), hdf5::Type::float64(), columns)
      .append(bytes_of(visit.samples));
  group.array(std::string(schema::round), hdf5::Type::int32()).append(bytes_of(round));
  group.array(std::string(schema::late), hdf5::Type::uint8()).append(bytes_of(late));

  schema::VisitRow row{visit, iterations, late_recorded};
  auto table = group.table(std::string(schema::visits),
                           columns_for(std::span<const schema::VisitRow>{}, visit_fields));
  table.append(pack_rows(std::span<const schema::VisitRow>(&row, 1), std::span(table.columns()),
                         visit_fields));
  append_batches(group, visit);
}

std::vector<CaseRecord> read_cases(const hdf5::Group& root) {
  const auto cases = root.group(std::string(schema::cases));
  const auto names = cases.names();
  std::vector<std::optional<CaseRecord>> in_order(names.size());
  for (const std::string& id : names) {
    const auto group = cases.group(id);
    int index = -1;
    take(index, std::span<const std::byte>(group.get("index", hdf5::Type::Kind::int32)));
    if (index < 0 || static_cast<std::size_t>(index) >= names.size() ||
        in_order[static_cast<std::size_t>(index)]) {
      group.refuse("has an index outside of the suite, or that of another case");
    }
    in_order[static_cast<std::size_t>(index)] = read_case(group, id);
  }
  std::vector<CaseRecord> records;
  for (auto& record : in_order) records.push_back(std::move(*record));
  return records;
}

}  // namespace steelyard::results
