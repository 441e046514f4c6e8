#include <memory>
#include <vector>

#include "collectors/table.hpp"
#include "results/store/run_file.hpp"

/// Keeps the run: every visit goes to the run file as soon as it is complete, or, where the options
/// say that this is no loss, all of them at the end, which is a hundred times quicker.
namespace steelyard::collectors {
run::CollectorPlugin hdf5_collector();

namespace {

class Hdf5Collector : public run::Collector {
 public:
  explicit Hdf5Collector(const run::CollectorOptions& options)
      : output_(options.output),
        force_(options.force),
        resume_(options.resume),
        at_end_(options.at_end) {}

  void run_started(const RunRecord& record) override {
    writer_ = resume_ ? results::RunWriter::go_on(output_, record, results::resume_patience_seconds)
                      : std::make_unique<results::RunWriter>(output_, record, force_);
  }
  void visits_done(std::span<const VisitOf> visits) override {
    if (!at_end_) writer_->append_visits(visits);
  }
  void case_done(const CaseRecord& record) override {
    if (!at_end_) writer_->finish_case(record);
  }
  void run_done(const RunRecord& record) override {
    if (at_end_) write_cases(record);
    writer_->finish_run(record);
    writer_.reset();
  }

 private:
  void write_cases(const RunRecord& run) {
    std::vector<VisitOf> visits;
    for (const CaseRecord& record : run.cases) {
      for (const Visit& visit : record.visits) visits.push_back({&record, &visit});
      if (record.visits.empty()) writer_->finish_case(record);
    }
    if (!visits.empty()) writer_->append_visits(visits);
  }

  std::string output_;
  bool force_;
  bool resume_;
  bool at_end_;
  std::unique_ptr<results::RunWriter> writer_;
};

}  // namespace

run::CollectorPlugin hdf5_collector() {
  return {"hdf5", "keeps every sample in the run file (--output)",
          [](const run::CollectorOptions& options) -> std::unique_ptr<run::Collector> {
            return std::make_unique<Hdf5Collector>(options);
          }};
}

}  // namespace steelyard::collectors
