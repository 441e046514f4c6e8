// The rate of a matmul through the backend opencl as a share of CLBlast's in a bare loop.
//
//   bench_opencl_matmul [SECONDS per case, default 2]
//
// The bare loop calls CLBlast with buffers and a queue of its own, through nothing of the backend
// but the declarations of the functions. The first call of each shape compiles kernels; PoCL keeps
// them (POCL_CACHE_DIR).
#include <cstdlib>
#include <vector>

#include "harness/backends/opencl/machine.hpp"
#include "harness/backends/opencl/opencl_api.hpp"
#include "harness/backends/opencl/status.hpp"
#include "harness/device/loader.hpp"
#include "tests/bench/beside_bare.hpp"

namespace {

using namespace steelyard;

/// CLBlast on as many sets of operands as the other side has.
class BareClblast {
 public:
  BareClblast(opencl::PhysicalDevice& device, const sy_gemm_shape& shape, std::size_t sets)
      : side_(static_cast<std::size_t>(shape.m)), is_double_(shape.a == SY_F64) {
    opencl::Int status = opencl::code::success;
    queue_ =
        opencl::api().create_queue(device.context(), device.id(), opencl::queue_profiling, &status);
    opencl::check(status, "make a queue");
    const std::size_t bytes = side_ * side_ * (is_double_ ? 8 : 4);
    // Ones, as far as it matters: no pattern that a multiplication would be quicker with.
    const std::vector<float> ones(bytes / sizeof(float), 1.0F);
    for (std::size_t i = 0; i < 3 * sets; ++i) {
      buffers_.push_back(opencl::api().create_buffer(device.context(), opencl::memory_read_write,
                                                     bytes, nullptr, &status));
      opencl::check(status, "allocate memory");
      opencl::check(opencl::api().enqueue_write(queue_, buffers_.back(), 1, 0, bytes, ones.data(),
                                                0, nullptr, nullptr),
                    "fill memory");
    }
  }
  ~BareClblast() {
    for (opencl::Mem buffer : buffers_) opencl::api().release_mem(buffer);
    opencl::api().release_queue(queue_);
  }
  BareClblast(const BareClblast&) = delete;
  BareClblast& operator=(const BareClblast&) = delete;

  void run(std::size_t set) {
    const auto multiply = [&](auto* gemm, auto one) {
      const decltype(one) zero = 0;
      opencl::check(
          gemm(opencl::call::row_major, opencl::call::transpose_no, opencl::call::transpose_yes,
               side_, side_, side_, one, buffers_[3 * set], 0, side_, buffers_[3 * set + 1], 0,
               side_, zero, buffers_[3 * set + 2], 0, side_, &queue_, nullptr),
          "multiply");
    };
    is_double_ ? multiply(opencl::api().dgemm, 1.0) : multiply(opencl::api().sgemm, 1.0F);
  }
  void finish() { opencl::check(opencl::api().finish(queue_), "wait"); }

 private:
  std::size_t side_;
  bool is_double_;
  opencl::Queue queue_ = nullptr;
  std::vector<opencl::Mem> buffers_;
};

void compare(device::Device& device, const sy_gemm_shape& shape, double seconds) {
  if (!device.multiplies(static_cast<Dtype>(shape.a))) return;
  device::Stream stream(device);
  const bench::OperandSets sets(device, stream, shape);
  BareClblast bare(*opencl::physical_devices().front(), shape, sets.count());
  bench::compare_with_bare("opencl matmul", device, stream, shape, sets,
                           {[&](std::size_t set) { bare.run(set); }, [&] { bare.finish(); }},
                           seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  device::Device device(*device::open_backend("opencl").table, 0);
  for (const std::int64_t side : {64, 128, 256, 512}) {
    compare(device, bench::square(SY_F32, side), seconds);
    compare(device, bench::square(SY_F64, side), seconds);
  }
}
