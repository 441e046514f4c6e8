// A library of the shape of cuBLASLt, with the rules of the vendor's documentation.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>

#include "tests/emulated/core/live.hpp"
#include "tests/emulated/cuda_shaped/handles.hpp"
#include "tests/emulated/cuda_shaped/product.hpp"
#include "tests/emulated/cuda_shaped/runtime.hpp"
#include EMULATED_VENDOR

namespace steelyard::emulated {
namespace {

struct LtHandle {
  explicit LtHandle(int on) : device(on) {}
  int device;
  Live live{"matrix library"};
};

/// Attributes by their numbers, as they were set.
using Attributes = std::map<int, std::array<std::byte, 16>>;

struct ProductDescriptor {
  int compute = 0, scale = 0;
  Attributes attributes{};
  Live live{"description of a product"};
};
struct MatrixDescriptor {
  int type = 0;
  std::int64_t rows = 0, columns = 0, leading = 0;
  Attributes attributes{};
  Live live{"description of a matrix"};
};
struct Preference {
  Attributes attributes{};
  Live live{"preference"};
};

template <class Value>
Value value_of(const Attributes& attributes, int number, Value otherwise) {
  const auto found = attributes.find(number);
  if (found == attributes.end()) return otherwise;
  Value value;
  std::memcpy(&value, found->second.data(), sizeof(value));
  return value;
}

/// Sets an attribute that the table knows with exactly this size.
template <std::size_t n>
int set(Attributes& attributes, const std::array<LtAttribute, n>& known, int number,
        const void* value, std::size_t bytes) {
  const auto found = std::ranges::find(known, number, &LtAttribute::number);
  if (value == nullptr || found == known.end() || found->bytes != bytes) {
    return lt_status.invalid_value;
  }
  std::memcpy(attributes[number].data(), value, bytes);
  return 0;
}

/// The whole question that a heuristic is asked.
struct Question {
  std::shared_ptr<ProductDescriptor> product;
  std::shared_ptr<MatrixDescriptor> a, b, c, d;
  bool complete() const {
    return product != nullptr && a != nullptr && b != nullptr && c != nullptr && d != nullptr;
  }
};

Question question_of(const void* product, const void* a, const void* b, const void* c,
                     const void* d) {
  auto& matrices = Handles<MatrixDescriptor>::all();
  return {Handles<ProductDescriptor>::all().find(product), matrices.find(a), matrices.find(b),
          matrices.find(c), matrices.find(d)};
}

StoredMatrix stored(const MatrixDescriptor& matrix, Dtype dtype) {
  return {nullptr,        dtype,
          matrix.rows,    matrix.columns,
          matrix.leading, value_of(matrix.attributes, lt_batch_stride, std::int64_t{0})};
}

bool same_layout(const MatrixDescriptor& c, const MatrixDescriptor& d) {
  return c.type == d.type && c.rows == d.rows && c.columns == d.columns && c.leading == d.leading;
}

/// The product, or nothing if the library does not compute it on this device.
std::optional<Product> product_of(const Question& question) {
  const ProductDescriptor& description = *question.product;
  const MatrixDescriptor &a = *question.a, &b = *question.b, &c = *question.c;
  const std::optional<LtTypes> types =
      lt_types(description.compute, description.scale, a.type, b.type, c.type);
  if (!types || !same_layout(c, *question.d)) return std::nullopt;
  Product product;
  const auto operation = [&](int attribute) {
    return value_of(description.attributes, attribute, std::int32_t{lt_operation_n});
  };
  product.transpose_a = operation(lt_transpose_a) == lt_operation_t;
  product.transpose_b = operation(lt_transpose_b) == lt_operation_t;
  const auto batch = [&](const MatrixDescriptor& matrix) {
    return value_of(matrix.attributes, lt_batch_count, std::int32_t{1});
  };
  product.batch = batch(a);
  if (batch(b) != product.batch || batch(c) != product.batch) return std::nullopt;
  product.a = stored(a, types->a);
  product.b = stored(b, types->b);
  product.c = stored(c, types->c);
  const void* const no_pointer = nullptr;
  const bool scaled = value_of(description.attributes, lt_a_scale, no_pointer) != nullptr &&
                      value_of(description.attributes, lt_b_scale, no_pointer) != nullptr;
  if (!sizes_fit(product) || !lt_rules(product, scaled)) return std::nullopt;
  return product;
}

/// What stands in the opaque bytes of an algorithm.
struct Algorithm {
  std::int32_t id = 0;
  std::uint32_t question = 0;  ///< of which question it is an answer
};
static_assert(sizeof(Algorithm) <= lt_result.workspace);

/// Numbers a question by what it asks, so that an algorithm cannot be taken for another.
std::uint32_t number_of(const Question& question, const Product& p) {
  std::uint32_t hash = 2166136261u;
  const auto add = [&](std::int64_t value) {
    for (int i = 0; i < 8; ++i)
      hash = (hash ^ static_cast<std::uint32_t>((value >> (8 * i)) & 0xff)) * 16777619u;
  };
  for (const StoredMatrix* m : {&p.a, &p.b, &p.c}) {
    for (const std::int64_t value : {m->rows, m->columns, m->leading, m->stride}) add(value);
    add(static_cast<std::int64_t>(m->dtype));
  }
  add(p.transpose_a);
  add(p.transpose_b);
  add(p.batch);
  add(question.product->compute);
  return hash;
}

struct Candidate {
  std::int32_t id;
  std::size_t workspace;
};
constexpr std::array candidates{Candidate{66, 1 << 20}, Candidate{21, 0}, Candidate{24, 8 << 20}};

double scalar_of(const void* scalar, int scale) {
  if (scale == lt_scale_f64) return *static_cast<const double*>(scalar);
  if (scale == lt_scale_int32) return *static_cast<const std::int32_t*>(scalar);
  return *static_cast<const float*>(scalar);
}

int set_matrix(void* matrix, int attribute, const void* value, std::size_t bytes) {
  const auto found = Handles<MatrixDescriptor>::all().find(matrix);
  if (found == nullptr) return lt_status.invalid_value;
  return set(found->attributes, lt_matrix_attributes, attribute, value, bytes);
}

/// Whether memory, alignment and workspace are in order for this run.
bool run_fits(const Product& product, const void* workspace, std::size_t workspace_bytes,
              const Algorithm& algorithm) {
  const auto candidate = std::ranges::find(candidates, algorithm.id, &Candidate::id);
  if (candidate == candidates.end() || workspace_bytes < candidate->workspace) return false;
  if (workspace_bytes > 0 && !memory_is_whole(workspace, workspace_bytes)) return false;
  for (const void* pointer : {product.a.data, product.b.data, product.c.data}) {
    if (reinterpret_cast<std::uintptr_t>(pointer) % 16 != 0) return false;
  }
  return memory_fits(product);
}

}  // namespace
}  // namespace steelyard::emulated

using namespace steelyard::emulated;  // the functions below are the vendor's, of the global
                                      // namespace

EMULATED_EXPORT int EMULATED_LT(Create)(void** handle) {
  if (handle == nullptr) return lt_status.invalid_value;
  *handle = Handles<LtHandle>::all().add(std::make_shared<LtHandle>(current_device()));
  return 0;
}
EMULATED_EXPORT int EMULATED_LT(Destroy)(void* handle) {
  return Handles<LtHandle>::all().remove(handle) ? 0 : lt_status.not_initialized;
}

#ifdef EMULATED_LT_VERSION_OF_HANDLE
EMULATED_EXPORT int EMULATED_LT(GetVersion)(void* handle, int* version) {
  if (Handles<LtHandle>::all().find(handle) == nullptr) return lt_status.not_initialized;
  *version = lt_version;
  return 0;
}
#else
EMULATED_EXPORT std::size_t EMULATED_LT(GetVersion)() { return lt_version; }
#endif

EMULATED_EXPORT int EMULATED_LT(MatmulDescCreate)(void** product, int compute, int scale) {
  if (product == nullptr) return lt_status.invalid_value;
  auto made = std::make_shared<ProductDescriptor>();
  made->compute = compute;
  made->scale = scale;
  *product = Handles<ProductDescriptor>::all().add(std::move(made));
  return 0;
}
EMULATED_EXPORT int EMULATED_LT(MatmulDescDestroy)(void* product) {
  return Handles<ProductDescriptor>::all().remove(product) ? 0 : lt_status.invalid_value;
}
EMULATED_EXPORT int EMULATED_LT(MatmulDescSetAttribute)(void* product, int attribute,
                                                        const void* value, std::size_t bytes) {
  const auto found = Handles<ProductDescriptor>::all().find(product);
  if (found == nullptr) return lt_status.invalid_value;
  return set(found->attributes, lt_product_attributes, attribute, value, bytes);
}

EMULATED_EXPORT int EMULATED_LT(MatrixLayoutCreate)(void** matrix, int type, std::uint64_t rows,
                                                    std::uint64_t columns, std::int64_t leading) {
  if (matrix == nullptr || leading < static_cast<std::int64_t>(rows)) {
    return lt_status.invalid_value;
  }
  auto made = std::make_shared<MatrixDescriptor>();
  made->type = type;
  made->rows = static_cast<std::int64_t>(rows);
  made->columns = static_cast<std::int64_t>(columns);
  made->leading = leading;
  *matrix = Handles<MatrixDescriptor>::all().add(std::move(made));
  return 0;
}
EMULATED_EXPORT int EMULATED_LT(MatrixLayoutDestroy)(void* matrix) {
  return Handles<MatrixDescriptor>::all().remove(matrix) ? 0 : lt_status.invalid_value;
}
EMULATED_EXPORT int EMULATED_LT(MatrixLayoutSetAttribute)(void* matrix, int attribute,
                                                          const void* value, std::size_t bytes) {
  return set_matrix(matrix, attribute, value, bytes);
}

EMULATED_EXPORT int EMULATED_LT(MatmulPreferenceCreate)(void** preference) {
  if (preference == nullptr) return lt_status.invalid_value;
  *preference = Handles<Preference>::all().add(std::make_shared<Preference>());
  return 0;
}
EMULATED_EXPORT int EMULATED_LT(MatmulPreferenceDestroy)(void* preference) {
  return Handles<Preference>::all().remove(preference) ? 0 : lt_status.invalid_value;
}
EMULATED_EXPORT int EMULATED_LT(MatmulPreferenceSetAttribute)(void* preference, int attribute,
                                                              const void* value,
                                                              std::size_t bytes) {
  const auto found = Handles<Preference>::all().find(preference);
  if (found == nullptr) return lt_status.invalid_value;
  return set(found->attributes, lt_preference_attributes, attribute, value, bytes);
}

EMULATED_EXPORT int EMULATED_LT(MatmulAlgoGetHeuristic)(void* handle, void* product, void* a,
                                                        void* b, void* c, void* d, void* preference,
                                                        int wanted, void* results, int* found) {
  const auto library = Handles<LtHandle>::all().find(handle);
  if (library == nullptr) return lt_status.not_initialized;
  const auto preferred = Handles<Preference>::all().find(preference);
  const Question question = question_of(product, a, b, c, d);
  if (preferred == nullptr || !question.complete() || results == nullptr || found == nullptr ||
      wanted <= 0 || library->device != current_device()) {
    return lt_status.invalid_value;
  }
  *found = 0;
  const std::optional<Product> computed = product_of(question);
  if (!computed) return lt_status.not_supported;
  const auto room = value_of(preferred->attributes, lt_largest_workspace, std::uint64_t{0});
  for (const Candidate& candidate : candidates) {
    if (*found == wanted || candidate.workspace > room) continue;
    auto* const result =
        static_cast<std::byte*>(results) + lt_result.bytes * static_cast<std::size_t>(*found);
    const Algorithm algorithm{candidate.id, number_of(question, *computed)};
    std::memset(result, 0, lt_result.bytes);
    std::memcpy(result, &algorithm, sizeof(algorithm));
    std::memcpy(result + lt_result.workspace, &candidate.workspace, sizeof(candidate.workspace));
    ++*found;
  }
  return 0;
}

#ifndef EMULATED_LT_NO_CONFIGURATION
EMULATED_EXPORT int EMULATED_LT(MatmulAlgoConfigGetAttribute)(const void* algorithm, int attribute,
                                                              void* value, std::size_t bytes,
                                                              std::size_t* written) {
  if (algorithm == nullptr || value == nullptr || bytes < sizeof(std::int32_t)) {
    return lt_status.invalid_value;
  }
  Algorithm known;
  std::memcpy(&known, algorithm, sizeof(known));
  const std::int32_t number = attribute == 0 ? known.id : 1;
  std::memcpy(value, &number, sizeof(number));
  if (written != nullptr) *written = sizeof(number);
  return 0;
}
EMULATED_EXPORT const char* EMULATED_LT(GetStatusName)(int status) {
  return status == lt_status.not_supported ? "CUBLAS_STATUS_NOT_SUPPORTED"
                                           : "CUBLAS_STATUS_INVALID_VALUE";
}
#endif

EMULATED_EXPORT int EMULATED_LT(Matmul)(void* handle, void* product, const void* alpha,
                                        const void* a, void* a_matrix, const void* b,
                                        void* b_matrix, const void* beta, const void* c,
                                        void* c_matrix, void* d, void* d_matrix,
                                        const void* algorithm, void* workspace,
                                        std::size_t workspace_bytes, void* stream_handle) {
  const auto library = Handles<LtHandle>::all().find(handle);
  if (library == nullptr) return lt_status.not_initialized;
  const auto stream = stream_of(stream_handle);
  const Question question = question_of(product, a_matrix, b_matrix, c_matrix, d_matrix);
  if (stream == nullptr || !question.complete() || library->device != current_device() ||
      alpha == nullptr || beta == nullptr || algorithm == nullptr || c != d) {
    return lt_status.invalid_value;
  }
  std::optional<Product> computed = product_of(question);
  if (!computed) return lt_status.not_supported;
  Algorithm known;
  std::memcpy(&known, algorithm, sizeof(known));
  if (known.question != number_of(question, *computed)) return lt_status.invalid_value;
  computed->a.data = a;
  computed->b.data = b;
  computed->c.data = d;
  computed->alpha = scalar_of(alpha, question.product->scale);
  computed->beta = scalar_of(beta, question.product->scale);
  if (!run_fits(*computed, workspace, workspace_bytes, known)) return lt_status.invalid_value;
  enqueue_product(stream, *computed);
  return 0;
}
