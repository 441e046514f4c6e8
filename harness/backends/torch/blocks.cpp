#include "harness/backends/torch/blocks.hpp"

namespace steelyard::torch_library {
namespace {

at::Tensor make_view(const at::Tensor& bytes, std::int64_t offset, const View& view) {
  const auto size = static_cast<std::int64_t>(c10::elementSize(view.type));
  const at::Tensor flat = bytes.narrow(0, offset, view.elements() * size).view(view.type);
  const auto& [batch, rows, columns] = view.sizes;
  if (view.dimensions == 1) return flat;
  const at::Tensor shaped =
      view.dimensions == 2 ? flat.view({rows, columns}) : flat.view({batch, rows, columns});
  return view.transposed ? shaped.transpose(-2, -1) : shaped;
}

}  // namespace

void* Blocks::add(at::Tensor bytes) {
  void* const pointer = bytes.data_ptr();
  bytes_ += static_cast<std::uint64_t>(bytes.numel());
  blocks_.insert_or_assign(reinterpret_cast<std::uintptr_t>(pointer), Block{std::move(bytes), {}});
  return pointer;
}

void Blocks::remove(void* pointer) {
  const auto found = blocks_.find(reinterpret_cast<std::uintptr_t>(pointer));
  if (found == blocks_.end()) {
    throw kit::Failure(SY_INVALID_ARGUMENT, "This device did not allocate that pointer.");
  }
  bytes_ -= static_cast<std::uint64_t>(found->second.bytes.numel());
  blocks_.erase(found);
}

Blocks::Place Blocks::find(const void* pointer, std::size_t bytes) const {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  auto after = blocks_.upper_bound(address);
  if (after != blocks_.begin()) {
    auto& [begin, block] = *--after;
    const std::size_t offset = address - begin;
    const auto whole = static_cast<std::size_t>(block.bytes.numel());
    if (offset < whole && bytes <= whole - offset) {
      return {&block, static_cast<std::int64_t>(offset)};
    }
  }
  throw kit::Failure(SY_INVALID_ARGUMENT,
                     "That memory was not allocated on this device, or ends too early.");
}

at::Tensor Blocks::bytes_at(const void* pointer, std::size_t bytes) const {
  const Place place = find(pointer, bytes);
  return place.block->bytes.narrow(0, place.offset, static_cast<std::int64_t>(bytes));
}

const at::Tensor& Blocks::view_at(const void* pointer, const View& view) {
  const std::size_t size = c10::elementSize(view.type);
  const Place place = find(pointer, static_cast<std::size_t>(view.elements()) * size);
  const auto [entry, is_new] = place.block->views.try_emplace({place.offset, view});
  if (is_new) {
    try {
      kit::detail::require(static_cast<std::size_t>(place.offset) % size == 0,
                           "A matrix or vector begins within an element.");
      entry->second = make_view(place.block->bytes, place.offset, view);
    } catch (...) {
      place.block->views.erase(entry);
      throw;
    }
  }
  return entry->second;
}

}  // namespace steelyard::torch_library
