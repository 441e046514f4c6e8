#include "harness/device/device.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/core/error.hpp"
#include "harness/core/log.hpp"

namespace steelyard::device {
namespace {

/// A field of a filled structure, which a careless backend may leave without its terminating zero.
template <std::size_t capacity>
void terminate(char (&field)[capacity]) {
  field[capacity - 1] = '\0';
}

}  // namespace

Device::Device(const sy_backend_v1& table, std::uint32_t index)
    : table_(&table), label_(fmt::format("{}:{}", table.name, index)) {
  call("opening the device", table.devices->open, index, &handle_);
  const sy_status status = status_of("reading the device's properties", table.devices->properties,
                                     handle_, &properties_);
  if (status != SY_OK) {
    const std::string reason = table.last_error();
    table.devices->close(handle_);
    throw DeviceError(fmt::format("{}: reading the device's properties failed with {}: {}", label_,
                                  status_name(status), reason));
  }
  terminate(properties_.name);
  terminate(properties_.vendor);
  terminate(properties_.chip_id);
  terminate(properties_.uuid);
  terminate(properties_.pci_bus_id);
  terminate(properties_.driver);
  terminate(properties_.firmware);
  terminate(properties_.runtime);
  terminate(properties_.libraries);
  if (table.gemm == nullptr) properties_.gemm_dtypes = 0;
}

Device::~Device() {
  if (handle_ == nullptr) return;
  constexpr const char* what = "closing the device";
  warn_unless_ok(status_of(what, table_->devices->close, handle_), what);
}

Device::Device(Device&& other) noexcept
    : table_(other.table_),
      handle_(std::exchange(other.handle_, nullptr)),
      label_(std::move(other.label_)),
      properties_(other.properties_) {}

std::uint64_t Device::free_bytes() const {
  std::uint64_t bytes = 0;
  call("asking for the free memory", table_->memory->free_bytes, handle_, &bytes);
  return bytes;
}

bool multiplies(const sy_properties& properties, Dtype dtype) {
  return (properties.gemm_dtypes >> to_abi(dtype) & 1) != 0;
}

std::optional<sy_telemetry_reading> Device::telemetry() const {
  if (table_->telemetry == nullptr) return std::nullopt;
  sy_telemetry_reading reading{};
  const sy_status status = table_->telemetry->read(handle_, &reading);
  if (status == SY_UNSUPPORTED) return std::nullopt;
  check(status, "reading the sensors");
  return reading;
}

std::optional<Device::ProbeResult> Device::probe(sy_probe_unit unit, Dtype dtype,
                                                 double seconds) const {
  if (table_->probe == nullptr) return std::nullopt;
  ProbeResult result;
  char text[SY_TEXT] = "";
  const sy_status status = status_of("probing the device", table_->probe->run, handle_, unit,
                                     to_abi(dtype), seconds, &result.rate, text, sizeof(text));
  if (status == SY_UNSUPPORTED) return std::nullopt;
  check(status, "probing the device");
  result.unit = text;
  return result;
}

void Device::check(sy_status status, const char* what) const {
  if (status == SY_OK) return;
  const std::string message = fmt::format("{}: {} failed with {}: {}", label_, what,
                                          status_name(status), table_->last_error());
  if (status == SY_UNSUPPORTED) throw Unsupported(message);
  if (status == SY_OUT_OF_MEMORY) throw OutOfMemory(message);
  throw DeviceError(message);
}

void Device::warn_unless_ok(sy_status status, const char* what) const noexcept {
  if (status == SY_OK) return;
  try {
    check(status, what);
  } catch (const std::exception& error) {
    log_warning(error.what());
  }
}

Stream::Stream(Device& device) : device_(device) {
  device_.call("creating a stream", device_.table().streams->stream_create, device_.handle(),
               &handle_);
}

Stream::~Stream() {
  constexpr const char* what = "destroying a stream";
  device_.warn_unless_ok(device_.status_of(what, device_.table().streams->stream_destroy, handle_),
                         what);
}

void Stream::synchronize(double timeout_seconds) {
  constexpr const char* what = "waiting for a stream";
  const sy_status status = device_.status_of(what, device_.table().streams->stream_synchronize,
                                             handle_, timeout_seconds);
  if (status == SY_TIMEOUT) {
    throw DeviceError(fmt::format("{}: the work enqueued did not end within {:g} seconds.",
                                  device_.label(), timeout_seconds));
  }
  device_.check(status, what);
}

bool Stream::idle() const {
  const sy_status status = device_.table().streams->stream_query(handle_);
  if (status == SY_NOT_READY) return false;
  device_.check(status, "asking whether a stream is idle");
  return true;
}

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  device_.call("copying to the device", device_.table().memory->copy_to_device, handle_, device,
               host, bytes);
}

void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  device_.call("copying to the host", device_.table().memory->copy_to_host, handle_, host, device,
               bytes);
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  device_.call("copying on the device", device_.table().memory->copy_on_device, handle_, to, from,
               bytes);
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  device_.call("filling memory", device_.table().memory->fill, handle_, device, value, bytes);
}

Event::Event(Device& device) : device_(&device) {
  device.call("creating an event", device.table().streams->event_create, device.handle(), &handle_);
}

Event::~Event() {
  if (handle_ == nullptr) return;
  constexpr const char* what = "destroying an event";
  device_->warn_unless_ok(
      device_->status_of(what, device_->table().streams->event_destroy, handle_), what);
}

Event::Event(Event&& other) noexcept
    : device_(other.device_), handle_(std::exchange(other.handle_, nullptr)) {}

void Event::record(Stream& stream) {
  device_->call("recording an event", device_->table().streams->event_record, stream.handle(),
                handle_);
}

double Event::seconds_since(const Event& first) const {
  double seconds = 0;
  device_->call("reading the time between two events", device_->table().streams->event_elapsed,
                first.handle_, handle_, &seconds);
  return seconds;
}

Buffer::Buffer(Device& device, std::size_t bytes) : device_(&device), bytes_(bytes) {
  constexpr const char* what = "allocating memory";
  const sy_status status =
      device.status_of(what, device.table().memory->allocate, device.handle(), bytes, &data_);
  if (status == SY_OUT_OF_MEMORY) {
    const std::string reason = device.table().last_error();
    throw OutOfMemory(fmt::format("{}: {} bytes could not be allocated, {} are free: {}",
                                  device.label(), bytes, device.free_bytes(), reason));
  }
  device.check(status, what);
}

Buffer::~Buffer() { release(); }

Buffer::Buffer(Buffer&& other) noexcept
    : device_(other.device_),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this == &other) return *this;
  release();
  device_ = other.device_;
  data_ = std::exchange(other.data_, nullptr);
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

void Buffer::release() noexcept {
  if (data_ == nullptr) return;
  constexpr const char* what = "releasing memory";
  device_->warn_unless_ok(
      device_->status_of(what, device_->table().memory->release, device_->handle(), data_), what);
  data_ = nullptr;
  bytes_ = 0;
}

sy_dtype to_abi(Dtype dtype) { return static_cast<sy_dtype>(dtype); }

const char* status_name(sy_status status) {
  switch (status) {
    case SY_OK:
      return "SY_OK";
    case SY_UNSUPPORTED:
      return "SY_UNSUPPORTED";
    case SY_OUT_OF_MEMORY:
      return "SY_OUT_OF_MEMORY";
    case SY_INVALID_ARGUMENT:
      return "SY_INVALID_ARGUMENT";
    case SY_NOT_READY:
      return "SY_NOT_READY";
    case SY_TIMEOUT:
      return "SY_TIMEOUT";
    case SY_DEVICE_LOST:
      return "SY_DEVICE_LOST";
    case SY_FAILED:
      return "SY_FAILED";
  }
  return "unknown status";
}

}  // namespace steelyard::device
