#include "results/store/pack_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "harness/core/error.hpp"
#include "results/store/disk_sync.hpp"
#include "results/store/pack.hpp"
#include "results/store/pack_columns.hpp"
#include "results/store/pack_environment.hpp"
#include "results/store/summary_row.hpp"
#include "results/store/thinned_samples.hpp"

namespace steelyard::results {

using What = GrowingColumn::What;

/// All that stands in a pack, as far as it is not on the disk.
struct PackWriter::Content {
  TextPool texts;
  GrowingEnvironments environments{texts};
  GrowingRows<pack_schema::RunRow, decltype(pack_schema::run_fields)> runs{
      pack_schema::runs, "One row for each run, in the order in which they were packed.",
      pack_schema::run_fields, texts};
  GrowingRows<pack_schema::ContinuationRow, decltype(pack_schema::continuation_fields)>
      continuations{pack_schema::continuations, "Later starts of runs, in the order of the runs.",
                    pack_schema::continuation_fields, texts};
  GrowingRows<schema::SummaryRow, decltype(pack_schema::fact_fields)> facts{
      pack_schema::facts, "The texts of cases, each set of them once.", pack_schema::fact_fields,
      texts};
  GrowingRows<pack_schema::CaseRow, decltype(pack_schema::case_fields)> cases{
      pack_schema::cases, "The numbers of each case of each run, in the order of the runs.",
      pack_schema::case_fields, texts};
  GrowingColumn rank_medians{std::string(pack_schema::rank_medians), "seconds",
                             hdf5::Type::float64(), 0, hdf5::Packing::plain};
  GrowingColumn quantiles{std::string(pack_schema::quantiles), "seconds", hdf5::Type::float32(),
                          quantile_levels, hdf5::Packing::deflated};
  std::vector<PackedRunHead> heads;

  void create(hdf5::Group& root) const;
  void add(const PackedRun& run);
  void write(hdf5::Group& root, What what);

 private:
  void add_case(const CaseRecord& record, const std::optional<CaseTimes>& times,
                const std::vector<float>& thinned);
};

void PackWriter::Content::create(hdf5::Group& root) const {
  root.set("schema", pack_schema::name);
  root.set("schema_version", hdf5::Type::int32(),
           std::as_bytes(std::span(&pack_schema::version, 1)));
  texts.create(root);
  environments.create(root);
  runs.create(root);
  continuations.create(root);
  facts.create(root);
  cases.create(root);
  rank_medians.create(root);
  quantiles.create(root);
}

void PackWriter::Content::add_case(const CaseRecord& record, const std::optional<CaseTimes>& times,
                                   const std::vector<float>& thinned) {
  pack_schema::CaseRow row;
  row.summary = to_row({record, times});
  row.facts = facts.add_once(row.summary);
  row.rank_medians = static_cast<int>(row.summary.summary.rank_medians_seconds.size());
  rank_medians.add_all(row.summary.summary.rank_medians_seconds);
  row.quantile_rows = static_cast<int>(thinned.size() / quantile_levels);
  quantiles.add_all(thinned);
  cases.add(row);
}

void PackWriter::Content::add(const PackedRun& run) {
  const RunInfo& info = run.brief.run.info;
  pack_schema::RunRow row{info, run.original, run.head, run.digest};
  row.environment = environments.number(info.environment);
  row.continuations = static_cast<int>(info.continuations.size());
  row.cases = static_cast<int>(run.brief.run.cases.size());
  runs.add(row);
  for (const Continuation& each : info.continuations) {
    continuations.add({each, environments.number(each.environment)});
  }
  for (std::size_t i = 0; i < run.brief.run.cases.size(); ++i) {
    add_case(run.brief.run.cases[i], run.brief.times[i], run.quantiles[i]);
  }
  heads.push_back({run.original, run.head, run.digest, {}, row.cases});
}

void PackWriter::Content::write(hdf5::Group& root, What what) {
  texts.write(root, what);
  environments.write(root, what);
  runs.write(root, what);
  continuations.write(root, what);
  facts.write(root, what);
  cases.write(root, what);
  rank_medians.write(root, what);
  quantiles.write(root, what);
}

PackWriter::PackWriter(std::filesystem::path file)
    : file_(std::move(file)), next_(file_), content_(std::make_unique<Content>()) {
  next_ += ".next";
  try {
    auto made = hdf5::File::create(next_, hdf5::pack);
    {
      auto root = made.root();
      content_->create(root);
    }
    made.close();
  } catch (...) {
    ::unlink(next_.c_str());
    throw;
  }
}

PackWriter::~PackWriter() {
  if (content_) ::unlink(next_.c_str());
}

void PackWriter::change(const std::function<void(hdf5::Group&)>& what) {
  auto opened = hdf5::File::open_for_writing(next_, hdf5::pack);
  {
    auto root = opened.root();
    what(root);
  }
  opened.close();
}

void PackWriter::add(const std::vector<PackedRun>& runs) {
  for (const PackedRun& run : runs) content_->add(run);
  change([&](hdf5::Group& root) { content_->write(root, What::whole_chunks); });
}

std::size_t PackWriter::runs() const { return content_->heads.size(); }

/// Whoever has packed files may remove them, so what was written is read again first.
void PackWriter::check_written() const {
  std::string wrong;
  try {
    wrong = fmt::format("{}", fmt::join(check_pack(next_).altered, ", "));
  } catch (const DataError& error) {
    wrong = error.what();
  }
  if (wrong.empty()) return;
  throw StoreError(
      fmt::format("The pack '{}' is left as it was, since what was written is not what was read "
                  "again: {}",
                  file_.string(), wrong));
}

void PackWriter::finish() {
  change([&](hdf5::Group& root) {
    content_->write(root, What::all);
    root.set(std::string(pack_schema::head), pack_head(content_->heads));
  });
  check_written();
  put_in_place(next_, file_, hdf5::pack);
  content_.reset();
}

}  // namespace steelyard::results
