#include "collectors/environment/gather_texts.hpp"

#include <span>

namespace steelyard::collectors {

std::vector<std::string> gather_texts(comm::Communicator& comm, const std::string& text) {
  std::vector<std::string> texts;
  for (const auto& block : comm.gather_blocks(std::as_bytes(std::span(text)))) {
    texts.emplace_back(reinterpret_cast<const char*>(block.data()), block.size());
  }
  return texts;
}

}  // namespace steelyard::collectors
