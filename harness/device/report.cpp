#include "harness/device/report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace steelyard::device {
namespace {

struct Header {
  std::uint32_t kind = 0;
  std::uint32_t bytes = 0;
};

constexpr std::uint32_t longest_frame = 16384;

/// The bytes of a number or structure, as they travel between two processes of one machine.
template <class Value>
std::string_view raw(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

template <class Value>
bool read_raw(std::string_view bytes, Value& value) {
  if (bytes.size() != sizeof(value)) return false;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return true;
}

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
  bytes = bytes.substr(0, longest_frame);
  const Header header{static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(bytes.size())};
  const std::string whole = std::string(raw(header)).append(bytes);
  for (std::size_t sent = 0; sent < whole.size();) {
    const ssize_t some = ::write(descriptor_, whole.data() + sent, whole.size() - sent);
    if (some < 0 && errno != EINTR) return;  // nobody listens; there is nobody to tell
    if (some > 0) sent += static_cast<std::size_t>(some);
  }
}

void Report::feed(std::span<const char> bytes) {
  if (garbled) return;
  waiting_.append(bytes.data(), bytes.size());
  std::size_t read = 0;
  for (Header header; waiting_.size() - read >= sizeof(header);) {
    read_raw(std::string_view(waiting_).substr(read, sizeof(header)), header);
    if (header.bytes > longest_frame) {
      garbled = true;
      return;
    }
    if (waiting_.size() - read - sizeof(header) < header.bytes) break;
    take(static_cast<Kind>(header.kind),
         std::string_view(waiting_).substr(read + sizeof(header), header.bytes));
    read += sizeof(header) + header.bytes;
  }
  waiting_.erase(0, read);
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
