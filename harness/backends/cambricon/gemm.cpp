#include "harness/backends/cambricon/gemm.hpp"

#include <algorithm>
#include <limits>

#include "harness/backends/cambricon/device.hpp"
#include "harness/backends/cambricon/stream.hpp"

namespace steelyard::cambricon {
namespace {

[[noreturn]] void refuse(const char* sentence) { throw kit::Failure(SY_UNSUPPORTED, sentence); }

bool offers(const Device& device, sy_dtype a) {
  switch (a) {
    case SY_F32:
    case SY_FP16:
      return true;
    case SY_TF32:
      return device.attribute(cnrtAttrTF32ComputingSupported) == 1;
    case SY_BF16:
      return device.attribute(cnrtAttrBF16ComputingSupported) == 1;
    default:
      return false;
  }
}

/// f32 stays f32 only with TF32 turned off: CNNL allows it unless it is told not to.
bool is_f32(sy_dtype dtype) { return dtype == SY_F32 || dtype == SY_TF32; }

cnnlDataType_t dtype_of(sy_dtype dtype) {
  if (is_f32(dtype)) return CNNL_DTYPE_FLOAT;
  return dtype == SY_BF16 ? CNNL_DTYPE_BFLOAT16 : CNNL_DTYPE_HALF;
}

void require_offered(Device& device, const sy_gemm_shape& shape) {
  device.use();
  if (shape.a == SY_F64) refuse("CNNL multiplies no f64.");
  if (shape.a == SY_INT8) {
    refuse("How CNNL multiplies int8 is not published for certain, so it is not offered.");
  }
  if (!offers(device, shape.a)) refuse("This MLU does not multiply that dtype through CNNL.");
  const sy_dtype c = is_f32(shape.a) ? SY_F32 : shape.a;
  if (shape.b != shape.a || shape.c != c || shape.accumulate != SY_F32) {
    refuse("CNNL is used with A, B and C of one dtype, or of f32 for tf32.");
  }
  const std::int64_t most = std::numeric_limits<int>::max();
  if (std::max({shape.m, shape.n, shape.k, shape.batch}) > most) {
    refuse("CNNL's descriptors hold sizes of at most 2147483647.");
  }
}

/// As it lies in memory, with the batch in front where there is one.
std::vector<int> sizes(const sy_gemm_shape& shape, std::int64_t rows, std::int64_t columns) {
  std::vector<int> result{static_cast<int>(rows), static_cast<int>(columns)};
  if (shape.batch > 1) result.insert(result.begin(), static_cast<int>(shape.batch));
  return result;
}

const sy_gemm_shape& checked(Device& device, const sy_gemm_shape& shape) {
  require_offered(device, shape);
  return shape;
}

}  // namespace

Gemm::Gemm(Device& device, const sy_gemm_shape& shape)
    : device_(device),
      shape_(checked(device, shape)),
      alpha_(static_cast<float>(shape.alpha)),
      a_(dtype_of(shape.a),
         shape.transpose_a != 0 ? sizes(shape, shape.k, shape.m) : sizes(shape, shape.m, shape.k)),
      b_(dtype_of(shape.a),
         shape.transpose_b != 0 ? sizes(shape, shape.n, shape.k) : sizes(shape, shape.k, shape.n)),
      c_(dtype_of(shape.a), sizes(shape, shape.m, shape.n)) {
  matmul_.set(CNNL_MATMUL_DESC_TRANSA, shape.transpose_a != 0 ? 1 : 0);
  matmul_.set(CNNL_MATMUL_DESC_TRANSB, shape.transpose_b != 0 ? 1 : 0);
  matmul_.set(CNNL_MATMUL_ALLOW_TF32, shape.a == SY_TF32 ? 1 : 0);
  if (shape.batch == 1) matmul_.set(CNNL_MATMUL_DESC_COMPUTE_TYPE, CNNL_DTYPE_FLOAT);
  choose();
}

Gemm::~Gemm() {
  if (!try_to_use_device(device_.index())) return;
  runtime().synchronize_device();  // what is freed here may still be in use
  for (const auto& [queue, memory] : workspaces_) {
    if (memory != nullptr) runtime().release(memory);
  }
}

std::uint64_t Gemm::dtypes(const Device& device) {
  std::uint64_t bits = 0;
  for (const sy_dtype dtype : {SY_F32, SY_TF32, SY_BF16, SY_FP16}) {
    if (offers(device, dtype)) bits |= std::uint64_t{1} << dtype;
  }
  return bits;
}

void Gemm::choose() {
  const Cnnl& functions = cnnl();
  const cnnlHandle_t handle = device_.planning_handle();
  int found = 0;
  if (shape_.batch > 1) {
    check(functions.choose_batch(handle, matmul_.get(), a_.get(), b_.get(), c_.get(), nullptr, 1,
                                 &matmul_.result(), &found),
          "cnnlGetBatchMatMulAlgoHeuristic");
  } else {
    check(functions.choose(handle, matmul_.get(), a_.get(), b_.get(), c_.get(), c_.get(), nullptr,
                           1, &matmul_.result(), &found),
          "cnnlGetMatMulAlgoHeuristic");
  }
  if (found < 1) refuse("CNNL's heuristic names no algorithm for this multiplication.");
  const auto chosen = shape_.batch > 1 ? functions.chosen_batch : functions.chosen;
  check(chosen(matmul_.result(), matmul_.algorithm(), &workspace_bytes_),
        "cnnlGetMatMulHeuristicResult");
}

std::string Gemm::algorithm() const {
  std::string text = shape_.batch > 1 ? "cnnlBatchMatMulBCast_v2" : "cnnlMatMul_v2";
  text += " by CNNL's heuristic";
  if (is_f32(shape_.a)) text += shape_.a == SY_TF32 ? ", TF32 on" : ", TF32 off";
  return text;
}

void Gemm::pack(Stream&, sy_operand, const void*, void*) {
  refuse("CNNL takes its operands plain.");
}

void* Gemm::workspace(Stream& stream) {
  if (workspace_bytes_ == 0) return nullptr;
  void*& memory = workspaces_[stream.queue()];
  if (memory == nullptr) memory = device_.allocate(workspace_bytes_);
  return memory;
}

void Gemm::run(Stream& stream, const void* a, const void* b, void* c) {
  device_.use();
  const float beta = 0;
  void* const memory = workspace(stream);
  const cnnlHandle_t handle = stream.cnnl_handle();
  if (shape_.batch > 1) {
    check(cnnl().multiply_batch(handle, matmul_.get(), matmul_.algorithm(), &alpha_, a_.get(), a,
                                b_.get(), b, &beta, c_.get(), c, memory, workspace_bytes_),
          "cnnlBatchMatMulBCast_v2");
  } else {
    check(cnnl().multiply(handle, matmul_.get(), matmul_.algorithm(), &alpha_, a_.get(), a,
                          b_.get(), b, &beta, c_.get(), c, memory, workspace_bytes_, c_.get(), c),
          "cnnlMatMul_v2");
  }
}

}  // namespace steelyard::cambricon
