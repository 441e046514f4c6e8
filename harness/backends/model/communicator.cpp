#include "harness/backends/model/communicator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/backends/model/device.hpp"
#include "harness/backends/model/figures.hpp"
#include "harness/core/model/card_figures.hpp"

namespace steelyard::model {
namespace {

std::string topology_text(Topology topology) {
  if (topology == Topology::reducing_switch) return "switch that reduces, as NVLS";
  return std::string(name(topology));
}

}  // namespace

Communicator::Communicator(Device& device, int ranks)
    : device_(device), ranks_(ranks), fabric_(fabric_of(device.card())) {}

std::string Communicator::algorithm() const {
  const ModelCard& card = device_.card();
  std::string text = "alpha-beta";
  if (card.find(link_bandwidth_figure) != nullptr) {
    text += fmt::format(", {} of {}: {}", topology_text(card.topology), card.joined,
                        limit_text(card, link_bandwidth_figure, link_efficiency_figure));
  }
  if (ranks_ > fabric_.node.joined && fabric_.network) {
    text += fmt::format("; between nodes {}",
                        limit_text(card, nic_bandwidth_figure, nic_efficiency_figure));
  }
  return text;
}

void Communicator::require_reach() const {
  if (aborted_.load()) {
    throw kit::Failure(SY_FAILED, "The communicator was aborted; destroy it and make a new one.");
  }
  if (reaches(fabric_, ranks_)) return;
  const ModelCard& card = device_.card();
  if (card.find(link_bandwidth_figure) == nullptr) {
    throw kit::Failure(SY_UNSUPPORTED, fmt::format("No link bandwidth of {} is published; give it "
                                                   "with --figure link=GB/s, both ways together.",
                                                   card.chip));
  }
  throw kit::Failure(SY_UNSUPPORTED,
                     fmt::format("Links join {} of {}, and no network bandwidth of it is published "
                                 "for more; give it with --figure nic=Gbit/s for each chip.",
                                 card.joined, card.chip));
}

void Communicator::take(Formula formula, std::size_t count, sy_dtype dtype) {
  require_reach();
  const double bytes = static_cast<double>(count) * static_cast<double>(width(dtype));
  device_.clock().pass(formula(fabric_, ranks_, bytes));
}

void Communicator::all_reduce(Stream&, const void*, void*, std::size_t count, sy_dtype dtype,
                              sy_reduce_op) {
  take(&all_reduce_seconds, count, dtype);
}

void Communicator::reduce_scatter(Stream&, const void*, void*, std::size_t receive_count,
                                  sy_dtype dtype, sy_reduce_op) {
  take(&reduce_scatter_seconds, receive_count * static_cast<std::size_t>(ranks_), dtype);
}

void Communicator::all_gather(Stream&, const void*, void*, std::size_t send_count, sy_dtype dtype) {
  take(&all_gather_seconds, send_count * static_cast<std::size_t>(ranks_), dtype);
}

void Communicator::broadcast(Stream&, void*, std::size_t count, sy_dtype dtype, std::uint32_t) {
  take(&broadcast_seconds, count, dtype);
}

void Communicator::all_to_all(Stream&, const void*, void*, std::size_t count_per_rank,
                              sy_dtype dtype) {
  take(&all_to_all_seconds, count_per_rank * static_cast<std::size_t>(ranks_), dtype);
}

void Communicator::send(Stream&, const void*, std::size_t count, sy_dtype dtype, std::uint32_t) {
  require_reach();
  bytes_out_ += static_cast<double>(count) * static_cast<double>(width(dtype));
  if (groups_ == 0) exchange_messages();
}

void Communicator::receive(Stream&, void*, std::size_t count, sy_dtype dtype, std::uint32_t) {
  require_reach();
  bytes_in_ += static_cast<double>(count) * static_cast<double>(width(dtype));
  if (groups_ == 0) exchange_messages();
}

/// What is sent and what is received pass each other.
void Communicator::exchange_messages() {
  const double bytes = std::max(bytes_out_, bytes_in_);
  if (bytes > 0) device_.clock().pass(message_seconds(fabric_, ranks_, bytes));
  bytes_out_ = bytes_in_ = 0;
}

void Communicator::group_end() {
  if (groups_ == 0) throw kit::Failure(SY_INVALID_ARGUMENT, "No group was started.");
  if (--groups_ == 0) exchange_messages();
}

}  // namespace steelyard::model
