#include "harness/backends/cuda_shaped/lt_gemm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "harness/backends/cuda_shaped/operands.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"

namespace steelyard::cuda_shaped {
namespace {

constexpr int wanted_algorithms = 16;
/// cuBLASLt asks for 32 MiB on Hopper; more gives split-k kernels a chance.
constexpr std::uint64_t largest_workspace = 64 << 20;
/// What every kernel's vector access needs. run() holds the caller to it.
constexpr std::uint32_t alignment = 16;

/// Why the narrowed arithmetic is not what its name says here, or "".
std::string narrowed_obstacle(const Device& device, const LtLibrary& library) {
  const char* const variable = library.narrowed_override;
  if (variable != nullptr && std::getenv(variable) != nullptr) {
    return fmt::format("the variable {} makes the library choose its arithmetic by itself",
                       variable);
  }
  if (library.narrowed_sets != nullptr) {
    const auto sets = entries_of(library.narrowed_sets);
    if (std::ranges::find(sets, device.instruction_set()) != sets.end()) return "";
    return fmt::format("{} has no unit for it", device.instruction_set());
  }
  const Vendor& vendor = device.vendor();
  const int capability = 10 * device.attribute(vendor.capability_major, 0) +
                         device.attribute(vendor.capability_minor, 0);
  if (capability >= library.narrowed_capability) return "";
  return fmt::format("compute capability {}.{} has no unit for it", capability / 10,
                     capability % 10);
}

}  // namespace

LtGemm::LtGemm(Device& device, const Lt& lt, Tunings& tunings, const sy_gemm_shape& shape)
    : Gemm(device, tunings, shape), lt_(lt) {
  const LtLibrary& library = lt.library();
  const Arithmetic arithmetic =
      arithmetic_of(shape, library.types, library.computes, library.narrowed_dtype);
  require_offer(arithmetic);
  describe_product(arithmetic);
  describe_matrices(arithmetic);
  ask_heuristic();
  choose(0);
}

LtGemm::~LtGemm() {
  try {
    device().make_current();
  } catch (const kit::Failure&) {
    // A lost device: the descriptors are of the host, and memory is gone with it.
  }
}

void LtGemm::require_offer(const Arithmetic& arithmetic) const {
  const LtLibrary& library = lt_.library();
  const auto refuse = [&](const std::string& why) {
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("{} is not offered: {}.", describe(shape()), why));
  };
  if (arithmetic.compute < 0) refuse(fmt::format("{} has no such product", library.what));
  if (shape().a == library.narrowed_dtype) {
    const std::string obstacle = narrowed_obstacle(device(), library);
    if (!obstacle.empty()) refuse(obstacle);
  }
  if (shape().a == SY_INT8 && shape().alpha != 1) refuse("integers are not scaled");
  if (shape().fast_accumulation != 0 && library.fast_accumulation < 0) {
    refuse(fmt::format("{} cannot be asked for fast accumulation", library.what));
  }
}

void LtGemm::describe_product(const Arithmetic& arithmetic) {
  const LtLibrary& library = lt_.library();
  const LtFunctions& call = lt_.call();
  const Swapped product = swapped(shape());
  lt_.check(call.product_create(&product_.handle, arithmetic.compute, arithmetic.scale),
            "MatmulDescCreate");
  product_.destroy = call.product_destroy;
  const auto set = [&](int attribute, const auto& value) {
    lt_.check(call.product_set(product_.handle, attribute, &value, sizeof(value)),
              "MatmulDescSetAttribute");
  };
  const auto operation = [&](const Stored& stored) {
    return static_cast<std::int32_t>(stored.transposed ? library.operation_t : library.operation_n);
  };
  set(library.transpose_first, operation(product.first));
  set(library.transpose_second, operation(product.second));
  if (!is_fp8(shape().a)) return;
  // Both scales are 1. Without them some libraries offer no algorithm at all.
  constexpr float one = 1;
  scales_ = std::make_unique<Scratch>(device(), sizeof(one));
  Stream stream(device());
  stream.copy_to_device(scales_->data(), &one, sizeof(one));
  if (!stream.synchronize(10)) throw kit::Failure(SY_TIMEOUT, "A copy of 4 bytes did not end.");
  const void* const scale = scales_->data();
  set(library.first_scale, scale);
  set(library.second_scale, scale);
  if (library.fast_accumulation >= 0) {
    set(library.fast_accumulation, static_cast<std::int8_t>(shape().fast_accumulation));
  }
}

void LtGemm::describe_matrices(const Arithmetic& arithmetic) {
  const LtLibrary& library = lt_.library();
  const LtFunctions& call = lt_.call();
  const Swapped product = swapped(shape());
  const auto make = [&](Descriptor& matrix, int type, const Stored& stored) {
    lt_.check(call.matrix_create(&matrix.handle, type, static_cast<std::uint64_t>(stored.rows),
                                 static_cast<std::uint64_t>(stored.columns), stored.leading),
              "MatrixLayoutCreate");
    matrix.destroy = call.matrix_destroy;
    if (product.batch == 1) return;
    const auto set = [&](int attribute, const auto& value) {
      lt_.check(call.matrix_set(matrix.handle, attribute, &value, sizeof(value)),
                "MatrixLayoutSetAttribute");
    };
    if (product.batch > INT32_MAX) {
      throw kit::Failure(SY_UNSUPPORTED, "The library counts batches in 32 bits.");
    }
    set(library.batch_count, static_cast<std::int32_t>(product.batch));
    set(library.batch_stride, stored.stride);
  };
  make(first_, arithmetic.b, product.first);
  make(second_, arithmetic.a, product.second);
  make(result_, arithmetic.c, product.result);
}

void LtGemm::ask_heuristic() {
  const LtLibrary& library = lt_.library();
  const LtFunctions& call = lt_.call();
  lt_.check(call.preference_create(&preference_.handle), "MatmulPreferenceCreate");
  preference_.destroy = call.preference_destroy;
  const auto set = [&](int attribute, const auto& value) {
    lt_.check(call.preference_set(preference_.handle, attribute, &value, sizeof(value)),
              "MatmulPreferenceSetAttribute");
  };
  set(library.largest_workspace, largest_workspace);
  for (int i = 0; i < 4 && library.alignment_of_first >= 0; ++i) {
    set(library.alignment_of_first + i, alignment);
  }
  std::vector<std::byte> results(library.result.bytes * wanted_algorithms);
  int found = 0;
  const int status =
      call.heuristic(lt_.handle(), product_.handle, first_.handle, second_.handle, result_.handle,
                     result_.handle, preference_.handle, wanted_algorithms, results.data(), &found);
  for (int i = 0; status == 0 && i < std::min(found, wanted_algorithms); ++i) {
    const std::byte* const result =
        results.data() + library.result.bytes * static_cast<std::size_t>(i);
    std::int32_t state = 0;
    std::memcpy(&state, result + library.result.status, sizeof(state));
    if (state != 0) continue;
    LtAlgorithm algorithm{{result, result + library.result.workspace}, 0};
    std::memcpy(&algorithm.workspace, result + library.result.workspace,
                sizeof(algorithm.workspace));
    algorithms_.push_back(std::move(algorithm));
  }
  if (!algorithms_.empty()) return;
  const bool narrow = is_fp8(shape().a) || shape().a == SY_INT8;
  throw kit::Failure(SY_UNSUPPORTED, fmt::format("{} has no algorithm for {} (status {}){}{}.",
                                                 lt_.name(), describe(shape()), status,
                                                 narrow && *library.narrow_rule != '\0' ? "; " : "",
                                                 narrow ? library.narrow_rule : ""));
}

void LtGemm::choose(std::size_t candidate) {
  const std::size_t bytes = algorithms_[candidate].workspace;
  // The old one first: both together may be more than there is.
  workspace_.reset();
  if (bytes > 0) workspace_ = std::make_unique<Scratch>(device(), bytes);
  chosen_ = candidate;
}

std::string LtGemm::algorithm() const {
  const LtAlgorithm& algorithm = algorithms_[chosen_];
  return fmt::format("{} {}, workspace {} B{}{}{}", lt_.name(), lt_.describe(algorithm),
                     algorithm.workspace,
                     shape().fast_accumulation != 0 ? ", fast accumulation" : "",
                     remark().empty() ? "" : ", ", remark());
}

void LtGemm::run(Stream& stream, const void* a, const void* b, void* c) {
  device().make_current();
  for (const void* pointer : {a, b, static_cast<const void*>(c)}) {
    if (reinterpret_cast<std::uintptr_t>(pointer) % alignment != 0) {
      throw kit::Failure(SY_INVALID_ARGUMENT, "Matrices must be aligned to 16 bytes.");
    }
  }
  // alpha and beta have the type of the sums.
  const double alpha64 = shape().alpha, beta64 = 0;
  const float alpha32 = static_cast<float>(shape().alpha), beta32 = 0;
  const std::int32_t alpha_int = 1, beta_int = 0;
  const void* alpha = &alpha32;
  const void* beta = &beta32;
  if (shape().accumulate == SY_F64) {
    alpha = &alpha64;
    beta = &beta64;
  } else if (shape().accumulate == SY_INT32) {
    alpha = &alpha_int;
    beta = &beta_int;
  }
  const LtAlgorithm& algorithm = algorithms_[chosen_];
  // Our B is the library's first operand: see Swapped.
  lt_.check(
      lt_.call().multiply(lt_.handle(), product_.handle, alpha, b, first_.handle, a, second_.handle,
                          beta, c, result_.handle, c, result_.handle, algorithm.bytes.data(),
                          workspace_ == nullptr ? nullptr : workspace_->data(), algorithm.workspace,
                          stream.native()),
      "Matmul");
}

}  // namespace steelyard::cuda_shaped
