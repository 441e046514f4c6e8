#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/error.hpp"
#include "results/store/case_store.hpp"
#include "results/store/continuation_store.hpp"
#include "results/store/digest_check.hpp"
#include "results/store/digest_store.hpp"
#include "results/store/environment_store.hpp"
#include "results/store/fields.hpp"
#include "results/store/run_file.hpp"
#include "results/store/schema.hpp"
#include "results/store/summary_store.hpp"
#include "results/store/telemetry_store.hpp"
#include "results/store/two_copies.hpp"

namespace steelyard::results {
namespace {

void write_info(hdf5::Group& root, const RunInfo& info) {
  schema::describe_run(AttributeWriter(root), info);
}

void write_start(hdf5::Group& root, const RunRecord& run, const RunDigests& digests) {
  root.set("description", "A run of Steelyard; docs/run-file.md describes the schema.");
  root.set("schema", schema::name);
  const int version = schema::version;
  root.set("schema_version", hdf5::Type::int32(), std::as_bytes(std::span(&version, 1)));
  write_info(root, run.info);
  root.create_text(std::string(schema::suite_text), run.info.suite_text);
  write_environment(root, run.info.environment);
  create_cases(root, run.cases);
  create_telemetry(root);
  std::vector<std::string> ids;
  for (const CaseRecord& record : run.cases) ids.push_back(record.id);
  create_digests(root, digests, ids);
}

/// The run without what write_start() does not write.
RunRecord without_samples(RunRecord run) {
  for (CaseRecord& record : run.cases) record.visits.clear();
  run.telemetry.clear();
  run.info.continuations.clear();
  return run;
}

/// A file that was changed by somebody else shall not get digests that say that it was not.
void check_unaltered(const RunFileContent& content, const std::filesystem::path& file) {
  const DigestCheck check = check_digests(content);
  if (check.state == DigestCheck::State::newer_form) {
    throw DataError(
        fmt::format("'{}' has digests of a form that this program does not know. Go "
                    "on with it with the program that wrote it, or a newer one.",
                    file.string()));
  }
  if (check.state == DigestCheck::State::altered) {
    throw DataError(fmt::format(
        "'{}' was altered since it was written: {} not what the digests say. It cannot be gone on "
        "with; start a new run.",
        file.string(), check.altered.front()));
  }
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

  /// What brings the digests of these cases, and of all, up to date in the file.
  Change seal_of(const std::vector<const CaseRecord*>& records) {
    if (!chain) return [](hdf5::Group&) {};
    std::map<std::string, CaseDigests> of_cases;
    for (const CaseRecord* record : records) {
      chain->set_case(*record);
      of_cases[record->id] = chain->of_case(record->id);
    }
    return [of_cases = std::move(of_cases), head = chain->digests().head](hdf5::Group& root) {
      for (const auto& [id, digests] : of_cases) update_case_digests(root, id, digests);
      update_head(root, head);
    };
  }

  /// Takes the cases for written as they are in `run`.
  void start_with(const RunRecord& run) {
    for (const CaseRecord& record : run.cases) {
      written_[record.id] = facts_of(record);
      visits[record.id] = record.visits.size();
    }
    telemetry = run.telemetry;
  }

  /// Whether the file holds the cases of `run` as they are there, with as many visits, and no
  /// others: a run that is interrupted ends without telling its cases again.
  bool holds(const RunRecord& run) const {
    return run.cases.size() == written_.size() &&
           std::all_of(run.cases.begin(), run.cases.end(), [&](const CaseRecord& record) {
             const auto facts = written_.find(record.id);
             return facts != written_.end() && facts->second == facts_of(record) &&
                    record.visits.size() == visits.at(record.id);
           });
  }

  std::optional<DigestChain> chain;           ///< nothing for a file without digests
  std::map<std::string, std::size_t> visits;  ///< in the file, by the id of the case
  std::vector<TelemetrySample> telemetry;     ///< in the file

 private:
  std::map<std::string, std::vector<hdf5::Attribute>> written_;
};

RunWriter::RunWriter(std::filesystem::path file, const RunRecord& run, bool force) {
  const RunRecord start = without_samples(run);
  DigestChain chain(start);
  copies_ = std::make_unique<Copies>(
      std::move(file), force, [&](hdf5::Group& root) { write_start(root, run, chain.digests()); });
  copies_->chain = std::move(chain);
  copies_->start_with(start);
}

RunWriter::RunWriter(std::unique_ptr<Copies> copies) : copies_(std::move(copies)) {}

std::unique_ptr<RunWriter> RunWriter::go_on(const std::filesystem::path& file, const RunRecord& run,
                                            double patience_seconds) {
  auto copies = std::make_unique<Copies>(file, patience_seconds);
  const RunFileContent content = read_run_file(copies->file());
  if (!goes_on_with(content.run, run)) {
    throw StoreError(fmt::format(
        "The run file '{}' was changed since it was read: another run goes on with it. Start again "
        "with --resume once that one has ended.",
        file.string()));
  }
  check_unaltered(content, file);
  copies->start_with(content.run);
  std::optional<RunDigests> digests;
  if (content.digests.form > 0) {
    copies->chain.emplace(content.run);
    copies->chain->add_continuation(run.info.continuations.back());
    copies->chain->set_info(run.info);
    digests = copies->chain->digests();
  }
  copies->apply([info = run.info, digests](hdf5::Group& root) {
    remove_summary(root);
    write_info(root, info);
    append_continuation(root, info.continuations.back());
    if (digests) update_digests(root, *digests);
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
  std::vector<const CaseRecord*> records;
  for (const auto& [record, visit] : visits) {
    changes.push_back({record->id, record->ranks, *visit, copies_->news_of(*record)});
    records.push_back(record);
    ++copies_->visits[record->id];
    if (copies_->chain) copies_->chain->add_visit(*record, *visit);
  }
  copies_->apply(
      [changes = std::move(changes), seal = copies_->seal_of(records)](hdf5::Group& root) {
        for (const Change& each : changes) {
          results::append_visit(root, each.id, each.ranks, each.visit);
          update_case(root, each.id, each.news);
        }
        seal(root);
      });
}

void RunWriter::append_visit(const CaseRecord& record) {
  const VisitOf last{&record, &record.visits.back()};
  append_visits(std::span(&last, 1));
}

void RunWriter::finish_case(const CaseRecord& record) {
  const auto news = copies_->news_of(record);
  if (news.empty()) return;
  copies_->apply([id = record.id, news, seal = copies_->seal_of({&record})](hdf5::Group& root) {
    update_case(root, id, news);
    seal(root);
  });
}

void RunWriter::finish_run(const RunRecord& run) {
  std::optional<RunDigests> digests;
  std::optional<StoredSummary> summary;
  if (copies_->chain) {
    copies_->chain->set_info(run.info);
    copies_->chain->add_telemetry(run.telemetry);
    digests = copies_->chain->digests();
    if (copies_->holds(run)) {
      auto& all = copies_->telemetry;
      all.insert(all.end(), run.telemetry.begin(), run.telemetry.end());
      summary = make_summary(run, SensorTraces(all), digests->head);
    }
  }
  copies_->apply([info = run.info, telemetry = run.telemetry, digests, summary](hdf5::Group& root) {
    append_telemetry(root, telemetry);
    write_info(root, info);
    if (digests) update_digests(root, *digests);
    if (summary) write_summary(root, *summary);
  });
}

}  // namespace steelyard::results
