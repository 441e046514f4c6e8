#include "tests/bench/beside_bare.hpp"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <random>
#include <span>

#include "harness/core/clock.hpp"
#include "harness/core/dtype.hpp"
#include "tests/bench/figure.hpp"

namespace steelyard::bench {
namespace {

Dtype core_dtype(sy_dtype dtype) { return static_cast<Dtype>(dtype); }

/// Random numbers between -1 and 1, so that no library meets a special case.
std::vector<std::byte> random_matrix(Dtype dtype, std::size_t elements) {
  std::mt19937 generator(1);
  std::uniform_real_distribution<double> reals(-1, 1);
  std::vector<double> values(elements);
  for (double& value : values) value = reals(generator);
  std::vector<std::byte> bytes(elements * size_of(dtype));
  encode(dtype, values, bytes);
  return bytes;
}

/// Of all threads of this process: what other work on the machine does not add to.
double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// The three ways of one comparison.
class Comparison {
 public:
  Comparison(device::Device& device, device::Stream& stream, const sy_gemm_shape& shape,
             const OperandSets& sets, const BareLoop& bare)
      : stream_(stream), sets_(sets), bare_(bare), plan_(device, shape) {
    plan_.autotune(1);
    warm_up();
    for (std::size_t i = 0; i < 2 * batch_; ++i) events_.emplace_back(device);
  }

  void measure(double seconds) {
    constexpr std::size_t least_rounds = 41;
    const double end = monotonic_seconds() + seconds;
    std::mt19937 random(1);
    std::array order{0, 1, 2};
    while (bare_seconds_.size() < least_rounds || monotonic_seconds() < end) {
      std::ranges::shuffle(order, random);
      for (const int way : order) {
        if (way == 0) time_into(bare_seconds_, bare_cpu_seconds_, [&] { run_bare(); });
        if (way == 1) time_into(abi_seconds_, abi_cpu_seconds_, [&] { run_abi(); });
        if (way == 2) event_seconds_.push_back(run_with_events());
      }
    }
  }

  void print(const std::string& bench, const std::string& subject) const {
    const auto share = [&](const char* quantity, const std::vector<double>& theirs,
                           const std::vector<double>& ours) {
      const Interval ratio = median_ratio(theirs, ours);
      bench::print(
          {bench, subject, quantity, "ratio", ratio, ours.size(), ">= 0.95", ratio.point >= 0.95});
    };
    share("rate through the ABI / of a bare loop", bare_seconds_, abi_seconds_);
    share("the same by CPU time", bare_cpu_seconds_, abi_cpu_seconds_);
    share("the same by the events around each", bare_seconds_, event_seconds_);
  }

 private:
  template <class Body>
  double time(Body body) const {
    const double begin = monotonic_seconds();
    body();
    return (monotonic_seconds() - begin) / static_cast<double>(batch_);
  }

  template <class Body>
  void time_into(std::vector<double>& wall, std::vector<double>& cpu, Body body) const {
    const double begin = cpu_seconds();
    wall.push_back(time(body));
    cpu.push_back((cpu_seconds() - begin) / static_cast<double>(batch_));
  }

  std::size_t next_set() { return runs_++ % sets_.count(); }

  void run_bare() {
    for (std::size_t i = 0; i < batch_; ++i) bare_.run(next_set());
    bare_.finish();
  }
  void multiply() {
    const std::size_t set = next_set();
    plan_.run(stream_, sets_.a(set), sets_.b(set), sets_.c(set));
  }
  void run_abi() {
    for (std::size_t i = 0; i < batch_; ++i) multiply();
    stream_.synchronize();
  }
  double run_with_events() {
    for (std::size_t i = 0; i < batch_; ++i) {
      events_[2 * i].record(stream_);
      multiply();
      events_[2 * i + 1].record(stream_);
    }
    stream_.synchronize();
    double sum = 0;
    for (std::size_t i = 0; i < batch_; ++i) {
      sum += events_[2 * i + 1].seconds_since(events_[2 * i]);
    }
    return sum / static_cast<double>(batch_);
  }

  /// Both sides once, which compiles, and then short batches: most pass undisturbed where other
  /// work shares the cores.
  void warm_up() {
    run_abi();
    run_bare();
    constexpr double batch_seconds = 0.003;
    const double one = std::min(time([&] { run_bare(); }), time([&] { run_bare(); }));
    batch_ = std::clamp<std::size_t>(static_cast<std::size_t>(batch_seconds / one), 1, 256);
  }

  device::Stream& stream_;
  const OperandSets& sets_;
  const BareLoop& bare_;
  device::GemmPlan plan_;
  std::size_t batch_ = 1;
  std::size_t runs_ = 0;
  std::deque<device::Event> events_;
  std::vector<double> bare_seconds_, abi_seconds_, event_seconds_;
  std::vector<double> bare_cpu_seconds_, abi_cpu_seconds_;
};

}  // namespace

OperandSets::OperandSets(device::Device& device, device::Stream& stream,
                         const sy_gemm_shape& shape) {
  const auto elements = [](std::int64_t rows, std::int64_t columns) {
    return static_cast<std::size_t>(rows * columns);
  };
  const std::vector<std::byte> a = random_matrix(core_dtype(shape.a), elements(shape.m, shape.k));
  const std::vector<std::byte> b = random_matrix(core_dtype(shape.b), elements(shape.k, shape.n));
  const std::size_t c_bytes = elements(shape.m, shape.n) * size_of(core_dtype(shape.c));
  const std::size_t set_bytes = a.size() + b.size() + c_bytes;
  const std::size_t count = 2 * device.properties().cache_bytes / set_bytes + 1;
  for (std::size_t i = 0; i < count; ++i) {
    stream.copy_to_device(a_.emplace_back(device, a.size()).data(), a.data(), a.size());
    stream.copy_to_device(b_.emplace_back(device, b.size()).data(), b.data(), b.size());
    stream.fill(c_.emplace_back(device, c_bytes).data(), 0, c_bytes);
  }
  stream.synchronize();
}

sy_gemm_shape square(sy_dtype dtype, std::int64_t side) {
  sy_gemm_shape shape{};
  shape.m = shape.n = shape.k = side;
  shape.batch = 1;
  shape.transpose_b = 1;
  shape.a = shape.b = shape.c = dtype;
  shape.accumulate = dtype == SY_F64 ? SY_F64 : SY_F32;
  shape.alpha = 1;
  return shape;
}

std::string subject_of(const sy_gemm_shape& shape) {
  return fmt::format("{} {}", name(core_dtype(shape.a)), shape.m);
}

void compare_with_bare(const std::string& bench, device::Device& device, device::Stream& stream,
                       const sy_gemm_shape& shape, const OperandSets& sets, const BareLoop& bare,
                       double seconds) {
  Comparison comparison(device, stream, shape, sets, bare);
  comparison.measure(seconds);
  comparison.print(bench, subject_of(shape));
}

}  // namespace steelyard::bench
