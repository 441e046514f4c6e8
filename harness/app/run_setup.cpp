#include "harness/app/run_setup.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cmath>

#include "harness/comm/clock_offset.hpp"
#include "harness/core/error.hpp"
#include "harness/run/agreement.hpp"
#include "harness/run/case_selection.hpp"
#include "workloads/table.hpp"

namespace steelyard::app {
namespace {

/// A host by its name and its kernel: neither container hosts of one kernel nor hosts of one name
/// ("localhost") are mixed up.
std::string place_of(const std::string& host) {
  return host + " " + comm::monotonic_clock().identity;
}

/// Host memory that one rank can count on, in bytes.
std::uint64_t free_host_bytes() {
  const long pages = ::sysconf(_SC_AVPHYS_PAGES);
  const long size = ::sysconf(_SC_PAGE_SIZE);
  return pages > 0 && size > 0
             ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size)
             : 0;
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown-host";
  return name.data();
}

OpenedDevice open_device(const DeviceChoice& choice, const run::LocalRank& local) {
  OpenedDevice opened;
  opened.backend = choice.begun          ? choice.begun->take(&opened.why)
                   : choice.file.empty() ? device::choose_backend(choice.backend, &opened.why)
                                         : device::choose_backend_file(choice.file, &opened.why);
  const device::BackendListing& listing = opened.backend;
  opened.fallback =
      choice.file.empty() && choice.backend == "auto" && !opened.backend.is_accelerator;
  // The host's own processor is shared by all of its ranks; an accelerator belongs to one.
  const auto index = static_cast<std::uint32_t>(listing.is_accelerator ? local.index : 0);
  if (index >= listing.devices) {
    throw DeviceError(fmt::format(
        "{} ranks on this host for {} device(s) of backend {}; start one rank per device",
        local.count, listing.devices, listing.name));
  }
  const device::LoadedBackend backend = device::open_examined(listing);
  opened.device = std::make_unique<device::Device>(*backend.table, index);
  return opened;
}

OpenedDevice open_device_everywhere(comm::Communicator& comm, const std::string& host,
                                    const DeviceChoice& choice) {
  const run::LocalRank local = run::local_rank(comm, place_of(host));
  OpenedDevice opened;
  run::agree_or_end(comm, fmt::format("rank {} ({})", comm.rank(), host),
                    [&] { opened = open_device(choice, local); });
  return opened;
}

run::Plan plan_for(comm::Communicator& comm, const std::string& host, const device::Device& device,
                   const run::Suite& suite, std::uint64_t seed) {
  const sy_properties& properties = device.properties();
  run::PlanContext context;
  context.ranks = comm.size();
  context.cache_bytes = static_cast<std::uint64_t>(
      comm::max_over_ranks(comm, static_cast<double>(properties.cache_bytes)));
  context.host_accessible = properties.host_accessible != 0;
  context.collectives = device.has_collectives();

  run::Plan plan;
  run::agree_or_end(comm, fmt::format("rank {} ({})", comm.rank(), host), [&] {
    plan = run::make_plan(suite, workloads::find_workload, context, seed);
    run::select_cases(plan, suite.only);
  });

  // Ranks of one host share its memory, and a processor's device memory is the host's.
  const double sharing = run::local_rank(comm, place_of(host)).count;
  const bool on_host = properties.is_accelerator == 0;
  const double device_free = static_cast<double>(device.free_bytes()) / (on_host ? sharing : 1);
  const double host_free = properties.modelled != 0  // which needs no data from the host
                               ? std::ldexp(1.0, 62)
                               : static_cast<double>(free_host_bytes()) / sharing;
  const auto device_bytes = static_cast<std::uint64_t>(-comm::max_over_ranks(comm, -device_free));
  const auto host_bytes = static_cast<std::uint64_t>(-comm::max_over_ranks(comm, -host_free));
  run::skip_what_does_not_fit(plan, device_bytes, host_bytes, on_host);
  run::keep_what_fits_together(plan, device_bytes, host_bytes, on_host);
  return plan;
}

std::unique_ptr<device::Collectives> open_collectives(comm::Communicator& comm,
                                                      device::Device& device) {
  if (!comm::all_true(comm, device.has_collectives())) return nullptr;
  // Libraries of two vendors cannot talk to each other.
  const std::string backend = device.table().name;
  for (const std::string& other : comm::all_gather(comm, backend)) {
    if (other != backend) return nullptr;
  }
  sy_unique_id id{};
  run::agree_or_end(comm, device.label(), [&] {
    if (comm.rank() == 0) id = device::Collectives::unique_id(device);
  });
  comm.broadcast(std::as_writable_bytes(std::span(&id, 1)));
  std::unique_ptr<device::Collectives> collectives;
  run::agree_or_end(comm, device.label(), [&] {
    collectives =
        std::make_unique<device::Collectives>(device, id, static_cast<std::uint32_t>(comm.size()),
                                              static_cast<std::uint32_t>(comm.rank()));
  });
  return collectives;
}

}  // namespace steelyard::app
