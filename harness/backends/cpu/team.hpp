#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// The threads that compute for this rank.
///
/// The OpenMP runtime that oneDNN and OpenBLAS use (GNU libgomp) is called by its own entry points,
/// so that a build by another compiler does not bring a second runtime, with a second pool of
/// threads, into the process.
namespace steelyard::cpu {

/// A fixed number of threads. The same pool of threads serves every team of a process.
class Team {
 public:
  /// `threads` >= 1.
  explicit Team(int threads) : threads_(threads) {}

  int threads() const { return threads_; }

  /// Makes the libraries use this many threads when the calling thread calls them. Cheap.
  void use() const;

  /// Calls body(thread, threads) once on every thread, 0 <= thread < threads, and waits.
  /// `body` must not throw.
  template <typename Body>
  void run(Body&& body) const {
    run_raw(
        [](void* data, int thread, int threads) { (*static_cast<Body*>(data))(thread, threads); },
        &body);
  }

  /// Splits [0, count) into one contiguous part for each thread and calls body(begin, end). Parts
  /// begin at multiples of 4096 so that threads share no cache line and no page of doubles. Work
  /// that is too small to be worth waking threads runs on the calling thread.
  template <typename Body>
  void split(std::size_t count, Body&& body) const {
    constexpr std::size_t grain = 4096;
    if (threads_ == 1 || count <= 4 * grain) {
      body(std::size_t{0}, count);
      return;
    }
    run([&](int thread, int threads) {
      const std::size_t grains = (count + grain - 1) / grain;
      const auto edge = [&](int part) {
        const std::size_t at =
            grains * static_cast<std::size_t>(part) / static_cast<std::size_t>(threads) * grain;
        return at < count ? at : count;
      };
      const std::size_t begin = edge(thread);
      const std::size_t end = edge(thread + 1);
      if (begin < end) {
        body(begin, end);
      }
    });
  }

 private:
  using RawBody = void (*)(void* data, int thread, int threads);
  void run_raw(RawBody body, void* data) const;

  int threads_;
};

/// Numbers of the cores that the calling thread may run on, ascending. Never empty: core 0 if the
/// kernel does not say.
std::vector<int> bound_cores();

/// One thread for each of `cores`, or fewer if `omp_num_threads` (the value of OMP_NUM_THREADS, or
/// null) says so. Of a list "4,2" the first number counts; what is no positive number is ignored,
/// as OpenMP does.
int threads_to_use(int cores, const char* omp_num_threads);

/// Ascending numbers as Linux writes lists of cores: "0-3,8".
std::string core_list(const std::vector<int>& cores);

}  // namespace steelyard::cpu
