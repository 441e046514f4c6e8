#include "results/store/run_content.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "results/store/case_store.hpp"
#include "results/store/continuation_store.hpp"
#include "results/store/digest_store.hpp"
#include "results/store/environment_store.hpp"
#include "results/store/fields.hpp"
#include "results/store/pack_schema.hpp"
#include "results/store/schema.hpp"
#include "results/store/summary_store.hpp"
#include "results/store/telemetry_store.hpp"

namespace steelyard::results {
namespace {

/// First of all: is it ours, and can this program know what its members mean?
void check_version(const hdf5::Group& root) {
  std::string name;
  take(name, std::span<const std::byte>(root.get("schema", hdf5::Type::Kind::text)));
  if (name == pack_schema::name) {
    root.refuse(
        "is that of a pack of many runs (docs/pack.md); `steelyard history`, `gate`, `show` and "
        "`audit` read packs, everything else wants the run files themselves");
  }
  if (name != schema::name) root.refuse("is an HDF5 file, but not a run file of this program");
  int version = 0;
  take(version, std::span<const std::byte>(root.get("schema_version", hdf5::Type::Kind::int32)));
  if (version < 1) root.refuse(fmt::format("has the impossible schema version {}", version));
  if (version > schema::version) {
    root.refuse(fmt::format(
        "has schema version {}, and this program knows up to {}; read it with a newer one", version,
        schema::version));
  }
}

/// The head that stands in the file; nothing if it has no digests, or newer ones.
std::optional<std::string> read_head(const hdf5::Group& root) {
  const StoredDigests stored = read_digests(root, {});
  if (stored.form != digest_form) return std::nullopt;
  return stored.digests.head;
}

/// Fills the cases from the summary. False if there is none to believe.
bool take_summary(const hdf5::Group& root, RunInBrief& brief) {
  StoredSummary summary = read_summary(root);
  if (summary.form != summary_form) return false;
  const auto head = read_head(root);
  if (!head || !belongs_to(summary, *head)) {
    brief.run.info.environment.warnings.push_back(
        "The summary in this file is not that of its digests, so its samples were read instead; "
        "`steelyard audit` says what was altered.");
    return false;
  }
  for (SummarisedCase& each : summary.cases) {
    brief.run.cases.push_back(std::move(each.record));
    auto& times = brief.times.emplace_back();
    if (each.summary) static_cast<CaseSummary&>(times.emplace()) = std::move(*each.summary);
  }
  return true;
}

/// Fills the cases from the samples.
void take_samples(const hdf5::Group& root, RunInBrief& brief) {
  brief.run.cases = read_cases(root);
  const SensorTraces traces(read_telemetry(root));
  for (CaseRecord& record : brief.run.cases) {
    brief.times.push_back(case_times(record, traces));
    record.visits = {};
  }
}

}  // namespace

RunInBrief read_brief(const std::filesystem::path& file, Depth depth) {
  const auto opened = hdf5::File::open_for_reading(file);
  const auto root = opened.root();
  check_version(root);
  RunInBrief brief;
  RunInfo& info = brief.run.info;
  schema::describe_run(AttributeReader(root), info);
  info.environment = read_environment(root, Topologies::left_out);
  info.continuations = read_continuations(root, Topologies::left_out);
  if (depth == Depth::times || !take_summary(root, brief)) take_samples(root, brief);
  return brief;
}

RunFileContent read_content(const std::filesystem::path& file) {
  const auto opened = hdf5::File::open_for_reading(file);
  const auto root = opened.root();
  check_version(root);
  RunFileContent content;
  RunRecord& run = content.run;
  schema::describe_run(AttributeReader(root), run.info);
  run.info.suite_text = root.text(std::string(schema::suite_text));
  run.info.environment = read_environment(root);
  run.info.continuations = read_continuations(root);
  run.cases = read_cases(root);
  run.telemetry = read_telemetry(root);
  std::vector<std::string> ids;
  for (const CaseRecord& record : run.cases) ids.push_back(record.id);
  content.digests = read_digests(root, ids);
  content.summary = read_summary(root);
  return content;
}

}  // namespace steelyard::results
