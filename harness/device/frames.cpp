#include "harness/device/frames.hpp"

#include <unistd.h>

#include <cerrno>

namespace steelyard::device {
namespace {

struct Header {
  std::uint32_t kind = 0;
  std::uint32_t bytes = 0;
};

}  // namespace

void write_frame(int descriptor, std::uint32_t kind, std::string_view bytes) {
  bytes = bytes.substr(0, longest_frame);
  const Header header{kind, static_cast<std::uint32_t>(bytes.size())};
  const std::string whole = std::string(raw(header)).append(bytes);
  for (std::size_t sent = 0; sent < whole.size();) {
    const ssize_t some = ::write(descriptor, whole.data() + sent, whole.size() - sent);
    if (some < 0 && errno != EINTR) return;
    if (some > 0) sent += static_cast<std::size_t>(some);
  }
}

bool FrameReader::feed(std::span<const char> bytes,
                       const std::function<void(std::uint32_t, std::string_view)>& take) {
  if (garbled_) return false;
  waiting_.append(bytes.data(), bytes.size());
  std::size_t read = 0;
  for (Header header; waiting_.size() - read >= sizeof(header);) {
    read_raw(std::string_view(waiting_).substr(read, sizeof(header)), header);
    if (header.bytes > longest_frame) {
      garbled_ = true;
      return false;
    }
    if (waiting_.size() - read - sizeof(header) < header.bytes) break;
    take(header.kind, std::string_view(waiting_).substr(read + sizeof(header), header.bytes));
    read += sizeof(header) + header.bytes;
  }
  waiting_.erase(0, read);
  return true;
}

}  // namespace steelyard::device
