#include "results/store/run_content.hpp"

#include <fmt/format.h>

#include "results/store/case_store.hpp"
#include "results/store/continuation_store.hpp"
#include "results/store/digest_store.hpp"
#include "results/store/environment_store.hpp"
#include "results/store/fields.hpp"
#include "results/store/schema.hpp"
#include "results/store/telemetry_store.hpp"

namespace steelyard::results {
namespace {

/// First of all: is it ours, and can this program know what its members mean?
void check_version(const hdf5::Group& root) {
  std::string name;
  take(name, std::span<const std::byte>(root.get("schema", hdf5::Type::Kind::text)));
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

}  // namespace

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
  return content;
}

}  // namespace steelyard::results
