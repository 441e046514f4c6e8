#include "collectors/progress/live_line.hpp"

#include <ostream>

namespace steelyard::collectors {
namespace {

constexpr const char* clear_to_end = "\x1b[K";

}  // namespace

LiveLine::LiveLine(std::ostream& out, std::function<double()> seconds)
    : out_(out), seconds_(std::move(seconds)) {}

LiveLine::~LiveLine() { clear(); }

void LiveLine::draw(const std::string& text) {
  double& oldest = drawn_[count_ % drawn_.size()];
  const double now = seconds_();
  if (count_ >= drawn_.size() && now - oldest < 1) return;
  oldest = now;
  ++count_;
  shown_ = true;
  out_ << "\r" + text + clear_to_end << std::flush;
}

void LiveLine::clear() {
  if (!shown_) return;
  shown_ = false;
  out_ << std::string("\r") + clear_to_end << std::flush;
}

void LiveLine::print(const std::string& text) {
  clear();
  out_ << text + "\n" << std::flush;
}

}  // namespace steelyard::collectors
