#include <cstdint>
#include <memory>

#include "harness/backends/model/communicator.hpp"
#include "harness/backends/model/device.hpp"
#include "harness/backends/model/figures.hpp"
#include "harness/backends/model/gemm.hpp"
#include "harness/backends/model/stream.hpp"
#include "harness/core/error.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::model {
namespace {

struct ModelBackend {
  static constexpr const char* name = "model";
  static constexpr const char* version = "1";
  static constexpr const char* description = "Chips that exist as figures alone, in virtual time";
  using Device = model::Device;
  using Stream = model::Stream;
  using Event = model::Event;
  using Gemm = model::Gemm;
  using Communicator = model::Communicator;

  static kit::Probe probe() {
    try {
      if (card_of_environment()) return {};
    } catch (const DataError& error) {
      return {false, error.what()};
    }
    return {false,
            "No chip is named: start `steelyard run --backend model --chip CHIP`, or `steelyard "
            "model` for all of the catalogue."};
  }
  static std::uint32_t count() { return static_cast<std::uint32_t>(card().devices); }
  static std::unique_ptr<Device> open(std::uint32_t) { return std::make_unique<Device>(card()); }

 private:
  static ModelCard card() {
    auto card = card_of_environment();
    if (!card) throw kit::Failure(SY_UNSUPPORTED, "No chip is named.");
    return *std::move(card);
  }
};

}  // namespace
}  // namespace steelyard::model

STEELYARD_EXPORT_BACKEND(steelyard::model::ModelBackend)
