#include "harness/backends/ascend/operators.hpp"

#include <initializer_list>

namespace steelyard::ascend {
namespace {

/// CANN 8.3 moved the multiplications from libopapi.so into libopapi_nn.so and kept the first for
/// some packages, so the file that has them is looked for by its functions.
kit::VendorLibrary open_operators() {
  const kit::VendorLibrary first =
      open_library("aclnn's operators of Huawei's CANN", {"libopapi.so", "libopapi_nn.so"});
  if (first.optional_function<decltype(aclnnMatmul)>("aclnnMatmul") != nullptr) return first;
  return open_library("aclnn's operators for neural networks of Huawei's CANN", {"libopapi_nn.so"});
}

Operators load() {
  const kit::VendorLibrary base =
      open_library("aclnn's tensors of Huawei's CANN", {"libnnopbase.so"});
  const kit::VendorLibrary library = open_operators();
#define REQUIRED(LIBRARY, NAME) LIBRARY.function<decltype(NAME)>(#NAME)
#define OPTIONAL(LIBRARY, NAME) LIBRARY.optional_function<decltype(NAME)>(#NAME)
  return {
      REQUIRED(base, aclCreateTensor),
      REQUIRED(base, aclDestroyTensor),
      OPTIONAL(base, aclSetAclOpExecutorRepeatable),
      OPTIONAL(base, aclDestroyAclOpExecutor),
      {REQUIRED(library, aclnnMatmulGetWorkspaceSize), REQUIRED(library, aclnnMatmul)},
      {REQUIRED(library, aclnnBatchMatMulGetWorkspaceSize), REQUIRED(library, aclnnBatchMatMul)},
      {OPTIONAL(library, aclnnQuantMatmulV4GetWorkspaceSize),
       OPTIONAL(library, aclnnQuantMatmulV4)}};
#undef REQUIRED
#undef OPTIONAL
}

}  // namespace

const Operators& operators() {
  static const Operators loaded = load();
  return loaded;
}

void check_operator(aclnnStatus status, const char* what) {
  if (status != 0) fail(status, what);
}

Tensor::Tensor(aclDataType dtype, std::int64_t batch, std::int64_t stored_rows,
               std::int64_t stored_columns, bool transposed, const void* data) {
  std::vector<std::int64_t> sizes{stored_rows, stored_columns};
  std::vector<std::int64_t> strides{stored_columns, 1};
  std::vector<std::int64_t> stored = sizes;
  if (transposed) {
    sizes = {stored_columns, stored_rows};
    strides = {1, stored_columns};
  }
  if (batch > 1) {
    sizes.insert(sizes.begin(), batch);
    stored.insert(stored.begin(), batch);
    strides.insert(strides.begin(), stored_rows * stored_columns);
  }
  create(dtype, sizes, strides, stored, data);
}

Tensor::Tensor(aclDataType dtype, std::int64_t size, const void* data) {
  create(dtype, {size}, {1}, {size}, data);
}

Tensor::~Tensor() { operators().destroy_tensor(tensor_); }

void Tensor::create(aclDataType dtype, const std::vector<std::int64_t>& sizes,
                    const std::vector<std::int64_t>& strides,
                    const std::vector<std::int64_t>& stored, const void* data) {
  tensor_ =
      operators().create_tensor(sizes.data(), sizes.size(), dtype, strides.data(), 0, ACL_FORMAT_ND,
                                stored.data(), stored.size(), const_cast<void*>(data));
  if (tensor_ == nullptr) throw kit::Failure(SY_FAILED, "aclCreateTensor made no tensor.");
}

}  // namespace steelyard::ascend
