#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "harness/device/conformance/ladder.hpp"
#include "harness/device/device.hpp"

namespace steelyard::device::conformance {

/// What a rung is climbed with: device 0 of a backend, opened for this rung alone.
class Subject {
 public:
  /// Throws DeviceError if the device cannot be opened.
  explicit Subject(const Climbed& backend);

  Device& device() { return device_; }
  const sy_backend_v1& table() const { return device_.table(); }
  const std::filesystem::path& file() const { return file_; }
  /// A chip that exists as figures alone: it keeps no bytes.
  bool modelled() const { return device_.properties().modelled != 0; }
  /// How many devices the backend counts. Throws Flaw if it cannot.
  std::uint32_t count() const;

  /// Device memory with these bytes in it.
  Buffer upload(Stream& stream, std::span<const std::byte> bytes);
  std::vector<std::byte> download(Stream& stream, const Buffer& buffer);
  /// Throws Flaw unless a buffer still returns what is put into it. `moment` ends the sentence:
  /// "after memory was exhausted".
  void expect_sound(const std::string& moment);

  /// What a rung that passes has left out, for the reader.
  void leave_out(const std::string& sentence) { note_ = sentence; }
  const std::string& note() const { return note_; }

 private:
  Device device_;
  std::filesystem::path file_;
  std::string note_;
};

/// The same bytes each time, of all values.
std::vector<std::byte> some_bytes(std::size_t count);

}  // namespace steelyard::device::conformance
