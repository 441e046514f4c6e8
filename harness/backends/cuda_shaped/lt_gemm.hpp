#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/backends/cuda_shaped/gemm.hpp"
#include "harness/backends/cuda_shaped/lt_library.hpp"

namespace steelyard::cuda_shaped {

/// A product through a cuBLASLt-shaped library.
class LtGemm final : public Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) if the library has no algorithm for it.
  LtGemm(Device& device, const Lt& lt, Tunings& tunings, const sy_gemm_shape& shape);
  ~LtGemm() override;

  std::string algorithm() const override;
  void run(Stream& stream, const void* a, const void* b, void* c) override;

 protected:
  std::size_t candidates() const override { return algorithms_.size(); }
  void choose(std::size_t candidate) override;

 private:
  /// A descriptor of the library, destroyed by its own function.
  struct Descriptor {
    void* handle = nullptr;
    int (*destroy)(void*) = nullptr;
    Descriptor() = default;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
      if (handle != nullptr) destroy(handle);
    }
  };
  void describe_product(const Arithmetic& arithmetic);
  void describe_matrices(const Arithmetic& arithmetic);
  void ask_heuristic();
  void require_offer(const Arithmetic& arithmetic) const;

  const Lt& lt_;
  Descriptor product_, first_, second_, result_, preference_;
  std::vector<LtAlgorithm> algorithms_;
  std::size_t chosen_ = 0;
  std::unique_ptr<Scratch> workspace_;
  std::unique_ptr<Scratch> scales_;
};

}  // namespace steelyard::cuda_shaped
