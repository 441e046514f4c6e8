// Backends that a loader should meet before its users do; the build chooses one by definitions.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/unit/device/stub_backend.hpp"

#ifndef ODD_TABLE_NAME
#define ODD_TABLE_NAME ODD_NAME
#endif

namespace {

[[noreturn, maybe_unused]] void crash() {
  ::raise(SIGSEGV);
  std::abort();
}

[[maybe_unused]] void complain_at_the_end() {
  std::atexit([] { ::_exit(97); });
}

[[maybe_unused]] void touch_memory_without_end() {
  constexpr std::size_t piece = std::size_t{16} << 20;
  while (void* memory = std::malloc(piece)) std::memset(memory, 1, piece);
}

/// Leaves a process behind that holds every descriptor, and goes on.
[[maybe_unused]] void leave_a_process() {
  if (::fork() != 0) return;
  while (true) ::pause();
}

#ifdef ODD_CRASH_CONSTRUCTOR
__attribute__((constructor)) void crash_when_opened() { crash(); }
#endif

struct OddDevice : steelyard::stub::Device {
  sy_properties properties() const {
    sy_properties properties = Device::properties();
#ifdef ODD_ACCELERATOR
    properties.is_accelerator = 1;
#endif
#ifdef ODD_EMULATED
    properties.emulated = 1;
#endif
#ifdef ODD_COMPLAINS
    properties.modelled = 1;  // it keeps no bytes
#endif
    return properties;
  }
};

struct OddBackend : steelyard::stub::Backend {
  using Device = OddDevice;
  static constexpr const char* name = ODD_TABLE_NAME;
#ifdef ODD_COMPLAINS
  static bool offers_collectives() { return false; }  // the stub's are for one thread
#endif
  static steelyard::kit::Probe probe() {
#if defined(ODD_ABSENT)
    return {false, "The odd library was not found; install it."};
#elif defined(ODD_CRASH_PROBE)
    crash();
#elif defined(ODD_EXIT_PROBE)
    std::exit(0);
#elif defined(ODD_HANG_PROBE)
    while (true) ::pause();
#elif defined(ODD_STOP_PROBE)
    ::raise(SIGSTOP);
#elif defined(ODD_ALLOCATE_PROBE)
    touch_memory_without_end();
#elif defined(ODD_FORK_PROBE)
    leave_a_process();
#elif defined(ODD_GARBLE_PROBE)
    const char rubbish[64] = "This is standard output, or was it descriptor 3?";
    (void)!::write(3, rubbish, sizeof(rubbish));
#elif defined(ODD_COMPLAINS)
    complain_at_the_end();
#elif defined(ODD_PRINT_PROBE)
    std::puts("rubbish");
#endif
    return {};
  }
#if defined(ODD_EMPTY)
  static std::uint32_t count() { return 0; }
#elif defined(ODD_CRASH_COUNT)
  static std::uint32_t count() { crash(); }
#elif defined(ODD_MANY)
  static std::uint32_t count() { return 4'000'000'000; }
#endif
  static std::unique_ptr<Device> open([[maybe_unused]] std::uint32_t index) {
#if defined(ODD_CRASH_OPEN)
    crash();
#elif defined(ODD_FIRST_DEVICE_TAKEN)
    if (index == 0) throw steelyard::kit::Failure(SY_FAILED, "somebody else has it");
#endif
    return std::make_unique<Device>();
  }
};

}  // namespace

#ifndef ODD_NO_SYMBOL
extern "C" __attribute__((visibility("default"))) const sy_backend_v1* steelyard_backend_v1() {
  static sy_backend_v1 table = *steelyard::kit::detail::Table<OddBackend>::table();
#ifdef ODD_ABI
  table.abi = ODD_ABI;
#endif
#ifdef ODD_NO_MEMORY
  table.memory = nullptr;
#endif
#ifdef ODD_CRASH_ENTRY
  crash();
#endif
#ifdef ODD_THROW_ENTRY
  throw std::runtime_error("thrown through C");
#endif
#ifdef ODD_THROW_PROBE
  static sy_devices devices = *table.devices;
  devices.probe = [](char*, std::size_t) -> sy_status {
    throw std::runtime_error("thrown through C");
  };
  table.devices = &devices;
#endif
  return &table;
}
#endif
