// What reading a run file costs: results::read_run(), which reads in a process apart and checks
// every number, in turn with the least there is, H5Dread of the same samples into one buffer.
//
//     bench_reader [FOLDER]
#include <fmt/format.h>
#include <hdf5.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "harness/core/clock.hpp"
#include "results/store/run_file.hpp"
#include "tests/bench/figure.hpp"

namespace {

using namespace steelyard;

/// A run to read. Its samples are [case][round][iteration][rank].
struct Shape {
  const char* name;
  int cases;
  int rounds;
  int iterations;
  int ranks;
  double bytes() const { return 8.0 * cases * rounds * iterations * ranks; }
};

void write_run(const std::filesystem::path& file, const Shape& shape) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> seconds(-7, 0.1);
  Visit visit;
  for (int i = 0; i < shape.iterations * shape.ranks; ++i) visit.samples.push_back(seconds(random));
  RunRecord run;
  run.cases.resize(static_cast<std::size_t>(shape.cases));
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    run.cases[i].id = fmt::format("case{}", i);
    run.cases[i].ranks = shape.ranks;
  }
  results::RunWriter writer(file, run, true);
  for (int round = 1; round <= shape.rounds; ++round) {
    visit.round = round;
    for (CaseRecord& record : run.cases) {
      record.visits = {visit};
      writer.append_visit(record);
    }
  }
  writer.finish_run(run);
}

/// Reads all samples into one buffer per case and looks at none of them.
void read_raw(const std::filesystem::path& file, int cases) {
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  std::vector<double> samples;
  for (int i = 0; i < cases; ++i) {
    const hid_t dataset =
        H5Dopen2(opened, fmt::format("/cases/case{}/samples", i).c_str(), H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset);
    samples.resize(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, samples.data());
    H5Sclose(space);
    H5Dclose(dataset);
  }
  H5Fclose(opened);
}

double most_mebibytes(int whose) {
  rusage used{};
  ::getrusage(whose, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

template <class Work>
double seconds_of(Work&& work) {
  const double begin = monotonic_seconds();
  work();
  return monotonic_seconds() - begin;
}

void compare(const std::filesystem::path& file, const Shape& shape, int repetitions) {
  write_run(file, shape);
  std::vector<double> ours;
  std::vector<double> raw;
  std::vector<double> rate;
  for (int i = 0; i < repetitions; ++i) {
    ours.push_back(seconds_of([&] { results::read_run(file); }));
    raw.push_back(seconds_of([&] { read_raw(file, shape.cases); }));
    rate.push_back(shape.bytes() / 1e6 / ours.back());
  }
  const std::string subject =
      fmt::format("{}: {} cases x {} rounds x {} iterations x {} ranks", shape.name, shape.cases,
                  shape.rounds, shape.iterations, shape.ranks);
  const auto print = [&](const char* quantity, const char* unit, const Interval& value) {
    bench::print({"reader", subject, quantity, unit, value, ours.size(), ""});
  };
  print("time to read the file", "s", bench::median_of(ours));
  print("samples read", "MB/s", bench::median_of(rate));
  print("read_run / H5Dread of the samples alone", "ratio", bench::median_ratio(ours, raw));
  const double file_mebibytes = static_cast<double>(std::filesystem::file_size(file)) / (1 << 20);
  print("size of the file", "MiB", {file_mebibytes, file_mebibytes, file_mebibytes});
  for (const auto& [whose, name] :
       {std::pair(RUSAGE_SELF, "peak memory of the reader"),
        std::pair(RUSAGE_CHILDREN, "peak memory of its process apart")}) {
    const double most = most_mebibytes(whose);
    print(name, "MiB", {most, most, most});
  }
  std::filesystem::remove(file);
}

}  // namespace

int main(int count, char** arguments) {
  const std::filesystem::path folder = count > 1 ? arguments[1] : ".";
  const auto file = folder / "bench.h5";
  compare(file, {"a standard suite", 150, 3, 200, 2}, 40);
  compare(file, {"a large run", 100, 4, 1000, 16}, 20);
}
