#include "harness/backends/ascend/gemm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/backends/ascend/device.hpp"
#include "harness/backends/ascend/stream.hpp"

namespace steelyard::ascend {
namespace {

/// Rotations of tiny matrices through a large cache have tens of thousands of sets of addresses,
/// and each executor takes memory of the host. What comes later is made for each run.
constexpr std::size_t most_calls = 4'096;
/// aclnnQuantMatmulV4 takes no rows longer than this.
constexpr std::int64_t longest_quantised_row = 65'535;

/// What one dtype of A becomes: the dtypes of the tensors and how the cube units multiply.
struct Kind {
  aclDataType input, output;
  sy_dtype c, accumulate;
  std::int8_t cube_math_type;
};

/// C has the type of A, where the vendor documents the rounding; README.md says why no other.
std::optional<Kind> kind_of(sy_dtype a) {
  switch (a) {
    case SY_F32:
      return Kind{ACL_FLOAT, ACL_FLOAT, SY_F32, SY_F32, KEEP_DTYPE};
    case SY_HF32:
      return Kind{ACL_FLOAT, ACL_FLOAT, SY_F32, SY_F32, USE_HF32};
    case SY_BF16:
      return Kind{ACL_BF16, ACL_BF16, SY_BF16, SY_F32, KEEP_DTYPE};
    case SY_FP16:
      return Kind{ACL_FLOAT16, ACL_FLOAT16, SY_FP16, SY_F32, KEEP_DTYPE};
    case SY_INT8:
      return Kind{ACL_INT8, ACL_INT32, SY_INT32, SY_INT32, KEEP_DTYPE};
    default:
      return std::nullopt;
  }
}

/// The cube units of the 910B and later multiply f32 and bf16; older ones turn f32 into fp16.
bool multiplies_all(const std::string& soc) {
  return soc.starts_with("Ascend910B") || soc.starts_with("Ascend910_93") ||
         soc.starts_with("Ascend950");
}

bool offers(const std::string& soc, sy_dtype a) {
  if (!kind_of(a)) return false;
  if (a == SY_INT8 && operators().quantised.launch == nullptr) return false;
  return a == SY_FP16 || multiplies_all(soc);
}

[[noreturn]] void refuse(const std::string& sentence) {
  throw kit::Failure(SY_UNSUPPORTED, sentence);
}

void require_offered(const Device& device, const sy_gemm_shape& shape) {
  if (shape.a == SY_F64) {
    refuse("aclnnMatmul multiplies no f64 on Ascend's cube units.");
  }
  if (!offers(device.soc(), shape.a)) {
    refuse(fmt::format("The {} is not known to multiply this dtype through aclnn.", device.soc()));
  }
  const Kind kind = *kind_of(shape.a);
  if (shape.b != shape.a || shape.c != kind.c || shape.accumulate != kind.accumulate) {
    refuse(
        "aclnn is used with A and B of one dtype and C of the same, of f32 for hf32 and of int32 "
        "for int8.");
  }
  if (shape.alpha != 1) refuse("aclnnMatmul scales by no alpha.");
  const std::int64_t row_of_a = shape.transpose_a != 0 ? shape.m : shape.k;
  const std::int64_t row_of_b = shape.transpose_b != 0 ? shape.k : shape.n;
  if (shape.a == SY_INT8 && std::max(row_of_a, row_of_b) > longest_quantised_row) {
    refuse("aclnnQuantMatmulV4 takes matrices with rows of at most 65535 elements.");
  }
}

}  // namespace

struct Gemm::Call {
  std::vector<std::unique_ptr<Tensor>> tensors;
  aclOpExecutor* executor = nullptr;
  std::uint64_t workspace_bytes = 0;
  bool kept = false;  ///< the executor is this object's to destroy; else its launch destroys it

  ~Call() {
    if (kept) operators().destroy_executor(executor);
  }
};

Gemm::Gemm(Device& device, const sy_gemm_shape& shape) : device_(device), shape_(shape) {
  require_offered(device, shape);
  keeps_executors_ =
      operators().set_repeatable != nullptr && operators().destroy_executor != nullptr;
}

Gemm::~Gemm() { forget(); }

void Gemm::forget() noexcept {
  if (!try_to_use_device(device_.index())) return;
  runtime().synchronize_device();  // what is freed here may still be in use
  calls_.clear();
  for (const auto& [stream, workspace] : workspaces_) runtime().release(workspace.memory);
  workspaces_.clear();
}

/// Memory for one run.
struct Gemm::Scratch {
  explicit Scratch(Device& of_device) : device(of_device) {}
  /// The other constructor has run, so the destructor gives back what a failure leaves.
  Scratch(Device& of_device, const sy_gemm_shape& shape) : Scratch(of_device) {
    const auto bytes = [&](std::int64_t rows, std::int64_t columns, sy_dtype dtype) {
      return static_cast<std::size_t>(shape.batch * rows * columns) * kit::detail::size_of(dtype);
    };
    a = device.allocate(bytes(shape.m, shape.k, shape.a));
    b = device.allocate(bytes(shape.k, shape.n, shape.b));
    c = device.allocate(bytes(shape.m, shape.n, shape.c));
  }
  ~Scratch() {
    for (void* const memory : {a, b, c}) {
      if (memory != nullptr) runtime().release(memory);
    }
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  Device& device;
  void* a = nullptr;
  void* b = nullptr;
  void* c = nullptr;
};

void Gemm::autotune(double) {
  try {
    const Scratch scratch(device_, shape_);
    Stream stream(device_);
    run(stream, scratch.a, scratch.b, scratch.c);
    stream.synchronize(0);
    forget();
  } catch (const kit::Failure& failure) {
    forget();
    if (failure.status() != SY_OUT_OF_MEMORY) throw;
  }
}

std::uint64_t Gemm::dtypes(const Device& device) {
  std::uint64_t bits = 0;
  for (const sy_dtype dtype : {SY_F32, SY_HF32, SY_BF16, SY_FP16, SY_INT8}) {
    if (offers(device.soc(), dtype)) bits |= std::uint64_t{1} << dtype;
  }
  return bits;
}

std::string Gemm::algorithm() const {
  const char* const executor = keeps_executors_ ? "executor kept" : "executor made for each run";
  if (quantised()) return fmt::format("aclnnQuantMatmulV4, scale 1, {}", executor);
  return fmt::format("{}, cubeMathType {}, {}",
                     shape_.batch > 1 ? "aclnnBatchMatMul" : "aclnnMatmul",
                     kind_of(shape_.a)->cube_math_type, executor);
}

void Gemm::pack(Stream&, sy_operand, const void*, void*) {
  refuse("aclnn takes its operands plain.");
}

std::unique_ptr<Gemm::Call> Gemm::prepare(const void* a, const void* b, void* c) {
  const Kind kind = *kind_of(shape_.a);
  const Operators& functions = operators();
  auto call = std::make_unique<Call>();
  const auto tensor = [&](auto... arguments) {
    return call->tensors.emplace_back(std::make_unique<Tensor>(arguments...))->get();
  };
  // The quantised multiplication wants the matrices as they lie and is told of transpositions.
  const bool by_strides = !quantised();
  const bool ta = shape_.transpose_a != 0, tb = shape_.transpose_b != 0;
  aclTensor* const first = tensor(kind.input, shape_.batch, ta ? shape_.k : shape_.m,
                                  ta ? shape_.m : shape_.k, ta && by_strides, a);
  aclTensor* const second = tensor(kind.input, shape_.batch, tb ? shape_.n : shape_.k,
                                   tb ? shape_.k : shape_.n, tb && by_strides, b);
  aclTensor* const result =
      tensor(kind.output, shape_.batch, shape_.m, shape_.n, false, static_cast<const void*>(c));
  std::uint64_t& bytes = call->workspace_bytes;
  if (quantised()) {
    aclTensor* const scale =
        tensor(ACL_FLOAT, std::int64_t{1}, static_cast<const void*>(device_.one()));
    check_operator(functions.quantised.prepare(first, second, scale, nullptr, nullptr, nullptr, ta,
                                               tb, result, &bytes, &call->executor),
                   "aclnnQuantMatmulV4GetWorkspaceSize");
  } else {
    const auto prepare_plain =
        shape_.batch > 1 ? functions.batch_matmul.prepare : functions.matmul.prepare;
    check_operator(
        prepare_plain(first, second, result, kind.cube_math_type, &bytes, &call->executor),
        "the first phase of aclnn's multiplication");
  }
  if (!keeps_executors_ || calls_.size() >= most_calls) return call;
  // To be asked right after the first phase. Some versions refuse some operators.
  call->kept = functions.set_repeatable(call->executor) == 0;
  keeps_executors_ = call->kept;
  return call;
}

void* Gemm::workspace(Stream& stream, std::uint64_t bytes) {
  if (bytes == 0) return nullptr;
  Workspace& workspace = workspaces_[stream.handle()];
  if (workspace.bytes >= bytes) return workspace.memory;
  if (workspace.memory != nullptr) {
    check(runtime().synchronize(stream.handle()), "aclrtSynchronizeStream");
    check(runtime().release(workspace.memory), "aclrtFree");
    workspace = {};
  }
  workspace.memory = device_.allocate(bytes);
  workspace.bytes = bytes;
  return workspace.memory;
}

void Gemm::launch(Stream& stream, const Call& call) {
  const Operators& functions = operators();
  void* const memory = workspace(stream, call.workspace_bytes);
  const auto second_phase = quantised()        ? functions.quantised.launch
                            : shape_.batch > 1 ? functions.batch_matmul.launch
                                               : functions.matmul.launch;
  check_operator(second_phase(memory, call.workspace_bytes, call.executor, stream.handle()),
                 "aclnn's multiplication");
}

void Gemm::run(Stream& stream, const void* a, const void* b, void* c) {
  device_.use();
  const Addresses addresses{a, b, c};
  const auto known = calls_.find(addresses);
  if (known != calls_.end()) {
    launch(stream, *known->second);
    return;
  }
  std::unique_ptr<Call> call = prepare(a, b, c);
  launch(stream, *call);
  if (call->kept) calls_.emplace(addresses, std::move(call));
}

}  // namespace steelyard::ascend
