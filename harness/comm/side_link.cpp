#include "harness/comm/side_link.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace steelyard::comm {

namespace asio = boost::asio;
using boost::system::error_code;

std::string framed(const std::string& text) {
  std::string frame;
  for (int shift = 0; shift < 32; shift += 8) {
    frame += static_cast<char>(text.size() >> shift & 0xff);
  }
  return frame + text;
}

void SideLink::start(Receive receive, End end) {
  receive_ = std::move(receive);
  end_ = std::move(end);
  if (!std::exchange(reading_, true)) read_length();
}

void SideLink::read_length() {
  asio::async_read(socket_, asio::buffer(length_),
                   [self = shared_from_this()](const error_code& error, std::size_t) {
                     if (error) return self->finish();
                     self->read_text();
                   });
}

void SideLink::read_text() {
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_.size(); ++i) length |= std::size_t{length_[i]} << (8 * i);
  if (length > longest_text) return finish();
  text_.resize(length);
  asio::async_read(socket_, asio::buffer(text_),
                   [self = shared_from_this()](const error_code& error, std::size_t) {
                     if (error) return self->finish();
                     if (self->receive_) self->receive_(self->text_);
                     self->read_length();
                   });
}

void SideLink::send(const std::string& text) {
  asio::post(socket_.get_executor(), [self = shared_from_this(), frame = framed(text)] {
    self->waiting_.push_back(frame);
    if (self->waiting_.size() == 1) self->write_next();
  });
}

void SideLink::write_next() {
  asio::async_write(socket_, asio::buffer(waiting_.front()),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      if (error) return self->finish();
                      self->waiting_.pop_front();
                      if (!self->waiting_.empty()) self->write_next();
                    });
}

void SideLink::say_good_bye(const std::string& text) {
  error_code ignored;  // whoever has gone already needs no good-bye
  asio::write(socket_, asio::buffer(framed(text)), ignored);
  close();
}

void SideLink::close() {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void SideLink::finish() {
  close();
  receive_ = nullptr;
  if (end_) std::exchange(end_, nullptr)();
}

}  // namespace steelyard::comm
