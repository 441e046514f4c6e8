// The operators that compute, on the host, when their stream comes to them.
#include "tests/emulated/torch_plug_in/operators.hpp"

#include <ATen/ops/add.h>
#include <ATen/ops/addcdiv.h>
#include <ATen/ops/addcmul.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/sqrt.h>
#include <torch/library.h>

#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/torch_plug_in/streams.hpp"

namespace steelyard::emulated::torch_plug_in {
namespace {

/// The second operand of a product; with the fault `transposition`, a square one is turned round.
at::Tensor second(const at::Tensor& b) {
  const bool turned = fault("transposition") && b.size(-2) == b.size(-1);
  return turned ? on_host(b).transpose(-2, -1) : on_host(b);
}

/// Into the memory of `out`, in the precision that accelerators have for 16 bits: sums in f32.
void put(const at::Tensor& out, const at::Tensor& value) { on_host(out).copy_(value); }
at::Tensor wide(const at::Tensor& tensor) {
  return tensor.element_size() == 2 ? tensor.to(at::kFloat) : tensor;
}

at::Tensor& mm(const at::Tensor& a, const at::Tensor& b, at::Tensor& out) {
  enqueue([a, b, out] { put(out, at::mm(wide(on_host(a)), wide(second(b)))); });
  return out;
}

at::Tensor& bmm(const at::Tensor& a, const at::Tensor& b, at::Tensor& out) {
  enqueue([a, b, out] { put(out, at::bmm(wide(on_host(a)), wide(second(b)))); });
  return out;
}

at::Tensor& addmm(const at::Tensor& c, const at::Tensor& a, const at::Tensor& b,
                  const at::Scalar& beta, const at::Scalar& alpha, at::Tensor& out) {
  enqueue([=] {
    put(out, at::addmm(wide(on_host(c)), wide(on_host(a)), wide(second(b)), beta, alpha));
  });
  return out;
}

at::Tensor& baddbmm(const at::Tensor& c, const at::Tensor& a, const at::Tensor& b,
                    const at::Scalar& beta, const at::Scalar& alpha, at::Tensor& out) {
  enqueue([=] {
    put(out, at::baddbmm(wide(on_host(c)), wide(on_host(a)), wide(second(b)), beta, alpha));
  });
  return out;
}

at::Tensor& add(const at::Tensor& a, const at::Tensor& b, const at::Scalar& alpha,
                at::Tensor& out) {
  enqueue([=] { put(out, at::add(on_host(a), on_host(b), alpha)); });
  return out;
}

at::Tensor& mul(const at::Tensor& a, const at::Tensor& b, at::Tensor& out) {
  enqueue([=] { put(out, at::mul(on_host(a), on_host(b))); });
  return out;
}

at::Tensor& square_root(const at::Tensor& a, at::Tensor& out) {
  enqueue([=] { put(out, at::sqrt(on_host(a))); });
  return out;
}

at::Tensor& addcmul(const at::Tensor& c, const at::Tensor& a, const at::Tensor& b,
                    const at::Scalar& value, at::Tensor& out) {
  enqueue([=] { put(out, at::addcmul(on_host(c), on_host(a), on_host(b), value)); });
  return out;
}

at::Tensor& addcdiv(const at::Tensor& c, const at::Tensor& a, const at::Tensor& b,
                    const at::Scalar& value, at::Tensor& out) {
  enqueue([=] { put(out, at::addcdiv(on_host(c), on_host(a), on_host(b), value)); });
  return out;
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, operators) {
  operators.impl("mm.out", &mm);
  operators.impl("bmm.out", &bmm);
  operators.impl("addmm.out", &addmm);
  operators.impl("baddbmm.out", &baddbmm);
  operators.impl("add.out", &add);
  operators.impl("mul.out", &mul);
  operators.impl("sqrt.out", &square_root);
  operators.impl("addcmul.out", &addcmul);
  operators.impl("addcdiv.out", &addcdiv);
}

}  // namespace

at::Tensor on_host(const at::Tensor& tensor) {
  if (tensor.is_cpu()) return tensor;
  return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(),
                       at::TensorOptions().dtype(tensor.scalar_type()));
}

}  // namespace steelyard::emulated::torch_plug_in
