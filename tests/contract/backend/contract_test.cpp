/// harness/device/backend.h as tests: every rung of the conformance ladder over every backend that
/// the build found, so a new backend is tested as soon as it is built. One that is not usable on
/// this machine is skipped with its own sentence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/device/conformance/ladder.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::device::conformance {
namespace {

class RungTest : public ::testing::Test {
 public:
  RungTest(const Rung& rung, std::string backend) : rung_(rung), backend_(std::move(backend)) {}

 private:
  void TestBody() override {
    LoadedBackend loaded;
    try {
      loaded = open_backend(backend_);
    } catch (const DeviceError& error) {
      GTEST_SKIP() << error.what();
    }
    const Verdict verdict = climb(rung_, {*loaded.table, loaded.file});
    if (verdict.outcome == Outcome::not_offered) GTEST_SKIP() << verdict.sentence;
    EXPECT_EQ(verdict.outcome, Outcome::passed) << verdict.sentence;
  }

  Rung rung_;
  std::string backend_;
};

/// "Backend/Ladder.gemm_batches/cpu"
void register_rung(const Rung& rung, const std::string& backend) {
  std::string name(rung.id);
  std::ranges::replace(name, '.', '_');
  ::testing::RegisterTest("Backend/Ladder", (name + "/" + backend).c_str(), nullptr, nullptr,
                          __FILE__, __LINE__,
                          [=]() -> RungTest* { return new RungTest(rung, backend); });
}

}  // namespace
}  // namespace steelyard::device::conformance

int main(int argc, char** argv) {
  using namespace steelyard::device;
  ::setenv("STEELYARD_FAKE", "collectives=1", 0);  // unless the caller scripts it
  ::testing::InitGoogleTest(&argc, argv);
  const std::vector<std::string> backends = backend_names();
  if (backends.empty()) {
    // A contract that nothing was held to would look like success.
    std::fputs("No backend was found; build the targets steelyard_backend_* first.\n", stderr);
    return 1;
  }
  for (const conformance::Rung& rung : conformance::ladder()) {
    for (const std::string& backend : backends) conformance::register_rung(rung, backend);
  }
  return RUN_ALL_TESTS();
}
