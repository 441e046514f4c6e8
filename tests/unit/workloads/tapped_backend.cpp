#include "tests/unit/workloads/tapped_backend.hpp"

#include <cstdio>
#include <cstring>
#include <mutex>

#include "harness/core/dtype.hpp"
#include "tests/contract/workload/device_ranks.hpp"

namespace steelyard::test {
namespace {

const sy_gemm_functions* fake_gemm = nullptr;

sy_status tapped_run(sy_stream* stream, sy_gemm* plan, const void* a, const void* b, void* c) {
  static std::mutex mutex;
  {
    const std::lock_guard lock(mutex);
    taps().gemm_calls.push_back({a, b, c});
    if (taps().before_run) taps().before_run(taps().gemm_calls.back());
  }
  return taps().multiply ? fake_gemm->run(stream, plan, a, b, c) : SY_OK;
}

sy_status tapped_autotune(sy_gemm* plan, double seconds) {
  taps().autotune_seconds.push_back(seconds);
  return fake_gemm->autotune(plan, seconds);
}

sy_collectives one_rank_collectives() {
  sy_collectives group{};
  group.size = sizeof(group);
  group.unique_id = [](sy_device*, sy_unique_id* id) {
    id->length = 1;
    return SY_OK;
  };
  group.init = [](sy_device*, const sy_unique_id*, std::uint32_t, std::uint32_t, sy_comm** comm) {
    static char handle;
    *comm = reinterpret_cast<sy_comm*>(&handle);
    return SY_OK;
  };
  group.destroy = [](sy_comm*) { return SY_OK; };
  group.library = [](sy_comm*, char* text, std::size_t capacity) {
    std::snprintf(text, capacity, "copying library 1");
    return SY_OK;
  };
  group.algorithm = [](sy_comm*, char* text, std::size_t capacity) {
    std::snprintf(text, capacity, "%s", "memcpy");
    return SY_OK;
  };
  group.all_reduce = [](sy_stream*, sy_comm*, const void* send, void* receive, std::size_t count,
                        sy_dtype dtype, sy_reduce_op op) {
    if (op != SY_SUM) return SY_INVALID_ARGUMENT;
    std::memcpy(receive, send, count * size_of(static_cast<Dtype>(dtype)));
    return SY_OK;
  };
  return group;
}

}  // namespace

Taps& taps() {
  static Taps taps;
  return taps;
}

const sy_backend_v1& tapped_table() {
  static sy_backend_v1 table = backend_table("fake");
  static sy_gemm_functions gemm = *table.gemm;
  fake_gemm = backend_table("fake").gemm;
  gemm.run = tapped_run;
  gemm.autotune = tapped_autotune;
  table.gemm = &gemm;
  taps() = {};
  return table;
}

const sy_backend_v1& table_with_collectives() {
  static const sy_collectives collectives = one_rank_collectives();
  static sy_backend_v1 table = backend_table("fake");
  table.collectives = &collectives;
  return table;
}

}  // namespace steelyard::test
