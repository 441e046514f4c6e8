// Any bytes as a run file; then what `show`, `rank` and `export` make of it.
//
// The HDF5 library crashes on some files, so the file is read as read_run() reads it: in a process
// apart. Here that process hands over its coverage too, and tells a crash within the library, which
// is what it is there for, from one of our own code, which is a finding.
#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <nlohmann/json.hpp>
#include <vector>

#include "harness/core/error.hpp"
#include "results/report/audit_json.hpp"
#include "results/report/audit_text.hpp"
#include "results/report/export_csv.hpp"
#include "results/report/export_json.hpp"
#include "results/report/rank_json.hpp"
#include "results/report/rank_text.hpp"
#include "results/report/show_text.hpp"
#include "results/store/run_answer.hpp"
#include "results/store/separate_process.hpp"
#include "results/verdicts/ranking.hpp"
#include "tests/fuzz/coverage_counters.hpp"
#include "tests/fuzz/input.hpp"

extern "C" {
void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));
}

namespace steelyard::fuzz {
namespace {

using namespace steelyard::results;
using Bytes = std::span<std::uint8_t>;

/// Memory that the process apart shares with this one.
struct Shared {
  bool own_fault = false;
  std::array<std::uint8_t, 1 << 20> counters{};
};

Shared& shared() {
  static auto* const memory = new (::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                                          MAP_SHARED | MAP_ANONYMOUS, -1, 0)) Shared;
  return *memory;
}

Bytes counters() {
  const Bytes all = coverage_counters();
  return all.first(std::min(all.size(), shared().counters.size()));
}

/// Whether this was called, however indirectly, by the HDF5 library.
bool within_hdf5() {
  std::array<void*, 64> frames{};
  const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
  return std::any_of(frames.begin(), frames.begin() + count, [](void* frame) {
    Dl_info info{};
    return ::dladdr(frame, &info) != 0 && std::strstr(info.dli_fname, "libhdf5") != nullptr;
  });
}

void on_death() {
  shared().own_fault = !within_hdf5();
  ::_exit(3);
}

void on_signal(int) { on_death(); }

/// In the process apart: a crash is looked at here, not by the fuzzer that it was copied from.
void take_over_crashes() {
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(on_death);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    ::sigaction(signal, &action, nullptr);
  }
}

void read_apart(const std::filesystem::path& file, const Tell& tell) {
  take_over_crashes();
  read_and_tell(file, tell);
  const Bytes mine = counters();
  std::copy(mine.begin(), mine.end(), shared().counters.begin());
}

/// What the process apart ran counts as run here.
void add_coverage() {
  const Bytes mine = counters();
  for (std::size_t i = 0; i < mine.size(); ++i) {
    mine[i] = std::max(mine[i], shared().counters[i]);
  }
  shared().counters.fill(0);
}

const Catalogue& catalogue() {
  static const auto loaded = Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips");
  return loaded;
}

void report(const RunRecord& run) {
  static const Baseline reference =
      ReferenceBaseline::load(STEELYARD_SOURCE_DIR "/results/baselines/h20.yaml", catalogue());
  RankOptions options;
  options.bootstrap.resamples = 50;
  const std::vector<SummarisedRun> runs{summarise({"input", run})};
  const Ranking ranking = rank(runs, reference, catalogue(), options);
  require_printable(rank_text(ranking));
  require(nlohmann::json::accept(rank_json(ranking)), "a ranking is valid JSON");
  NamedRun other{"other", run};
  other.run.info.uuid += "'";
  require_printable(rank_text(rank(runs, summarise(other), catalogue(), options)));
}

template <class Action>
void allow_errors(Action action) {
  try {
    action();
  } catch (const Error& error) {
    require_printable(error.what());
  }
}

void use(const RunFileContent& content) {
  const RunRecord& run = content.run;
  const AuditedRun audited = audited_run(content, std::nullopt, catalogue());
  const Audit found = audit("input", audited);
  require_printable(audit_text(found));
  require_printable(audit_markdown(found));
  const AuditedFile files[]{{found, ""}};
  require(nlohmann::json::accept(audit_json(files)), "an audit is valid JSON");
  allow_errors([&] { require_printable(show_text(audited, found)); });
  allow_errors([&] { require_printable(show_markdown(audited, found)); });
  allow_errors([&] { require(nlohmann::json::accept(export_json(run)), "a run is valid JSON"); });
  allow_errors([&] { require(!export_csv(run).empty(), "a run has lines of CSV"); });
  allow_errors([&] { report(run); });
}

/// Copies the file into the folder that STEELYARD_KEEP names, if it does.
void keep_what_breaks_hdf5(const std::filesystem::path& file, const ProcessEnd& end) {
  static int count = 0;
  std::fprintf(stderr, "HDF5 gave up: %s\n", end.cause.empty() ? "overdue" : end.cause.c_str());
  const char* folder = std::getenv("STEELYARD_KEEP");
  if (folder == nullptr) return;
  const std::string name = std::to_string(::getpid()) + "_" + std::to_string(++count);
  std::filesystem::copy_file(file, std::filesystem::path(folder) / name);
}

}  // namespace
}  // namespace steelyard::fuzz

/// What is loaded once shall not count as time of the first input.
extern "C" int LLVMFuzzerInitialize(int*, char***);
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  steelyard::fuzz::catalogue();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace steelyard;
  const fuzz::InputFile file({data, size});
  // The wall counts, not the processor: a machine that is busy with other things is no finding.
  const results::ProcessLimits limits{
      .memory_bytes = 400 << 20, .cpu_seconds = 1, .wall_seconds = 5};
  fuzz::shared().own_fault = false;
  const auto end = results::run_separately(
      [&](const results::Tell& tell) { fuzz::read_apart(file.path(), tell); }, limits);
  fuzz::require(!fuzz::shared().own_fault, "the crash was within the HDF5 library");
  fuzz::add_coverage();
  const bool answered = end.kind == results::ProcessEnd::Kind::answered;
  if (!answered) fuzz::keep_what_breaks_hdf5(file.path(), end);
  try {
    fuzz::use(results::run_from(end, file.path(), limits));
  } catch (const DataError& error) {
    fuzz::require(!answered || end.text().starts_with('E'), "what was read is a whole run");
    fuzz::require_printable(error.what());
  }
  return 0;
}
