#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace steelyard::fake {

/// The functions that faults can be tied to, by the names that the script uses.
enum class Call {
  probe_devices,
  count,
  open,
  properties,
  allocate,
  copy_to_device,
  copy_to_host,
  copy_on_device,
  fill,
  synchronize,
  record,
  plan,
  autotune,
  pack,
  gemm,
  triad,
  scale,
  reduce,
  adam,
  unique_id,
  init,
  destroy,
  abort,
  all_reduce,
  reduce_scatter,
  all_gather,
  broadcast,
  all_to_all,
  send,
  receive,
  group_start,
  group_end,
  telemetry,
  probe,
};
inline constexpr int call_count = static_cast<int>(Call::probe) + 1;

/// The names of all calls, in their order.
std::span<const std::string_view> call_names();
std::string_view name(Call call);

/// Whether it leaves a result that can be made wrong.
bool leaves_a_result(Call call);
/// Whether it can return an error: a destructor has nobody to tell.
bool can_fail(Call call);

/// Something that goes wrong in a call.
struct Fault {
  enum class Kind {
    fail,
    out_of_memory,
    lost,
    throws,  ///< throws what is no std::exception
    wrong,
    slow,  ///< takes `seconds` of the host's time, then goes on
    hang,
    stop,   ///< stops the process, as SIGSTOP does
    die,    ///< ends the process at once, as SIGKILL does
    crash,  ///< a segmentation fault
    exit,   ///< the library calls exit(3)
  };
  Kind kind = Kind::fail;
  Call call = Call::gemm;
  std::uint64_t number = 0;  ///< of the call, from 1; 0: every call
  double seconds = 0;        ///< of Kind::slow
};

}  // namespace steelyard::fake
