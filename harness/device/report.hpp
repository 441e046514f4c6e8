#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/device/backend.h"
#include "harness/device/frames.hpp"

/// What a process that examines a backend tells the one that started it, in frames (frames.hpp).
namespace steelyard::device {

/// One device of a backend, or why it could not be opened.
struct ExaminedDevice {
  std::uint32_t index = 0;
  sy_properties properties{};  ///< texts end with a zero; all zero where there is a `sentence`
  std::string sentence;
};

/// A backend that counts more devices than this on one host is refused.
inline constexpr std::uint32_t most_devices = 1024;

/// What one process says. Not thread-safe.
class ReportWriter {
 public:
  explicit ReportWriter(int descriptor) : descriptor_(descriptor) {}
  /// What is about to be done to the backend: "asked for its devices".
  void step(const std::string& text);
  const std::string& last_step() const { return last_step_; }
  void table(const sy_backend_v1& table);
  void count(std::uint32_t devices);
  void device(std::uint32_t index, const sy_properties& properties);
  void broken_device(std::uint32_t index, const std::string& sentence);
  /// The backend is not usable, in one sentence.
  void fault(std::string_view sentence) { frame(Kind::fault, sentence); }
  /// The last word: whoever ends without it died.
  void done() { frame(Kind::done, ""); }

 private:
  friend class Report;
  enum class Kind : std::uint32_t {
    step = 1,
    name,
    version,
    description,
    count,
    device,
    broken_device,
    fault,
    done
  };
  void frame(Kind kind, std::string_view bytes);
  int descriptor_;
  std::string last_step_;
};

/// What the other process heard. The bytes may come from a backend run wild: nothing in them is
/// trusted, and what does not fit makes the report garbled.
class Report {
 public:
  /// Takes over what has arrived, in pieces of any size.
  void feed(std::span<const char> bytes);

  std::string step;  ///< the last one announced
  std::string name, version, description;
  std::uint32_t count = 0;
  std::vector<ExaminedDevice> devices;
  std::string fault;
  bool done = false;
  bool garbled = false;

 private:
  using Kind = ReportWriter::Kind;
  void take(Kind kind, std::string_view bytes);
  FrameReader frames_;
};

}  // namespace steelyard::device
