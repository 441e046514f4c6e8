#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "harness/backends/torch/at.hpp"

namespace steelyard::torch_library {

/// How memory is looked at: up to three dimensions, row-major, the last two swapped if transposed.
struct View {
  at::ScalarType type;
  std::array<std::int64_t, 3> sizes;  ///< as stored; batch, rows, columns
  int dimensions;                     ///< 3, or 2: without the batch, or 1: the columns alone
  bool transposed;

  std::int64_t elements() const { return sizes[0] * sizes[1] * sizes[2]; }
  auto operator<=>(const View&) const = default;
};

/// Device memory: flat tensors of bytes, and what callers see in them. Tensors are views of what
/// the device's own allocator made, and not made over a bare pointer: plug-ins keep facts of their
/// own with a tensor's storage (torch_npu does), which a pointer does not have.
class Blocks {
 public:
  /// Takes the tensor and returns its address.
  void* add(at::Tensor bytes);
  /// Throws kit::Failure (SY_INVALID_ARGUMENT) if no block begins there.
  void remove(void* pointer);
  /// Both throw kit::Failure (SY_INVALID_ARGUMENT) unless all bytes are in one block. The view is
  /// kept until the block is released, so that a loop makes it once.
  at::Tensor bytes_at(const void* pointer, std::size_t bytes) const;
  const at::Tensor& view_at(const void* pointer, const View& view);

  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Block {
    at::Tensor bytes;
    std::map<std::pair<std::int64_t, View>, at::Tensor> views;  ///< by first byte and form
  };
  struct Place {
    Block* block;
    std::int64_t offset;
  };
  Place find(const void* pointer, std::size_t bytes) const;

  mutable std::map<std::uintptr_t, Block> blocks_;  ///< by address
  std::uint64_t bytes_ = 0;
};

}  // namespace steelyard::torch_library
