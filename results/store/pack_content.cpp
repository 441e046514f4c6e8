#include "results/store/pack_content.hpp"

#include <fmt/format.h>

#include <set>
#include <unordered_set>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/case_store.hpp"
#include "results/store/summary_row.hpp"
#include "results/store/thinned_samples.hpp"

namespace steelyard::results {
namespace {

std::string schema_of(const hdf5::Group& root) {
  std::string name;
  take(name, std::span<const std::byte>(root.get("schema", hdf5::Type::Kind::text)));
  return name;
}

/// First of all: is it ours, and can this program know what its members mean?
hdf5::Group checked(hdf5::Group root) {
  if (schema_of(root) != pack_schema::name) {
    root.refuse("is an HDF5 file, but not a pack of this program");
  }
  int version = 0;
  take(version, std::span<const std::byte>(root.get("schema_version", hdf5::Type::Kind::int32)));
  if (version < 1) root.refuse(fmt::format("has the impossible schema version {}", version));
  if (version > pack_schema::version) {
    root.refuse(fmt::format(
        "has schema version {}, and this program knows up to {}; read it with a newer one", version,
        pack_schema::version));
  }
  return root;
}

/// Adds places for as many rows more; refuses a number that cannot be.
void add_place(const hdf5::Node& node, int count, std::vector<std::uint64_t>& places) {
  if (count < 0) node.refuse("has a run or case with a negative number of rows");
  places.push_back(places.back() + static_cast<std::uint64_t>(count));
}

void expect_all(const hdf5::Node& node, std::uint64_t there, std::uint64_t claimed) {
  if (there == claimed) return;
  node.refuse(fmt::format("has {} rows where the runs have {}", there, claimed));
}

hdf5::Dataset quantiles_of(const hdf5::Group& root) {
  return root.array(std::string(pack_schema::quantiles), hdf5::Type::float32(), quantile_levels);
}

hdf5::Dataset rank_medians_of(const hdf5::Group& root) {
  return root.array(std::string(pack_schema::rank_medians), hdf5::Type::float64());
}

/// Takes the first `count` off the front.
std::span<const double> take_front(std::span<const double>& values, std::size_t count) {
  const auto front = values.first(count);
  values = values.subspan(count);
  return front;
}

/// Bytes of memory that the texts of a case take, beside its own.
std::uint64_t memory_of(const schema::SummaryRow& row) {
  std::uint64_t bytes = 0;
  pack_schema::fact_fields(
      [&]<class T>(const char*, const char*, const T& value) {
        if constexpr (std::is_same_v<T, std::string>) bytes += value.size();
      },
      row);
  return bytes;
}

/// A name that can be told from others and shown on a line.
bool is_run_id(const std::string& uuid) { return !uuid.empty() && uuid.size() <= 256; }

}  // namespace

PackContent::PackContent(const std::filesystem::path& file)
    : PackContent(hdf5::File::open_for_reading(file, hdf5::pack)) {}

PackContent::PackContent(hdf5::File file)
    : file_(std::move(file)),
      root_(checked(file_.root())),
      texts_(root_),
      environments_(root_, texts_),
      continuations_(root_, pack_schema::continuations, pack_schema::continuation_fields),
      cases_(root_, pack_schema::cases, pack_schema::case_fields),
      rank_medians_(rank_medians_of(root_)),
      quantiles_(quantiles_of(root_)),
      runs_(Runs(root_, pack_schema::runs, pack_schema::run_fields).all(texts_)),
      facts_(Facts(root_, pack_schema::facts, pack_schema::fact_fields).all(texts_)) {
  take(head_, std::span<const std::byte>(
                  root_.get(std::string(pack_schema::head), hdf5::Type::Kind::text)));
  for (const schema::SummaryRow& row : facts_) memory_of_facts_.push_back(memory_of(row));
  places_ = find_places();
}

PackContent::Places PackContent::find_places() const {
  Places places;
  for (const pack_schema::RunRow& run : runs_) {
    add_place(continuations_.group(), run.continuations, places.continuations);
    add_place(cases_.group(), run.cases, places.cases);
  }
  expect_all(continuations_.group(), continuations_.rows(), places.continuations.back());
  expect_all(cases_.group(), cases_.rows(), places.cases.back());
  places.rank_medians = places_in(rank_medians_, "rank_medians", places.cases);
  places.quantiles = places_in(quantiles_, "quantile_rows", places.cases);
  return places;
}

/// Of each run the first of `rows`, of which each case has as many as the column `counts` says.
std::vector<std::uint64_t> PackContent::places_in(const hdf5::Dataset& rows,
                                                  const std::string& counts,
                                                  const std::vector<std::uint64_t>& cases) const {
  const auto of_cases = read_counts(cases_.group(), counts);
  std::vector<std::uint64_t> places{0};
  std::uint64_t so_far = 0;
  std::size_t next = 0;
  for (std::size_t run = 0; run < runs_.size(); ++run) {
    for (; next < cases[run + 1]; ++next) so_far += static_cast<std::uint64_t>(of_cases[next]);
    places.push_back(so_far);
  }
  expect_all(rows, rows.rows(), so_far);
  return places;
}

std::vector<PackedRunHead> PackContent::list() const {
  std::vector<PackedRunHead> heads;
  std::set<std::string_view> ids;
  for (const pack_schema::RunRow& run : runs_) {
    if (!is_run_id(run.info.uuid)) root_.refuse("has a run without a usable id");
    if (!ids.insert(run.info.uuid).second) {
      root_.refuse(fmt::format("has the run {} twice", run.info.uuid));
    }
    heads.push_back({run.original, run.head, run.digest, run.info, run.cases});
  }
  return heads;
}

void PackContent::take_continuations(std::size_t run, std::size_t first, RunInfo& info) const {
  const std::uint64_t begin = places_.continuations[run] - places_.continuations[first];
  const std::uint64_t end = places_.continuations[run + 1] - places_.continuations[first];
  for (std::uint64_t i = begin; i < end; ++i) {
    pack_schema::ContinuationRow row;
    continuations_.take(i, row, texts_);
    row.continuation.environment = environments_.get(row.environment, continuations_.group());
    info.continuations.push_back(std::move(row.continuation));
  }
}

void PackContent::take_case(std::size_t i, std::span<const double>& medians, PackedRun& run) const {
  const hdf5::Group& group = cases_.group();
  const std::int32_t facts = cases_.first_cell(i);
  if (facts < 0 || static_cast<std::size_t>(facts) >= facts_.size()) {
    group.refuse("names facts that are not there");
  }
  const auto f = static_cast<std::size_t>(facts);
  group.charge(sizeof(CaseRecord) + sizeof(CaseTimes) + memory_of_facts_[f]);
  pack_schema::CaseRow row;
  row.summary = facts_[f];
  cases_.take(i, row, texts_);
  SummarisedCase summarised = from_row(std::move(row.summary));
  check_facts(group, summarised.record);
  const bool has_times = summarised.summary && summarised.summary->fault.empty();
  const int ranks = has_times ? summarised.record.ranks : 0;
  const std::size_t rows = has_times ? thinned_rows(ranks) : 0;
  if (row.rank_medians != ranks || static_cast<std::size_t>(row.quantile_rows) != rows) {
    group.refuse(
        fmt::format("has other numbers of medians or quantiles of case {} than of its ranks",
                    summarised.record.id));
  }
  const auto own = take_front(medians, static_cast<std::size_t>(ranks));
  if (has_times) summarised.summary->rank_medians_seconds.assign(own.begin(), own.end());
  if (summarised.summary && !is_sound(*summarised.summary)) {
    group.refuse(fmt::format("has numbers of case {} that cannot be", summarised.record.id));
  }
  run.brief.run.cases.push_back(std::move(summarised.record));
  auto& times = run.brief.times.emplace_back();
  if (!summarised.summary) return;
  static_cast<CaseSummary&>(times.emplace()) = std::move(*summarised.summary);
}

void PackContent::take_cases(std::size_t run, std::size_t first, PackedRun& packed) const {
  std::unordered_set<std::string_view> ids;
  const std::uint64_t end = places_.cases[run + 1] - places_.cases[first];
  const auto medians = rank_medians_.read_as<double>(
      {places_.rank_medians[run], places_.rank_medians[run + 1] - places_.rank_medians[run]});
  std::span<const double> left(medians);
  for (std::uint64_t i = places_.cases[run] - places_.cases[first]; i < end; ++i) {
    take_case(i, left, packed);
  }
  for (const CaseRecord& record : packed.brief.run.cases) {
    if (!ids.insert(record.id).second) {
      cases_.group().refuse(fmt::format("has the case {} twice in the run {}", record.id,
                                        packed.brief.run.info.uuid));
    }
  }
}

void PackContent::take_quantiles(std::size_t run, PackedRun& packed) const {
  const std::uint64_t first = places_.quantiles[run];
  const auto all = quantiles_.read_as<float>({first, places_.quantiles[run + 1] - first});
  auto next = all.begin();
  for (std::size_t i = 0; i < packed.brief.run.cases.size(); ++i) {
    const auto& times = packed.brief.times[i];
    const bool has_times = times && times->fault.empty();
    const std::size_t rows = has_times ? thinned_rows(packed.brief.run.cases[i].ranks) : 0;
    const auto end = next + static_cast<std::ptrdiff_t>(rows * quantile_levels);
    const auto& of_case = packed.quantiles.emplace_back(next, end);
    next = end;
    if (!are_thinned(of_case)) {
      quantiles_.refuse(fmt::format("has times of the case {} in the run {} that cannot be",
                                    packed.brief.run.cases[i].id, packed.brief.run.info.uuid));
    }
  }
}

void PackContent::read(std::size_t first, std::size_t count, PackParts parts,
                       const std::function<void(const PackedRun&)>& take) {
  const std::size_t end = first + count;
  cases_.load({places_.cases[first], places_.cases[end] - places_.cases[first]});
  continuations_.load(
      {places_.continuations[first], places_.continuations[end] - places_.continuations[first]});
  for (std::size_t i = first; i < end; ++i) {
    PackedRun run{runs_[i].original, runs_[i].head, runs_[i].digest, {}, {}};
    RunInfo& info = run.brief.run.info;
    info = runs_[i].info;
    info.environment = environments_.get(runs_[i].environment, root_);
    take_continuations(i, first, info);
    take_cases(i, first, run);
    if (parts == PackParts::whole) take_quantiles(i, run);
    take(run);
  }
}

bool says_pack(const std::filesystem::path& file) {
  try {
    return schema_of(hdf5::File::open_for_reading(file, hdf5::pack).root()) == pack_schema::name;
  } catch (const DataError&) {
    return false;
  }
}

}  // namespace steelyard::results
