#include "tests/unit/store/tampered_file.hpp"

#include "harness/core/error.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::results::testing {

RunRecord small_run() {
  RunRecord run = sample_run();
  run.cases[0].visits[1].samples.resize(30);
  run.cases[0].visits[1].late.resize(10);
  run.cases[0].visits[1].batches[0].samples = 4;
  run.cases[0].visits[1].batches[1].samples = 6;
  return run;
}

std::string reading(const std::filesystem::path& file) {
  try {
    read_run(file);
  } catch (const DataError& error) {
    return error.what();
  }
  return "read";
}

}  // namespace steelyard::results::testing
