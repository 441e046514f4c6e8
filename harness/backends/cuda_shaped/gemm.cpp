#include "harness/backends/cuda_shaped/gemm.hpp"

namespace steelyard::cuda_shaped {

Multiplier::Multiplier(Device& device) : device_(device) {}
std::unique_ptr<Gemm> Multiplier::plan(const sy_gemm_shape&) {
  static_cast<void>(device_);
  throw kit::Failure(SY_UNSUPPORTED, "This backend multiplies no matrices yet.");
}
std::string Multiplier::libraries() const { return ""; }
std::uint64_t Multiplier::dtypes() const { return 0; }

bool multiplies(const Vendor&, const Runtime* (*)()) { return false; }

}  // namespace steelyard::cuda_shaped
