#pragma once

#include <functional>
#include <string>

#include "harness/device/conformance/ladder.hpp"
#include "harness/device/frames.hpp"

/// What a process that climbs tells the one that started it, in frames (frames.hpp).
namespace steelyard::device::conformance {

class ClimbWriter {
 public:
  explicit ClimbWriter(int descriptor) : descriptor_(descriptor) {}
  /// The backend cannot be opened here, in one sentence: no rung was climbed.
  void unusable(const std::string& sentence);
  void begins(const Rung& rung);
  void ends(const Rung& rung, const Verdict& verdict);

 private:
  int descriptor_;
};

/// What the other process hears. The bytes may come from a backend run wild: nothing in them is
/// trusted.
class ClimbReport {
 public:
  struct Heard {
    std::function<void(int number)> begins;
    std::function<void(int number, const Verdict& verdict)> ends;
  };
  explicit ClimbReport(Heard heard) : heard_(std::move(heard)) {}

  /// Takes over what has arrived, in pieces of any size.
  void feed(std::span<const char> bytes);

  bool garbled() const { return garbled_; }
  /// The sentence of ClimbWriter::unusable(), or "".
  const std::string& unusable() const { return unusable_; }

 private:
  void take(std::uint32_t kind, std::string_view bytes);

  Heard heard_;
  FrameReader frames_;
  std::string unusable_;
  bool garbled_ = false;
};

}  // namespace steelyard::device::conformance
