// What the communicator adds to MPI's own allreduce: marks for the watchdog, checks, the table of
// operations. Both are timed in turn, in one run.
//
//   mpirun -n 2 --bind-to core build/ci/bin/bench_communicator_overhead
#include <fmt/format.h>
#include <mpi.h>

#include <vector>

#include "harness/comm/mpi_communicator.hpp"
#include "harness/core/clock.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace {

constexpr int blocks = 200;
constexpr int calls_per_block = 500;

/// Seconds of one call, over a block.
template <class Call>
double time_block(Call&& call) {
  const double start = steelyard::monotonic_seconds();
  for (int i = 0; i < calls_per_block; ++i) call();
  return (steelyard::monotonic_seconds() - start) / calls_per_block;
}

}  // namespace

int main() {
  using namespace steelyard;
  comm::MpiSession session;
  const auto world = session.world();
  MPI_Comm raw = MPI_COMM_NULL;
  MPI_Comm_dup(MPI_COMM_WORLD, &raw);
  for (const std::size_t count : {1, 256, 16384}) {
    std::vector<float> send(count, 1);
    std::vector<float> receive(count);
    std::vector<double> plain;
    std::vector<double> wrapped;
    for (int block = 0; block < blocks; ++block) {
      plain.push_back(time_block([&] {
        MPI_Allreduce(send.data(), receive.data(), static_cast<int>(count), MPI_FLOAT, MPI_SUM,
                      raw);
      }));
      wrapped.push_back(time_block([&] {
        world->all_reduce(send.data(), receive.data(), count, Dtype::f32, comm::ReduceOp::sum);
      }));
    }
    if (world->rank() == 0) {
      fmt::print("allreduce of {} bytes: {:.3f} us by MPI alone, ratio {:.4f}\n", count * 4,
                 median(plain) * 1e6, median(wrapped) / median(plain));
    }
  }
  MPI_Comm_free(&raw);
}
