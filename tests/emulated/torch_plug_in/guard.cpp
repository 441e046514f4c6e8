// Devices, streams and events, as libtorch asks a plug-in for them. There is no time between two
// events in the interface of the oldest libtorch that this is built with, so the backend falls back
// on the host's clock.
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <atomic>

#include "tests/emulated/torch_plug_in/streams.hpp"

namespace steelyard::emulated::torch_plug_in {
namespace {

struct Guard final : c10::impl::DeviceGuardImplInterface {
  c10::DeviceType type() const override { return c10::DeviceType::PrivateUse1; }
  c10::Device exchangeDevice(c10::Device device) const override {
    const c10::Device before = getDevice();
    setDevice(device);
    return before;
  }
  c10::Device getDevice() const override {
    return {type(), static_cast<c10::DeviceIndex>(current_device())};
  }
  void setDevice(c10::Device device) const override {
    TORCH_CHECK(device.index() < device_count, "there is no device of that index");
    uncheckedSetDevice(device);
  }
  void uncheckedSetDevice(c10::Device device) const noexcept override {
    if (device.index() >= 0) set_current_device(device.index());
  }
  c10::Stream getStream(c10::Device device) const noexcept override {
    return current_stream(device.index() < 0 ? current_device() : device.index());
  }
  c10::Stream getStreamFromGlobalPool(c10::Device device, bool) const override {
    static std::atomic<int> next{0};
    return c10::Stream(c10::Stream::UNSAFE, device, 1 + next++ % (streams_per_device - 1));
  }
  c10::Stream exchangeStream(c10::Stream stream) const noexcept override {
    return set_current_stream(stream);
  }
  c10::DeviceIndex deviceCount() const noexcept override { return device_count; }

  void record(void** event, const c10::Stream& stream, const c10::DeviceIndex,
              const c10::EventFlag) const override {
    if (*event == nullptr) *event = new Mark;
    static_cast<Mark*>(*event)->record(queue_of(stream));
  }
  bool queryEvent(void* event) const override { return static_cast<Mark*>(event)->done(); }
  void destroyEvent(void* event, const c10::DeviceIndex) const noexcept override {
    delete static_cast<Mark*>(event);
  }
  bool queryStream(const c10::Stream& stream) const override { return queue_of(stream).idle(); }
  void synchronizeStream(const c10::Stream& stream) const override { wait_for(stream); }
};

const c10::impl::DeviceGuardImplRegistrar registered(c10::DeviceType::PrivateUse1, new Guard);

}  // namespace
}  // namespace steelyard::emulated::torch_plug_in
