#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "harness/core/error.hpp"
#include "results/store/case_store.hpp"
#include "results/store/continuation_store.hpp"
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

/// Whether `run` goes on with exactly what the file holds.
bool goes_on_with(const RunRecord& file, const RunRecord& run) {
  const auto same_visits = [](const CaseRecord& a, const CaseRecord& b) {
    return a.id == b.id && a.visits.size() == b.visits.size();
  };
  return file.info.uuid == run.info.uuid &&
         file.info.continuations.size() + 1 == run.info.continuations.size() &&
         std::equal(file.cases.begin(), file.cases.end(), run.cases.begin(), run.cases.end(),
                    same_visits);
}

}  // namespace

/// The two copies, and what they say of each case apart from its visits.
class RunWriter::Copies : public TwoCopies {
 public:
  using TwoCopies::TwoCopies;

  /// Facts of a case that the file does not hold yet, from here on taken for written.
  std::vector<hdf5::Attribute> news_of(const CaseRecord& record) {
    std::vector<hdf5::Attribute> facts = facts_of(record);
    std::vector<hdf5::Attribute>& written = written_[record.id];
    std::vector<hdf5::Attribute> news;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (i >= written.size() || written[i] != facts[i]) news.push_back(facts[i]);
    }
    written = std::move(facts);
    return news;
  }

 private:
  std::map<std::string, std::vector<hdf5::Attribute>> written_;
};

RunWriter::RunWriter(std::filesystem::path file, const RunRecord& run, bool force)
    : copies_(std::make_unique<Copies>(std::move(file), force,
                                       [&run](hdf5::Group& root) { write_start(root, run); })) {}

RunWriter::RunWriter(std::unique_ptr<Copies> copies) : copies_(std::move(copies)) {}

std::unique_ptr<RunWriter> RunWriter::go_on(const std::filesystem::path& file, const RunRecord& run,
                                            double patience_seconds) {
  auto copies = std::make_unique<Copies>(file, patience_seconds);
  if (!goes_on_with(read_run(copies->file()), run)) {
    throw StoreError(fmt::format(
        "The run file '{}' was changed since it was read: another run goes on with it. Start again "
        "with --resume once that one has ended.",
        file.string()));
  }
  copies->apply([info = run.info](hdf5::Group& root) {
    write_info(root, info);
    append_continuation(root, info.continuations.back());
  });
  return std::unique_ptr<RunWriter>(new RunWriter(std::move(copies)));
}

RunWriter::~RunWriter() = default;

const std::filesystem::path& RunWriter::file() const { return copies_->file(); }

void RunWriter::append_visits(std::span<const VisitOf> visits) {
  if (visits.empty()) return;
  struct Change {
    std::string id;
    int ranks;
    Visit visit;
    std::vector<hdf5::Attribute> news;
  };
  std::vector<Change> changes;  // kept, to be repeated on the other copy
  for (const auto& [record, visit] : visits) {
    changes.push_back({record->id, record->ranks, *visit, copies_->news_of(*record)});
  }
  copies_->apply([changes = std::move(changes)](hdf5::Group& root) {
    for (const Change& each : changes) {
      results::append_visit(root, each.id, each.ranks, each.visit);
      update_case(root, each.id, each.news);
    }
  });
}

void RunWriter::append_visit(const CaseRecord& record) {
  const VisitOf last{&record, &record.visits.back()};
  append_visits(std::span(&last, 1));
}

void RunWriter::finish_case(const CaseRecord& record) {
  const auto news = copies_->news_of(record);
  if (news.empty()) return;
  copies_->apply([id = record.id, news](hdf5::Group& root) { update_case(root, id, news); });
}

void RunWriter::finish_run(const RunRecord& run) {
  copies_->apply([info = run.info, telemetry = run.telemetry](hdf5::Group& root) {
    append_telemetry(root, telemetry);
    write_info(root, info);
  });
}

}  // namespace steelyard::results
