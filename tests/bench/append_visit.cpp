// What it costs to keep a visit safe: RunWriter::append_visit() beside a plain write and fsync of
// the same samples to another file, by the size that the run file has by then.
//
//     bench_append_visit FOLDER
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <vector>

#include "harness/core/clock.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "results/store/run_file.hpp"

namespace {

using namespace steelyard;

constexpr int ranks = 16;
constexpr int iterations = 1000;

Visit make_visit(int round, std::mt19937_64& random) {
  Visit visit;
  visit.round = round;
  std::lognormal_distribution<double> seconds(-7, 0.1);
  for (int i = 0; i < ranks * iterations; ++i) visit.samples.push_back(seconds(random));
  return visit;
}

double plain_write(int file, const Visit& visit) {
  const double begin = monotonic_seconds();
  const auto bytes = static_cast<ssize_t>(visit.samples.size() * sizeof(double));
  if (::write(file, visit.samples.data(), static_cast<std::size_t>(bytes)) != bytes) return 0;
  ::fsync(file);
  return monotonic_seconds() - begin;
}

}  // namespace

int main(int count, char** arguments) {
  const std::filesystem::path folder = count > 1 ? arguments[1] : ".";
  RunRecord run;
  run.cases.resize(100);
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    run.cases[i].id = "case" + std::to_string(i);
    run.cases[i].ranks = ranks;
  }
  results::RunWriter writer(folder / "bench.h5", run, true);
  const auto plain = folder / "bench.plain";
  const int file = ::open(plain.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  std::mt19937_64 random(1);
  fmt::print("visits of {} iterations x {} ranks; medians of 100\n", iterations, ranks);
  fmt::print("file MiB   append ms   write+fsync ms   ratio\n");
  for (int round = 1; round <= 8; ++round) {
    std::vector<double> append;
    std::vector<double> write;
    for (CaseRecord& record : run.cases) {
      record.visits = {make_visit(round, random)};
      const double begin = monotonic_seconds();
      writer.append_visit(record);
      append.push_back(monotonic_seconds() - begin);
      write.push_back(plain_write(file, record.visits[0]));
    }
    const double size = static_cast<double>(std::filesystem::file_size(writer.file()));
    const double a = median(append);
    const double w = median(write);
    fmt::print("{:8.1f}   {:9.2f}   {:14.2f}   {:5.1f}\n", size / (1 << 20), a * 1e3, w * 1e3,
               a / w);
  }
  ::close(file);
  std::filesystem::remove(plain);
  std::filesystem::remove(folder / "bench.h5");
}
