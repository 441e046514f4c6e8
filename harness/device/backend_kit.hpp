#pragma once

#include <array>

#include "harness/device/backend.h"
#include "harness/device/kit/collectives.hpp"
#include "harness/device/kit/devices.hpp"
#include "harness/device/kit/gemm.hpp"
#include "harness/device/kit/guard.hpp"
#include "harness/device/kit/memory.hpp"
#include "harness/device/kit/pointwise.hpp"
#include "harness/device/kit/sensors.hpp"
#include "harness/device/kit/streams.hpp"
#include "harness/device/kit/vendor_library.hpp"
#include "harness/device/kit/waiting.hpp"

/// Turns ordinary C++ classes into the C table of backend.h. Needs backend.h, the C++20 standard
/// library and dlopen, nothing else of Steelyard.
///
/// A backend is five or six classes and one line:
///
///     namespace kit = steelyard::kit;
///
///     struct AcmeBackend {
///       static constexpr const char* name = "acme";               // [a-z0-9_]+
///       static constexpr const char* version = "1.0";
///       static constexpr const char* description = "Acme accelerators";
///       using Device = AcmeDevice;                                // the classes below
///       using Stream = AcmeStream;
///       using Event = AcmeEvent;
///       using Gemm = AcmeGemm;                                    // optional: the group gemm
///       static kit::Probe probe() {
///         if (acme_present()) return {};
///         return {false, "libacme.so.3 was not found; install Acme's driver 3.2 or newer."};
///       }
///       static std::uint32_t count();
///       static std::unique_ptr<Device> open(std::uint32_t index); // index < count()
///     };
///     STEELYARD_EXPORT_BACKEND(AcmeBackend)                       // once, outside namespaces
///
/// The members, by group. What they must do, units and ownership: backend.h. Required:
///
///     class AcmeDevice {
///       sy_properties properties() const;        // start from sy_properties{}, use kit::copy_text
///       void* allocate(std::size_t bytes);
///       void release(void* pointer);
///       std::uint64_t free_bytes();
///       std::unique_ptr<AcmeStream> create_stream();
///       std::unique_ptr<AcmeEvent> create_event();
///     };
///     class AcmeStream {
///       bool synchronize(double timeout_seconds);  // false: the time ran out; <= 0 waits for ever
///       bool idle();
///       void record(AcmeEvent& event);
///       void copy_to_device(void* device, const void* host, std::size_t bytes);
///       void copy_to_host(void* host, const void* device, std::size_t bytes);
///       void copy_on_device(void* to, const void* from, std::size_t bytes);
///       void fill(void* device, std::uint8_t value, std::size_t bytes);
///     };
///     class AcmeEvent {
///       double seconds_since(const AcmeEvent& first) const;  // throws Failure{SY_NOT_READY, ...}
///     };
///
/// Optional groups. A group is in the table exactly when the member or type that opens it exists;
/// the rest of that group must then be there too, or the backend does not compile. Members are
/// public, not overloaded and no templates.
///
///     gemm, opened by `using Gemm`:
///       std::unique_ptr<Gemm> Device::plan(const sy_gemm_shape& shape);
///       void Gemm::autotune(double seconds);
///       std::string Gemm::algorithm() const;
///       std::size_t Gemm::packed_bytes(sy_operand operand) const;
///       void Gemm::pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
///       void Gemm::run(Stream& stream, const void* a, const void* b, void* c);
///     pointwise, opened by any of these members of Stream:
///       void triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
///                  std::size_t count);
///       void scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count);
///       void reduce(sy_dtype dtype, void* a, const void* b, std::size_t count);
///       void adam(float* parameter, float* first_moment, float* second_moment,
///                 const float* gradient, const sy_adam& settings, std::size_t count);
///     collectives, opened by `using Communicator`:
///       sy_unique_id Device::unique_id();
///       std::unique_ptr<Communicator> Device::communicator(const sy_unique_id& id,
///                                                          std::uint32_t ranks,
///                                                          std::uint32_t rank);
///       Communicator: library(), algorithm(), all_reduce(...) and the rest of sy_collectives, each
///       with Stream& as its first argument where the C function has a stream; abort() if it can.
///     telemetry, opened by Device::telemetry:
///       sy_telemetry_reading Device::telemetry();
///       double Device::telemetry_period();
///     probe, opened by Device::probe:
///       kit::ProbeReading Device::probe(sy_probe_unit unit, sy_dtype dtype, double seconds);
///
/// Where a group depends on a library that may not be installed, these say whether it is in the
/// table. They are asked whenever the backend is loaded, and must be quick and not throw:
///
///       static bool AcmeBackend::offers_gemm();
///       static bool AcmeBackend::offers_collectives();
///       static bool AcmeBackend::offers_telemetry();
///
/// Errors. Members throw kit::Failure{status, sentence}; std::bad_alloc becomes SY_OUT_OF_MEMORY,
/// any other exception SY_FAILED. Nothing leaves through the C ABI. The message is kept for
/// last_error(), for each thread.
///
/// Libraries of the vendor are opened with kit::VendorLibrary (kit/vendor_library.hpp), when they
/// are needed, and never linked.
///
/// Arguments. The kit refuses null pointers, zero or impossible sizes, unknown dtypes and indices
/// out of range with SY_INVALID_ARGUMENT before a member is called, so that all backends behave
/// alike. What is valid but not offered is the author's to refuse, with SY_UNSUPPORTED.
///
/// Ownership. A handle of the ABI is the author's object, destroyed by the matching destroy or
/// close. Destructors must not throw, and must not touch the device after it is closed.
namespace steelyard::kit::detail {

template <class Backend>
struct Table {
  using Device = typename Backend::Device;
  using Stream = typename Backend::Stream;

  static const char* last_error() noexcept { return last_error_text; }

  static const sy_gemm_functions* gemm() {
    if constexpr (requires { typename Backend::Gemm; }) return &GemmGroup<Backend>::functions;
    return nullptr;
  }
  static const sy_pointwise* pointwise() {
    if constexpr (
        requires { &Stream::triad; } || requires { &Stream::scale; } ||
        requires { &Stream::reduce; } || requires { &Stream::adam; }) {
      return &PointwiseGroup<Backend>::functions;
    }
    return nullptr;
  }
  static const sy_collectives* collectives() {
    if constexpr (requires { typename Backend::Communicator; }) {
      return CollectivesGroup<Backend>::functions();
    }
    return nullptr;
  }
  static const sy_telemetry* telemetry() {
    if constexpr (
        requires { &Device::telemetry; } || requires { &Device::telemetry_period; }) {
      return &TelemetryGroup<Backend>::functions;
    }
    return nullptr;
  }
  static const sy_probe* probe() {
    if constexpr (requires { &Device::probe; }) return &ProbeGroup<Backend>::functions;
    return nullptr;
  }

  static sy_backend_v1 make(const sy_gemm_functions* gemm, const sy_collectives* collectives,
                            const sy_telemetry* telemetry) {
    return {SY_ABI_VERSION,
            sizeof(sy_backend_v1),
            Backend::name,
            Backend::version,
            Backend::description,
            &last_error,
            &DevicesGroup<Backend>::functions,
            &MemoryGroup<Backend>::functions,
            &StreamsGroup<Backend>::functions,
            gemm,
            pointwise(),
            collectives,
            telemetry,
            probe()};
  }

  static bool offers_gemm() {
    if constexpr (requires { Backend::offers_gemm(); }) return Backend::offers_gemm();
    return true;
  }
  static bool offers_collectives() {
    if constexpr (requires { Backend::offers_collectives(); }) return Backend::offers_collectives();
    return true;
  }
  static bool offers_telemetry() {
    if constexpr (requires { Backend::offers_telemetry(); }) return Backend::offers_telemetry();
    return true;
  }

  /// Tables live as long as the library, whatever is offered when it is asked for the next time:
  /// one for each choice of the groups that may be absent.
  static const sy_backend_v1* table() noexcept {
    static const auto tables = [] {
      std::array<sy_backend_v1, 8> all{};
      for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = make((i & 1) != 0 ? gemm() : nullptr, (i & 2) != 0 ? collectives() : nullptr,
                      (i & 4) != 0 ? telemetry() : nullptr);
      }
      return all;
    }();
    return &tables[(offers_gemm() ? 1u : 0u) + (offers_collectives() ? 2u : 0u) +
                   (offers_telemetry() ? 4u : 0u)];
  }
};

}  // namespace steelyard::kit::detail

/// Exports the entry point of the shared object. Once per backend, outside of any namespace.
#define STEELYARD_EXPORT_BACKEND(BACKEND)                                                         \
  extern "C" __attribute__((visibility("default"))) const sy_backend_v1* steelyard_backend_v1() { \
    return ::steelyard::kit::detail::Table<BACKEND>::table();                                     \
  }
