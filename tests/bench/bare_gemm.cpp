#include "tests/bench/bare_gemm.hpp"

#include <cblas.h>

#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>
#include <unordered_map>

namespace steelyard::bench {
namespace {

using dnnl::memory;

memory::data_type type_of(sy_dtype dtype) {
  switch (dtype) {
    case SY_F32:
      return memory::data_type::f32;
    case SY_BF16:
      return memory::data_type::bf16;
    case SY_INT8:
      return memory::data_type::s8;
    case SY_UINT8:
      return memory::data_type::u8;
    case SY_INT32:
      return memory::data_type::s32;
    default:
      throw std::invalid_argument("a dtype that oneDNN does not multiply");
  }
}

memory::desc stored(std::int64_t rows, std::int64_t columns, sy_dtype dtype, bool transposed) {
  using Tag = memory::format_tag;
  return {{rows, columns}, type_of(dtype), transposed ? Tag::ba : Tag::ab};
}

/// The example of oneDNN's own guide: descriptors, a primitive, execute() with a map of arguments.
class BareOnednn final : public BareGemm {
 public:
  explicit BareOnednn(const sy_gemm_shape& shape)
      : engine_(dnnl::engine::kind::cpu, 0),
        stream_(engine_),
        plain_b_(stored(shape.k, shape.n, shape.b, shape.transpose_b != 0)),
        chosen_({stored(shape.m, shape.k, shape.a, shape.transpose_a != 0),
                 {{shape.k, shape.n}, type_of(shape.b), memory::format_tag::any},
                 stored(shape.m, shape.n, shape.c, false)},
                engine_),
        primitive_(chosen_),
        a_(chosen_.src_desc(), engine_, DNNL_MEMORY_NONE),
        b_(chosen_.weights_desc(), engine_, DNNL_MEMORY_NONE),
        c_(chosen_.dst_desc(), engine_, DNNL_MEMORY_NONE),
        arguments_{{DNNL_ARG_SRC, a_}, {DNNL_ARG_WEIGHTS, b_}, {DNNL_ARG_DST, c_}} {}

  std::string name() const override { return "oneDNN with packed weights"; }
  std::size_t packed_bytes() const override {
    return chosen_.weights_desc() == plain_b_ ? 0 : chosen_.weights_desc().get_size();
  }
  void pack(const void* b, void* packed) override {
    memory from(plain_b_, engine_, const_cast<void*>(b));
    memory to(chosen_.weights_desc(), engine_, packed);
    dnnl::reorder(from, to).execute(stream_, from, to);
    stream_.wait();
  }
  void run(const void* a, const void* b, void* c) override {
    a_.set_data_handle(const_cast<void*>(a));
    b_.set_data_handle(const_cast<void*>(b));
    c_.set_data_handle(c);
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }

 private:
  dnnl::engine engine_;
  dnnl::stream stream_;
  memory::desc plain_b_;
  dnnl::matmul::primitive_desc chosen_;
  dnnl::matmul primitive_;
  memory a_, b_, c_;
  std::unordered_map<int, memory> arguments_;
};

class BareOpenblas final : public BareGemm {
 public:
  explicit BareOpenblas(const sy_gemm_shape& shape) : shape_(shape) {}

  std::string name() const override { return "OpenBLAS"; }
  std::size_t packed_bytes() const override { return 0; }
  void pack(const void*, void*) override {}
  void run(const void* a, const void* b, void* c) override {
    const auto size = [](std::int64_t value) { return static_cast<blasint>(value); };
    const bool turn_a = shape_.transpose_a != 0;
    const bool turn_b = shape_.transpose_b != 0;
    cblas_dgemm(CblasRowMajor, turn_a ? CblasTrans : CblasNoTrans,
                turn_b ? CblasTrans : CblasNoTrans, size(shape_.m), size(shape_.n), size(shape_.k),
                1, static_cast<const double*>(a), size(turn_a ? shape_.m : shape_.k),
                static_cast<const double*>(b), size(turn_b ? shape_.k : shape_.n), 0,
                static_cast<double*>(c), size(shape_.n));
  }

 private:
  sy_gemm_shape shape_;
};

}  // namespace

std::unique_ptr<BareGemm> make_bare_gemm(const sy_gemm_shape& shape) {
  if (shape.a == SY_F64) return std::make_unique<BareOpenblas>(shape);
  return std::make_unique<BareOnednn>(shape);
}

}  // namespace steelyard::bench
