// Loops that run a fixed count and report a mean, after the published methods of two widely used
// benchmarks: what Steelyard's own estimates are compared with.
//
//   mpirun -n 2 --bind-to core bench_fixed_count_loops sweep osu|nccl allreduce FACTOR
//   mpirun -n 1 --bind-to none bench_fixed_count_loops sweep osu|nccl matmul FACTOR
//   ... bench_fixed_count_loops stream osu|nccl allreduce|matmul SECONDS [CASE ...]
//
// osu:  each iteration is timed on its own, with a barrier after it; the mean of a rank, then the
//       mean over ranks. 1000 iterations after 100 to warm up; above 8 KiB, or for a matmul, 100
//       after 10.
// nccl: iterations back to back behind one barrier; elapsed time over their number, then the mean
//       over ranks. 20 iterations after 5 to warm up.
//
// FACTOR multiplies all counts, so that a sweep takes as much time as what it is compared with.
// `stream` reports mean after mean of short chunks for SECONDS of each case instead, from which
// means of any count can be made.
//
// Prints one JSON object for each case on standard output; times are in seconds.
#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/backends/cpu/gemm_plan.hpp"
#include "harness/backends/cpu/scratch_data.hpp"

namespace {

using namespace steelyard;
using Call = std::function<void()>;

struct Counts {
  int warmup, iterations;
};

/// What a method counts and how it times.
struct Method {
  std::string name;
  int chunk;  ///< iterations in one mean of a stream
  Counts (*counts)(std::size_t message_bytes);
  /// Mean seconds of `iterations` calls on this rank.
  double (*time)(const Call& call, int iterations);
};

double each_with_barrier(const Call& call, int iterations) {
  double total = 0;
  for (int i = 0; i < iterations; ++i) {
    const double start = MPI_Wtime();
    call();
    total += MPI_Wtime() - start;
    MPI_Barrier(MPI_COMM_WORLD);
  }
  return total / iterations;
}

double back_to_back(const Call& call, int iterations) {
  MPI_Barrier(MPI_COMM_WORLD);
  const double start = MPI_Wtime();
  for (int i = 0; i < iterations; ++i) call();
  return (MPI_Wtime() - start) / iterations;
}

Counts osu_counts(std::size_t message_bytes) {
  const bool small = message_bytes > 0 && message_bytes <= 8192;
  return small ? Counts{100, 1000} : Counts{10, 100};
}

Counts nccl_counts(std::size_t) { return {5, 20}; }

const Method methods[] = {{"osu", 10, osu_counts, each_with_barrier},
                          {"nccl", 20, nccl_counts, back_to_back}};

struct Case {
  std::string name;
  std::size_t message_bytes;      ///< 0: no message
  std::function<Call()> prepare;  ///< what it returns holds the memory it works on
};

Call prepare_allreduce(std::size_t bytes) {
  struct Buffers {
    std::vector<float> send, receive;
  };
  const std::size_t count = bytes / sizeof(float);
  auto buffers = std::make_shared<Buffers>(
      Buffers{std::vector<float>(count, 1), std::vector<float>(count, 0)});
  return [buffers, count] {
    MPI_Allreduce(buffers->send.data(), buffers->receive.data(), static_cast<int>(count), MPI_FLOAT,
                  MPI_SUM, MPI_COMM_WORLD);
  };
}

/// The library and layout that the cpu backend takes, found as the harness has it found.
struct Matmul {
  Matmul(const sy_gemm_shape& shape, const cpu::Host& host) : plan(shape, host) {
    plan.autotune(1);
    a = operand(shape, SY_OPERAND_A, shape.a, host);
    b = operand(shape, SY_OPERAND_B, shape.b, host);
    c = cpu::allocate_touched(cpu::result_bytes(shape), host.limits, host.team);
  }
  void run() { plan.run(a.get(), b.get(), c.get()); }

 private:
  cpu::HostMemory operand(const sy_gemm_shape& shape, sy_operand which, sy_dtype dtype,
                          const cpu::Host& host) {
    const std::size_t plain_bytes = cpu::plain_bytes(shape, which);
    auto plain = cpu::allocate_touched(plain_bytes, host.limits, host.team);
    cpu::fill_scratch(dtype, plain.get(), plain_bytes);
    const std::size_t packed_bytes = plan.packed_bytes(which);
    if (packed_bytes == 0) return plain;
    auto packed = cpu::allocate_touched(packed_bytes, host.limits, host.team);
    plan.pack(which, plain.get(), packed.get());
    return packed;
  }

  cpu::GemmPlan plan;
  cpu::HostMemory a, b, c;
};

Call prepare_matmul(sy_dtype in, sy_dtype out, sy_dtype accumulate, std::int64_t n) {
  const int cores = static_cast<int>(cpu::bound_cores().size());
  const cpu::Host host{cpu::Team(cpu::threads_to_use(cores, std::getenv("OMP_NUM_THREADS")))};
  auto matmul = std::make_shared<Matmul>(
      sy_gemm_shape{n, n, n, 1, 0, 1, in, in, out, accumulate, 1, 0, 0}, host);
  return [matmul] { matmul->run(); };
}

std::vector<Case> allreduce_cases() {
  std::vector<Case> cases;
  for (std::size_t bytes = 4; bytes <= (std::size_t{64} << 20); bytes *= 2) {
    cases.push_back({fmt::format("allreduce f32 {}", bytes), bytes,
                     [bytes] { return prepare_allreduce(bytes); }});
  }
  return cases;
}

std::vector<Case> matmul_cases() {
  struct Types {
    const char* name;
    sy_dtype in, out, accumulate;
  };
  std::vector<Case> cases;
  for (const Types& types :
       {Types{"f32", SY_F32, SY_F32, SY_F32}, Types{"bf16", SY_BF16, SY_BF16, SY_F32},
        Types{"int8", SY_INT8, SY_INT32, SY_INT32}}) {
    for (const std::int64_t n : {256, 512, 768, 1024, 1536}) {
      cases.push_back({fmt::format("matmul {} {}", types.name, n), 0,
                       [=] { return prepare_matmul(types.in, types.out, types.accumulate, n); }});
    }
  }
  return cases;
}

double mean_over_ranks(double mine) {
  double sum = 0;
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  MPI_Allreduce(&mine, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  return sum / ranks;
}

bool on_rank_0() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank == 0;
}

void print(const nlohmann::json& line) {
  if (!on_rank_0()) return;
  fmt::print("{}\n", line.dump());
  std::fflush(stdout);
}

int scaled(int count, double factor) {
  return std::max(1, static_cast<int>(std::lround(count * factor)));
}

void sweep(const Method& method, const Case& one, double factor) {
  const double start = MPI_Wtime();
  const Call call = one.prepare();
  const double prepared = MPI_Wtime();
  const Counts counts = method.counts(one.message_bytes);
  const int iterations = scaled(counts.iterations, factor);
  method.time(call, scaled(counts.warmup, factor));
  const double seconds = mean_over_ranks(method.time(call, iterations));
  print({{"method", method.name},
         {"case", one.name},
         {"seconds", seconds},
         {"iterations", iterations},
         {"prepare_seconds", prepared - start},
         {"loop_seconds", MPI_Wtime() - prepared}});
}

/// Ten chunks at least, from which a spread can be seen, and at most as many as anybody wants.
void stream(const Method& method, const Case& one, double wanted_seconds) {
  constexpr std::size_t fewest_chunks = 10;
  constexpr std::size_t most_chunks = 20000;
  const Call call = one.prepare();
  method.time(call, method.counts(one.message_bytes).warmup);
  std::vector<double> means;
  const double start = MPI_Wtime();
  int go_on = 1;
  while (go_on != 0) {
    means.push_back(mean_over_ranks(method.time(call, method.chunk)));
    const bool enough = means.size() >= most_chunks || MPI_Wtime() - start >= wanted_seconds;
    go_on = means.size() < fewest_chunks || !enough ? 1 : 0;
    MPI_Bcast(&go_on, 1, MPI_INT, 0, MPI_COMM_WORLD);
  }
  print({{"method", method.name},
         {"case", one.name},
         {"chunk", method.chunk},
         {"wall_seconds", MPI_Wtime() - start},
         {"seconds", means}});
}

int run(const std::vector<std::string>& words) {
  const auto method = words.size() < 4 ? std::end(methods)
                                       : std::find_if(std::begin(methods), std::end(methods),
                                                      [&](auto& m) { return m.name == words[1]; });
  const double number = words.size() < 4 ? 0 : std::atof(words[3].c_str());
  if (method == std::end(methods) || !(number > 0)) {
    fmt::print(
        stderr,
        "Usage: bench_fixed_count_loops sweep osu|nccl allreduce|matmul FACTOR\n"
        "       bench_fixed_count_loops stream osu|nccl allreduce|matmul SECONDS [CASE ...]\n");
    return 2;
  }
  for (const Case& one : words[2] == "matmul" ? matmul_cases() : allreduce_cases()) {
    const bool wanted =
        words.size() == 4 || std::find(words.begin() + 4, words.end(), one.name) != words.end();
    if (!wanted) continue;
    words[0] == "stream" ? stream(*method, one, number) : sweep(*method, one, number);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  const int result = run({argv + 1, argv + argc});
  MPI_Finalize();
  return result;
}
