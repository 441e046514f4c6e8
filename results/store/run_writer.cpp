#include <utility>

#include "results/store/case_store.hpp"
#include "results/store/environment_store.hpp"
#include "results/store/fields.hpp"
#include "results/store/run_file.hpp"
#include "results/store/schema.hpp"
#include "results/store/telemetry_store.hpp"
#include "results/store/two_copies.hpp"

namespace steelyard::results {
namespace {

void write_info(hdf5::Group& root, const RunInfo& info) {
  schema::describe_run(AttributeWriter(root), info);
}

void write_start(hdf5::Group& root, const RunRecord& run) {
  root.set("description", "A run of Steelyard; docs/run-file.md describes the schema.");
  root.set("schema", schema::name);
  const int version = schema::version;
  root.set("schema_version", hdf5::Type::int32(), std::as_bytes(std::span(&version, 1)));
  write_info(root, run.info);
  root.create_text(std::string(schema::suite_text), run.info.suite_text);
  write_environment(root, run.info.environment);
  create_cases(root, run.cases);
  create_telemetry(root);
}

/// A case without its visits: changes are kept for a while, and samples are large.
CaseRecord without_visits(const CaseRecord& record) {
  CaseRecord copy = record;
  copy.visits = {};
  return copy;
}

}  // namespace

class RunWriter::Copies : public TwoCopies {
  using TwoCopies::TwoCopies;
};

RunWriter::RunWriter(std::filesystem::path file, const RunRecord& run, bool force)
    : copies_(std::make_unique<Copies>(std::move(file), force,
                                       [&run](hdf5::Group& root) { write_start(root, run); })) {}

RunWriter::~RunWriter() = default;

const std::filesystem::path& RunWriter::file() const { return copies_->file(); }

void RunWriter::append_visit(const CaseRecord& record) {
  copies_->apply([known = without_visits(record), visit = record.visits.back()](hdf5::Group& root) {
    results::append_visit(root, known, visit);
    update_case(root, known);
  });
}

void RunWriter::finish_case(const CaseRecord& record) {
  copies_->apply([known = without_visits(record)](hdf5::Group& root) { update_case(root, known); });
}

void RunWriter::finish_run(const RunRecord& run) {
  copies_->apply([info = run.info, telemetry = run.telemetry](hdf5::Group& root) {
    append_telemetry(root, telemetry);
    write_info(root, info);
  });
}

}  // namespace steelyard::results
