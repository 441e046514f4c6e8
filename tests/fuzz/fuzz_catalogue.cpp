// Any text as a chip of the catalogue, and as a baseline; then what is printed of them.
#include <nlohmann/json.hpp>

#include "harness/core/error.hpp"
#include "results/chips/catalogue.hpp"
#include "results/report/chips_text.hpp"
#include "results/verdicts/reference_baseline.hpp"
#include "tests/fuzz/input.hpp"

namespace steelyard::fuzz {
namespace {

using namespace steelyard::results;

/// Runs `action`; an error may come of it, and must be fit to be shown.
template <class Action>
void allow_errors(Action action) {
  try {
    action();
  } catch (const DataError& error) {
    require_printable(error.what());
  } catch (const UsageError& error) {
    require_printable(error.what());
  }
}

const Catalogue& shipped() {
  static const Catalogue catalogue = Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips");
  return catalogue;
}

void read_as_chip(const std::filesystem::path& file) {
  const Catalogue catalogue({parse_chip(read_yaml_file(file))});
  const Chip& chip = catalogue.chips().front();
  require_printable(chips_text(catalogue));
  require_printable(chip_text(chip));
  require(nlohmann::json::accept(chips_json(catalogue)), "a catalogue is valid JSON");
  require(nlohmann::json::accept(chip_json(chip)), "a chip is valid JSON");
  allow_errors([&] { catalogue.find(chip.name); });
  for (const std::string& alias : chip.aliases) catalogue.find_exact(alias);
}

CaseRecord example(const std::string& name, WorkModel work) {
  CaseRecord record;
  record.name = name;
  record.workload = name.substr(0, name.find(':'));
  record.work = work;
  record.ranks = 8;
  return record;
}

void read_as_baseline(const std::filesystem::path& file) {
  const auto baseline = ReferenceBaseline::load(file, shipped());
  const double flops = 2.0 * 4096 * 4096 * 4096;
  baseline.match(example("matmul:dtype=bf16,trans=nt,m=4096,n=4096,k=4096", {flops, 1e8, 0, 0}));
  baseline.match(example("matmul:dtype=f64,m=4096,n=4096,k=4096,cache=hot", {flops, 1e8, 0, 0}));
  baseline.match(example("allreduce:dtype=bf16,bytes=1073741824", {0, 0, 1073741824, 1.75}));
  baseline.match(example("copy:bytes=1", {0, 1, 0, 0}));
}

}  // namespace
}  // namespace steelyard::fuzz

/// What is loaded once shall not count as time of the first input.
extern "C" int LLVMFuzzerInitialize(int*, char***);
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  steelyard::fuzz::shipped();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace steelyard::fuzz;
  const InputFile file({data, size});
  allow_errors([&] { read_as_chip(file.path()); });
  allow_errors([&] { read_as_baseline(file.path()); });
  return 0;
}
