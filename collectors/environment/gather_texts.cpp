#include "collectors/environment/gather_texts.hpp"

namespace steelyard::collectors {

std::vector<std::string> gather_texts(comm::Communicator& comm, const std::string& text) {
  const auto length = static_cast<double>(text.size());
  const std::vector<double> lengths = comm.gather(std::span(&length, 1));
  if (comm.rank() != 0) {
    if (!text.empty()) comm.send(std::as_bytes(std::span(text)), 0);
    return {};
  }
  std::vector<std::string> texts{text};
  for (std::size_t rank = 1; rank < lengths.size(); ++rank) {
    std::string received(static_cast<std::size_t>(lengths[rank]), '\0');
    if (!received.empty()) {
      comm.receive(std::as_writable_bytes(std::span(received)), static_cast<int>(rank));
    }
    texts.push_back(std::move(received));
  }
  return texts;
}

}  // namespace steelyard::collectors
