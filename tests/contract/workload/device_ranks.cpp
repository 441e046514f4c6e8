#include "tests/contract/workload/device_ranks.hpp"

#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include "harness/comm/thread_communicator.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::test {
namespace {

std::unique_ptr<device::Collectives> make_collectives(device::Device& device,
                                                      comm::Communicator& comm) {
  if (!device.has_collectives()) return nullptr;
  sy_unique_id id{};
  if (comm.rank() == 0) id = device::Collectives::unique_id(device);
  comm.broadcast(std::as_writable_bytes(std::span(&id, 1)));
  return std::make_unique<device::Collectives>(device, id, static_cast<std::uint32_t>(comm.size()),
                                               static_cast<std::uint32_t>(comm.rank()));
}

}  // namespace

void on_devices(const sy_backend_v1& table, int ranks, const RankBody& body) {
  std::uint32_t count = 0;
  if (table.devices->count(&count) != SY_OK || count == 0) {
    throw std::runtime_error("The backend has no device.");
  }
  comm::run_thread_ranks(ranks, [&](comm::Communicator& comm) {
    device::Device device(table, static_cast<std::uint32_t>(comm.rank()) % count);
    device::Stream stream(device);
    const auto collectives = make_collectives(device, comm);
    run::CaseContext context{.device = device,
                             .stream = stream,
                             .comm = comm,
                             .collectives = collectives.get(),
                             .seed = 12345,
                             .data = run::DataPattern::normal,
                             .autotune_seconds = 0.01};
    body(context);
  });
}

void on_fake_devices(const std::string& script, int ranks, const RankBody& body) {
  setenv("STEELYARD_FAKE", script.c_str(), 1);
  on_devices(backend_table("fake"), ranks, body);
}

const sy_backend_v1& backend_table(const std::string& name) {
  return *device::open_backend(name).table;
}

bool backend_usable(const std::string& name) {
  for (const device::BackendListing& listing : device::list_backends()) {
    if (listing.name == name) return listing.usable;
  }
  return false;
}

}  // namespace steelyard::test
