#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>

/// How a process that runs foreign code talks to the one that started it, over a pipe: frames of a
/// kind, a length and so many bytes. Each frame is one write of what is known so far, so that a
/// death leaves all that was learnt before it.
namespace steelyard::device {

/// A frame that claims to be longer is rubbish.
inline constexpr std::uint32_t longest_frame = 16384;

/// Writes one frame, cut at longest_frame. If nobody reads, it is dropped: there is nobody to tell.
void write_frame(int descriptor, std::uint32_t kind, std::string_view bytes);

/// Takes frames out of what arrives, in pieces of any size.
class FrameReader {
 public:
  /// Calls `take` with each frame that is complete. False, for good, once the bytes make no sense.
  bool feed(std::span<const char> bytes,
            const std::function<void(std::uint32_t kind, std::string_view bytes)>& take);

 private:
  std::string waiting_;  ///< the beginning of a frame
  bool garbled_ = false;
};

/// The bytes of a number or structure, as they travel between two processes of one machine.
template <class Value>
std::string_view raw(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

/// Reads them back; false if `bytes` has another length.
template <class Value>
bool read_raw(std::string_view bytes, Value& value) {
  if (bytes.size() != sizeof(value)) return false;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return true;
}

}  // namespace steelyard::device
