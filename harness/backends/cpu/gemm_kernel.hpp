#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/backends/cpu/host_memory.hpp"
#include "harness/backends/cpu/team.hpp"
#include "harness/device/backend.h"

namespace steelyard::cpu {

/// What a kernel needs of its device.
struct Host {
  Team team;
  MemoryLimits limits{};
};

/// How the operands lie when run() gets them. Plain: as sy_gemm_shape says.
enum class Layout { plain, b_packed, ab_packed };

/// One way to do one multiplication: a library and a layout, made for one shape. run() allocates
/// nothing and overwrites all of C, whatever C held.
class GemmKernel {
 public:
  GemmKernel() = default;
  GemmKernel(const GemmKernel&) = delete;
  GemmKernel& operator=(const GemmKernel&) = delete;
  virtual ~GemmKernel() = default;

  /// Library, version, kernel, layout and threads.
  virtual std::string algorithm() const = 0;
  /// Bytes of the packed form; 0: the operand is taken plain.
  virtual std::size_t packed_bytes(sy_operand) const { return 0; }
  /// Only for operands with packed_bytes() > 0.
  virtual void pack(sy_operand, const void* /*plain*/, void* /*packed*/) {}
  virtual void run(const void* a, const void* b, void* c) = 0;
};

/// Makes a kernel, or null if the library does not offer that shape and dtypes in this layout on
/// this processor. Throws kit::Failure if the library fails.
using KernelMaker = std::unique_ptr<GemmKernel> (*)(const sy_gemm_shape& shape, const Host& host);

/// A library in a layout.
struct Candidate {
  const char* name;  ///< "oneDNN, B packed"
  KernelMaker make;
};

/// All candidates, in the order in which they are preferred where timing does not tell them apart:
/// what packs most first, because that was fastest for nearly every shape and dtype.
const std::vector<Candidate>& gemm_candidates();

/// Bytes of an operand as the caller stores it. The shape is valid.
std::size_t plain_bytes(const sy_gemm_shape& shape, sy_operand operand);
/// Bytes of C.
std::size_t result_bytes(const sy_gemm_shape& shape);

}  // namespace steelyard::cpu
