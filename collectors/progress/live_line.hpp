#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

namespace steelyard::collectors {

/// One line at the bottom of a terminal that is drawn over again, at most ten times in any second.
/// One thread.
class LiveLine {
 public:
  /// `seconds` reads a monotonic clock.
  LiveLine(std::ostream& out, std::function<double()> seconds);
  /// Clears the line.
  ~LiveLine();
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;

  /// Shows `text` in place of what is there, or does nothing if ten lines were drawn in the last
  /// second. Writes at once; the text must fit the terminal.
  void draw(const std::string& text);
  /// Leaves the line empty and the cursor at its beginning.
  void clear();
  /// A line that stays, above the live one. Not counted.
  void print(const std::string& text);

 private:
  std::ostream& out_;
  std::function<double()> seconds_;
  std::array<double, 10> drawn_{};  ///< times of the last draws, a ring
  std::size_t count_ = 0;
  bool shown_ = false;
};

}  // namespace steelyard::collectors
