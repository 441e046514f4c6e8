#include "harness/backends/fake/call.hpp"

#include <array>

namespace steelyard::fake {
namespace {

constexpr std::array<std::string_view, call_count> names{
    "probe_devices",  "count",          "open",      "properties",  "allocate", "copy_to_device",
    "copy_to_host",   "copy_on_device", "fill",      "synchronize", "record",   "plan",
    "autotune",       "pack",           "gemm",      "triad",       "scale",    "reduce",
    "adam",           "unique_id",      "init",      "destroy",     "abort",    "all_reduce",
    "reduce_scatter", "all_gather",     "broadcast", "all_to_all",  "send",     "receive",
    "group_start",    "group_end",      "telemetry", "probe"};

}  // namespace

std::span<const std::string_view> call_names() { return names; }

std::string_view name(Call call) { return names[static_cast<std::size_t>(call)]; }

bool leaves_a_result(Call call) {
  switch (call) {
    case Call::copy_to_device:
    case Call::copy_to_host:
    case Call::copy_on_device:
    case Call::fill:
    case Call::gemm:
    case Call::triad:
    case Call::scale:
    case Call::reduce:
    case Call::adam:
    case Call::all_reduce:
    case Call::reduce_scatter:
    case Call::all_gather:
    case Call::broadcast:
    case Call::all_to_all:
    case Call::receive:
      return true;
    default:
      return false;
  }
}

bool can_fail(Call call) { return call != Call::destroy; }

}  // namespace steelyard::fake
