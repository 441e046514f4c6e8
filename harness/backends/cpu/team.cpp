#include "harness/backends/cpu/team.hpp"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <vector>

extern "C" {
// libgomp. Its header is not used: clang's <omp.h> belongs to another runtime.
void GOMP_parallel(void (*body)(void*), void* data, unsigned threads, unsigned flags);
int omp_get_thread_num();
int omp_get_num_threads();
void omp_set_num_threads(int threads);
void omp_set_dynamic(int dynamic);
// OpenBLAS.
void openblas_set_num_threads(int threads);
int openblas_get_num_threads();
}

namespace steelyard::cpu {
namespace {

struct FreeCpuSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

}  // namespace

void Team::use() const {
  omp_set_dynamic(0);
  omp_set_num_threads(threads_);
  if (openblas_get_num_threads() != threads_) {
    openblas_set_num_threads(threads_);
  }
}

void Team::run_raw(RawBody body, void* data) const {
  struct Call {
    RawBody body;
    void* data;
  } call{body, data};
  GOMP_parallel(
      [](void* raw) {
        const auto* one = static_cast<Call*>(raw);
        one->body(one->data, omp_get_thread_num(), omp_get_num_threads());
      },
      &call, static_cast<unsigned>(threads_), 0);
}

std::vector<int> bound_cores() {
  constexpr std::size_t most_cores = 1 << 16;
  for (std::size_t size = 1024; size <= most_cores; size *= 4) {
    const std::unique_ptr<cpu_set_t, FreeCpuSet> set(CPU_ALLOC(size));
    const std::size_t bytes = CPU_ALLOC_SIZE(size);
    // Fails if the kernel knows more cores than the set has room for.
    if (set == nullptr || sched_getaffinity(0, bytes, set.get()) != 0) continue;
    std::vector<int> cores;
    for (std::size_t core = 0; core < size; ++core) {
      if (CPU_ISSET_S(core, bytes, set.get())) cores.push_back(static_cast<int>(core));
    }
    return cores;
  }
  return {0};
}

int threads_to_use(int cores, const char* omp_num_threads) {
  if (omp_num_threads == nullptr) {
    return cores;
  }
  int wanted = 0;
  const char* end = omp_num_threads + std::strlen(omp_num_threads);
  const auto parsed = std::from_chars(omp_num_threads, end, wanted);
  const bool whole = parsed.ec == std::errc{} && (parsed.ptr == end || *parsed.ptr == ',');
  return whole && wanted > 0 ? std::min(cores, wanted) : cores;
}

std::string core_list(const std::vector<int>& cores) {
  std::string list;
  for (std::size_t first = 0; first < cores.size();) {
    std::size_t last = first;
    while (last + 1 < cores.size() && cores[last + 1] == cores[last] + 1) {
      ++last;
    }
    list += (list.empty() ? "" : ",") + std::to_string(cores[first]);
    if (last > first) {
      list += "-" + std::to_string(cores[last]);
    }
    first = last + 1;
  }
  return list;
}

}  // namespace steelyard::cpu
