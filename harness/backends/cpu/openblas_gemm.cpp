#include "harness/backends/cpu/openblas_gemm.hpp"

#include <cblas.h>

#include <limits>
#include <sstream>

namespace steelyard::cpu {
namespace {

class OpenblasGemm final : public GemmKernel {
 public:
  OpenblasGemm(const sy_gemm_shape& shape, const Team& team)
      : shape_(shape),
        team_(team),
        m_(static_cast<blasint>(shape.m)),
        n_(static_cast<blasint>(shape.n)),
        k_(static_cast<blasint>(shape.k)),
        transpose_a_(shape.transpose_a != 0 ? CblasTrans : CblasNoTrans),
        transpose_b_(shape.transpose_b != 0 ? CblasTrans : CblasNoTrans),
        lead_a_(shape.transpose_a != 0 ? m_ : k_),
        lead_b_(shape.transpose_b != 0 ? k_ : n_) {}

  std::string algorithm() const override {
    return openblas_label() + " " + openblas_core() + ", plain, " +
           std::to_string(team_.threads()) + (team_.threads() == 1 ? " thread" : " threads");
  }

  void run(const void* a, const void* b, void* c) override {
    team_.use();
    for (std::int64_t i = 0; i < shape_.batch; ++i) {
      if (shape_.a == SY_F64) {
        cblas_dgemm(CblasRowMajor, transpose_a_, transpose_b_, m_, n_, k_, shape_.alpha,
                    at<double>(a, i * shape_.m * shape_.k), lead_a_,
                    at<double>(b, i * shape_.k * shape_.n), lead_b_, 0,
                    static_cast<double*>(c) + i * shape_.m * shape_.n, n_);
      } else {
        cblas_sgemm(CblasRowMajor, transpose_a_, transpose_b_, m_, n_, k_,
                    static_cast<float>(shape_.alpha), at<float>(a, i * shape_.m * shape_.k),
                    lead_a_, at<float>(b, i * shape_.k * shape_.n), lead_b_, 0,
                    static_cast<float*>(c) + i * shape_.m * shape_.n, n_);
      }
    }
  }

 private:
  template <typename T>
  static const T* at(const void* data, std::int64_t offset) {
    return static_cast<const T*>(data) + offset;
  }

  sy_gemm_shape shape_;
  Team team_;
  blasint m_, n_, k_;
  CBLAS_TRANSPOSE transpose_a_, transpose_b_;
  blasint lead_a_, lead_b_;
};

}  // namespace

std::unique_ptr<GemmKernel> make_openblas_gemm(const sy_gemm_shape& shape, const Host& host) {
  const bool real = shape.a == SY_F64 || shape.a == SY_F32;
  if (!real || shape.b != shape.a || shape.c != shape.a) return nullptr;
  constexpr std::int64_t most = std::numeric_limits<blasint>::max();
  if (shape.m > most || shape.n > most || shape.k > most) return nullptr;
  return std::make_unique<OpenblasGemm>(shape, host.team);
}

std::string openblas_label() {
  std::istringstream config(
      openblas_get_config());  // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ..."
  std::string name, version;
  config >> name >> version;
  return name + " " + version;
}

std::string openblas_core() { return openblas_get_corename(); }

}  // namespace steelyard::cpu
