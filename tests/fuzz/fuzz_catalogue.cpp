// Any text as a chip of the catalogue, and as a baseline; then what is printed of them.
#include <nlohmann/json.hpp>
#include <vector>

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

CaseRecord example(const std::string& name, WorkModel work, int ranks = 8) {
  CaseRecord record;
  record.name = name;
  record.workload = name.substr(0, name.find(':'));
  record.work = work;
  record.ranks = ranks;
  return record;
}

/// What a run is compared with: every dtype, every kind of figure, names that say too little.
std::vector<CaseRecord> examples() {
  const double flops = 2.0 * 4096 * 4096 * 4096;
  std::vector<CaseRecord> all;
  for (const char* dtype : {"f64", "f32", "tf32", "bf16", "fp16", "fp8_e4m3", "fp8_e5m2", "int8",
                            "uint8", "int32", "none"}) {
    all.push_back(example("matmul:dtype=" + std::string(dtype) + ",m=4096,n=4096,k=4096",
                          {flops, 1e8, 0, 0}));
  }
  all.push_back(example("matmul:dtype=bf16,trans=nt,m=4096,n=4096,k=4096", {flops, 1e12, 0, 0}));
  all.push_back(example("matmul:dtype=f64,m=4096,n=4096,k=4096,cache=hot", {flops, 1e8, 0, 0}));
  all.push_back(example("matmul:m=4096,n=4096,k=4096,batch=3", {3 * flops, 1e8, 0, 0}));
  all.push_back(example("matmul:m=4096", {flops, 1e8, 0, 0}));
  all.push_back(example("matmul:m=4096,n=4096", {flops, 1e8, 0, 0}));
  all.push_back(example("what is this?", {flops, 1e8, 0, 0}));
  all.push_back(example("allreduce:dtype=bf16,bytes=1073741824", {0, 0, 1073741824, 1.75}));
  all.push_back(example("allreduce:dtype=bf16,bytes=8", {0, 0, 8, 1}, 2));
  all.push_back(example("allreduce:dtype=bf16,bytes=8", {0, 0, 8, 0}, 1));
  all.push_back(example("copy:bytes=1", {0, 1, 0, 0}));
  all.push_back(example("sleep:n=1", {}));
  return all;
}

void match_all(const ReferenceBaseline& baseline) {
  static const std::vector<CaseRecord> all = examples();
  for (const CaseRecord& record : all) baseline.match(record);
}

void read_as_chip(const std::filesystem::path& file) {
  const Catalogue catalogue({parse_chip(read_yaml_file(file))});
  const Chip& chip = catalogue.chips().front();
  require_printable(chips_text(catalogue));
  require_printable(chip_text(chip));
  require(nlohmann::json::accept(chips_json(catalogue)), "a catalogue is valid JSON");
  require(nlohmann::json::accept(chip_json(chip)), "a chip is valid JSON");
  allow_errors([&] { catalogue.find(chip.name); });
  match_all(ReferenceBaseline("title", chip, 8, {}));
  std::vector<Chip> chips(shipped().chips().begin(), shipped().chips().end());
  chips.push_back(chip);
  const Catalogue all(std::move(chips));
  for (const std::string& alias : chip.aliases) all.find_exact(alias);
  all.find(chip.name);
}

void read_as_baseline(const std::filesystem::path& file) {
  match_all(ReferenceBaseline::load(file, shipped()));
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
