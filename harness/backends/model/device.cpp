#include "harness/backends/model/device.hpp"

#include <fmt/format.h>

#include "harness/backends/model/communicator.hpp"
#include "harness/backends/model/gemm.hpp"
#include "harness/backends/model/stream.hpp"

namespace steelyard::model {

Device::Device(ModelCard card)
    : card_(std::move(card)), memory_(static_cast<std::uint64_t>(card_.value(memory_figure))) {}

sy_properties Device::properties() const {
  sy_properties properties{};
  kit::copy_text(properties.name, fmt::format("modelled {}", card_.name));
  kit::copy_text(properties.vendor, card_.vendor);
  kit::copy_text(properties.chip_id, card_.chip);
  kit::copy_text(properties.driver, "modelled");
  kit::copy_text(properties.runtime, "modelled: roofline, alpha-beta");
  kit::copy_text(properties.libraries, fmt::format("figures as in {}", model_card_variable));
  properties.memory_bytes = static_cast<std::uint64_t>(card_.value(memory_figure));
  properties.is_accelerator = 1;
  properties.virtual_time = 1;
  properties.modelled = 1;
  for (const Dtype dtype : all_dtypes()) {
    // What multiplies int8 by int8 takes uint8 on one side as well.
    const Dtype unit = dtype == Dtype::uint8 ? Dtype::int8 : dtype;
    if (card_.find(peak_figure(unit)) == nullptr) continue;
    properties.gemm_dtypes |= std::uint64_t{1} << static_cast<std::uint32_t>(dtype);
  }
  return properties;
}

std::unique_ptr<Stream> Device::create_stream() { return std::make_unique<Stream>(*this); }

std::unique_ptr<Event> Device::create_event() { return std::make_unique<Event>(); }

std::unique_ptr<Gemm> Device::plan(const sy_gemm_shape& shape) {
  return std::make_unique<Gemm>(*this, shape);
}

/// Nobody has to find anybody: ranks of a model do not talk to each other.
sy_unique_id Device::unique_id() const {
  sy_unique_id id{};
  id.length = 1;
  return id;
}

std::unique_ptr<Communicator> Device::communicator(const sy_unique_id&, std::uint32_t ranks,
                                                   std::uint32_t) {
  return std::make_unique<Communicator>(*this, static_cast<int>(ranks));
}

}  // namespace steelyard::model
