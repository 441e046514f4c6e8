#include "harness/device/report.hpp"

namespace steelyard::device {
namespace {

template <std::size_t capacity>
void terminate(char (&field)[capacity]) {
  field[capacity - 1] = '\0';
}

void terminate(sy_properties& properties) {
  terminate(properties.name);
  terminate(properties.vendor);
  terminate(properties.chip_id);
  terminate(properties.uuid);
  terminate(properties.pci_bus_id);
  terminate(properties.driver);
  terminate(properties.firmware);
  terminate(properties.runtime);
  terminate(properties.libraries);
}

}  // namespace

void ReportWriter::step(const std::string& text) {
  last_step_ = text;
  frame(Kind::step, text);
}

void ReportWriter::table(const sy_backend_v1& table) {
  frame(Kind::name, table.name);
  frame(Kind::version, table.version);
  frame(Kind::description, table.description);
}

void ReportWriter::count(std::uint32_t devices) { frame(Kind::count, raw(devices)); }

void ReportWriter::device(std::uint32_t index, const sy_properties& properties) {
  frame(Kind::device, std::string(raw(index)).append(raw(properties)));
}

void ReportWriter::broken_device(std::uint32_t index, const std::string& sentence) {
  frame(Kind::broken_device, std::string(raw(index)).append(sentence));
}

void ReportWriter::frame(Kind kind, std::string_view bytes) {
  write_frame(descriptor_, static_cast<std::uint32_t>(kind), bytes);
}

void Report::feed(std::span<const char> bytes) {
  if (garbled) return;
  const auto take_frame = [this](std::uint32_t kind, std::string_view text) {
    take(static_cast<Kind>(kind), text);
  };
  if (!frames_.feed(bytes, take_frame)) garbled = true;
}

void Report::take(Kind kind, std::string_view bytes) {
  ExaminedDevice device;
  constexpr std::size_t index_bytes = sizeof(device.index);
  switch (kind) {
    case Kind::step:
      step = bytes;
      return;
    case Kind::name:
      name = bytes;
      return;
    case Kind::version:
      version = bytes;
      return;
    case Kind::description:
      description = bytes;
      return;
    case Kind::fault:
      fault = bytes;
      return;
    case Kind::done:
      done = true;
      return;
    case Kind::count:
      garbled = garbled || !read_raw(bytes, count);
      return;
    case Kind::device:
    case Kind::broken_device:
      if (devices.size() >= most_devices || bytes.size() < index_bytes) break;
      read_raw(bytes.substr(0, index_bytes), device.index);
      if (kind == Kind::broken_device) {
        device.sentence = bytes.substr(index_bytes);
      } else if (!read_raw(bytes.substr(index_bytes), device.properties)) {
        break;
      }
      terminate(device.properties);
      devices.push_back(std::move(device));
      return;
  }
  garbled = true;
}

}  // namespace steelyard::device
