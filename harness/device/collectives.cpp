#include <fmt/format.h>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"

namespace steelyard::device {
namespace {

const sy_collectives& collectives_of(const Device& device) {
  if (device.table().collectives == nullptr) {
    throw Unsupported(fmt::format("{}: the backend {} offers no collectives of its own.",
                                  device.label(), device.table().name));
  }
  return *device.table().collectives;
}

}  // namespace

sy_unique_id Collectives::unique_id(Device& device) {
  sy_unique_id id{};
  device.call("making the id of a communicator", collectives_of(device).unique_id, device.handle(),
              &id);
  if (id.length > sizeof(id.bytes)) {
    throw DeviceError(fmt::format("{}: the backend {} made a communicator's id that is too long.",
                                  device.label(), device.table().name));
  }
  return id;
}

Collectives::Collectives(Device& device, const sy_unique_id& id, std::uint32_t ranks,
                         std::uint32_t rank)
    : device_(device) {
  const InCall call("making a communicator", Waits::for_others);
  device_.check(collectives_of(device_).init(device_.handle(), &id, ranks, rank, &handle_),
                "making a communicator");
}

Collectives::~Collectives() {
  device_.warn_unless_ok(device_.table().collectives->destroy(handle_),
                         "destroying a communicator");
}

std::string Collectives::library() const {
  char text[SY_LONG_TEXT] = "";
  device_.check(device_.table().collectives->library(handle_, text, sizeof(text)),
                "asking for the library of the collectives");
  return text;
}

std::string Collectives::algorithm() const {
  char text[SY_LONG_TEXT] = "";
  device_.check(device_.table().collectives->algorithm(handle_, text, sizeof(text)),
                "asking for the algorithm of the collectives");
  return text;
}

void Collectives::all_reduce(Stream& stream, const void* send, void* receive, std::size_t count,
                             Dtype dtype, sy_reduce_op op) {
  const InCall call("all-reduce", Waits::for_others);
  device_.check(device_.table().collectives->all_reduce(stream.handle(), handle_, send, receive,
                                                        count, to_abi(dtype), op),
                "all-reduce");
}

bool Collectives::can_abort() const { return device_.table().collectives->abort != nullptr; }

void Collectives::abort() {
  if (!can_abort()) {
    throw Unsupported(fmt::format("{}: the backend {} cannot abort its collectives.",
                                  device_.label(), device_.table().name));
  }
  device_.call("aborting collectives", device_.table().collectives->abort, handle_);
}

}  // namespace steelyard::device
