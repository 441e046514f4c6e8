#pragma once

#include <cstdint>
#include <memory>

#include "harness/backends/model/address_space.hpp"
#include "harness/backends/model/clock.hpp"
#include "harness/core/model/model_card.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::model {

class Stream;
class Event;
class Gemm;
class Communicator;

/// One chip that exists as figures alone.
class Device {
 public:
  explicit Device(ModelCard card);

  sy_properties properties() const;

  void* allocate(std::size_t bytes) { return memory_.reserve(bytes); }
  void release(void* pointer) { memory_.release(pointer); }
  std::uint64_t free_bytes() const { return memory_.free_bytes(); }

  std::unique_ptr<Stream> create_stream();
  std::unique_ptr<Event> create_event();
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape);

  sy_unique_id unique_id() const;
  std::unique_ptr<Communicator> communicator(const sy_unique_id& id, std::uint32_t ranks,
                                             std::uint32_t rank);

  const ModelCard& card() const { return card_; }
  const AddressSpace& memory() const { return memory_; }
  Clock& clock() { return clock_; }

 private:
  ModelCard card_;
  AddressSpace memory_;
  Clock clock_;
};

}  // namespace steelyard::model
