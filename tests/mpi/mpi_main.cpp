// The main function of GoogleTest programs that run under mpirun. Every rank runs the same tests in
// the same order; rank 0 prints as usual, and at the end the failures of all ranks. Every rank
// exits with 1 if a test failed on any, or if none ran. Listing tests needs no MPI.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

#include "harness/comm/mpi_communicator.hpp"
#include "tests/mpi/world.hpp"

namespace steelyard::test {
namespace {

comm::Communicator* world_of_tests = nullptr;

/// Collects this rank's failures. Says at once, in one line, that there is one: if the others now
/// wait for this rank until the time runs out, that line is all there will be.
class FailureCollector : public testing::EmptyTestEventListener {
 public:
  explicit FailureCollector(int rank) : rank_(rank) {}
  const std::string& text() const { return text_; }

 private:
  void OnTestStart(const testing::TestInfo& test) override {
    // Kept, because GoogleTest holds the lock of current_test_info() while it reports a failure.
    test_ = std::string(test.test_suite_name()) + "." + test.name();
  }
  void OnTestEnd(const testing::TestInfo&) override { test_ = "outside tests"; }
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (!part.failed()) return;
    std::ostringstream where;
    where << "[rank " << rank_ << "] " << test_;
    if (part.file_name() != nullptr) where << " " << part.file_name() << ":" << part.line_number();
    std::fprintf(stderr, "%s: failed\n", where.str().c_str());
    text_ += where.str() + "\n" + part.message() + "\n";
  }

  int rank_;
  std::string test_ = "outside tests";
  std::string text_;
};

int run_on_all_ranks() {
  comm::MpiSession session;
  const std::unique_ptr<comm::Communicator> harness = session.world();
  const std::unique_ptr<comm::Communicator> tests = session.world();
  world_of_tests = tests.get();

  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  auto* collector = new FailureCollector(harness->rank());  // the list below owns it
  if (harness->rank() != 0) {
    delete listeners.Release(listeners.default_result_printer());
    delete listeners.Release(listeners.default_xml_generator());
  }
  listeners.Append(collector);

  const bool passed =
      RUN_ALL_TESTS() == 0 && testing::UnitTest::GetInstance()->test_to_run_count() > 0;
  if (testing::UnitTest::GetInstance()->test_to_run_count() == 0 && harness->rank() == 0) {
    std::fprintf(stderr, "No test matches the filter.\n");
  }
  const std::vector<std::string> failures = comm::all_gather(*harness, collector->text());
  if (harness->rank() == 0) {
    for (const std::string& text : failures) std::fputs(text.c_str(), stdout);
  }
  return comm::all_true(*harness, passed) ? 0 : 1;
}

}  // namespace

comm::Communicator& world() { return *world_of_tests; }

}  // namespace steelyard::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  return steelyard::test::run_on_all_ranks();
}
