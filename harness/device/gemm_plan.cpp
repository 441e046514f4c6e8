#include <fmt/format.h>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"

namespace steelyard::device {
namespace {

const sy_gemm_functions& gemm_of(const Device& device) {
  if (device.table().gemm == nullptr) {
    throw Unsupported(fmt::format("{}: the backend {} offers no matrix multiplication.",
                                  device.label(), device.table().name));
  }
  return *device.table().gemm;
}

}  // namespace

GemmPlan::GemmPlan(Device& device, const sy_gemm_shape& shape) : device_(device) {
  device_.call("planning a matrix multiplication", gemm_of(device_).plan, device_.handle(), &shape,
               &handle_);
}

GemmPlan::~GemmPlan() {
  constexpr const char* what = "destroying the plan of a matrix multiplication";
  device_.warn_unless_ok(device_.status_of(what, device_.table().gemm->destroy, handle_), what);
}

void GemmPlan::autotune(double seconds) {
  device_.call("tuning a matrix multiplication", device_.table().gemm->autotune, handle_, seconds);
}

std::string GemmPlan::algorithm() const {
  char text[SY_LONG_TEXT] = "";
  device_.check(device_.table().gemm->algorithm(handle_, text, sizeof(text)),
                "asking for the algorithm of a matrix multiplication");
  return text;
}

std::size_t GemmPlan::packed_bytes(sy_operand operand) const {
  std::size_t bytes = 0;
  device_.check(device_.table().gemm->packed_bytes(handle_, operand, &bytes),
                "asking for the size of a packed operand");
  return bytes;
}

void GemmPlan::pack(Stream& stream, sy_operand operand, const void* plain, void* packed) {
  device_.call("packing an operand", device_.table().gemm->pack, stream.handle(), handle_, operand,
               plain, packed);
}

void GemmPlan::run(Stream& stream, const void* a, const void* b, void* c) {
  device_.call("multiplying matrices", device_.table().gemm->run, stream.handle(), handle_, a, b,
               c);
}

}  // namespace steelyard::device
