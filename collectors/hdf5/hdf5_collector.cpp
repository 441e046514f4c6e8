#include <memory>

#include "collectors/table.hpp"
#include "results/store/run_file.hpp"

/// Keeps the run: every visit goes to the run file as soon as it is complete.
namespace steelyard::collectors {
run::CollectorPlugin hdf5_collector();

namespace {

class Hdf5Collector : public run::Collector {
 public:
  explicit Hdf5Collector(const run::CollectorOptions& options)
      : output_(options.output), force_(options.force), resume_(options.resume) {}

  void run_started(const RunRecord& record) override {
    writer_ = resume_ ? results::RunWriter::go_on(output_, record, results::resume_patience_seconds)
                      : std::make_unique<results::RunWriter>(output_, record, force_);
  }
  void visits_done(std::span<const VisitOf> visits) override { writer_->append_visits(visits); }
  void case_done(const CaseRecord& record) override { writer_->finish_case(record); }
  void run_done(const RunRecord& record) override {
    writer_->finish_run(record);
    writer_.reset();
  }

 private:
  std::string output_;
  bool force_;
  bool resume_;
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
