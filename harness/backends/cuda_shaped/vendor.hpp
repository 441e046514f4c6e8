#pragma once

namespace steelyard::cuda_shaped {

struct LtLibrary;          // lt_library.hpp
struct ExLibrary;          // ex_library.hpp
struct CollectiveLibrary;  // collective_library.hpp
struct TelemetryLibrary;   // telemetry_library.hpp

/// Order of the last two arguments of the asynchronous copy.
enum class CopyOrder {
  kind_stream,  ///< cudaMemcpyAsync(to, from, bytes, kind, stream)
  stream_kind,  ///< suMemcpyAsync(to, from, bytes, stream, kind)
};

/// What differs between vendors whose runtime has the shape of CUDA's: one constant of this type is
/// a backend. What is not set is as in CUDA. Lists are texts with colons between the entries.
///
///     constexpr Vendor vendor{.name = "acme",
///                             .description = "Acme accelerators through their runtime",
///                             .what = "the Acme runtime",
///                             .maker = "Acme",
///                             .prefix = "acme",
///                             .runtime_files = "libacmert.so.2:libacmert.so",
///                             .folder_variable = "STEELYARD_ACME_LIBRARIES",
///                             .folders = "/opt/acme/lib"};
///
/// Functions are named by the prefix and a word that is the same everywhere ("GetDeviceCount");
/// members that end in `_name` replace such a word. Statuses need no table: runtimes name their
/// error codes (see runtime.hpp), and the names hold where the numbers do not.
struct Vendor {
  const char* name;         ///< of the backend: "cuda"
  const char* description;  ///< one line
  const char* what;         ///< of the runtime, in sentences: "the CUDA runtime"
  const char* maker;        ///< vendor of a device whose name says nothing else
  const char* prefix;       ///< of the runtime's functions: "cuda"
  const char* runtime_files;
  const char* folder_variable;  ///< of the environment, for every library of this vendor
  const char* folders;
  /// Where the runtime has another vendor's file names: a library of this vendor that must be there
  /// too, what it is, and what to say if it is there and the runtime is not. Else null.
  const char* companion_files = nullptr;
  const char* companion_what = nullptr;
  const char* companion_alone = nullptr;
  /// Versions are major * this + minor * (this / 100) + patch; 0: not known, told as they are.
  int version_unit = 0;

  const char* allocate_name = "Malloc";
  const char* release_name = "Free";
  const char* stream_create_name = "StreamCreateWithFlags";  ///< (stream*, unsigned flags)
  const char* properties_names = "GetDeviceProperties";      ///< first found; the product's name
                                                             ///< is the first member
  CopyOrder copy_order = CopyOrder::kind_stream;
  unsigned non_blocking = 1;  ///< flag of a stream that does not wait for the default one
  int host_to_device = 1, device_to_host = 2, device_to_device = 3;

  /// Numbers of device attributes; -1: do not ask.
  int l2_bytes = 38, capability_major = 75, capability_minor = 76;
  /// In the properties the 16 bytes of the UUID follow the 256 of the name.
  bool uuid_after_name = false;
  /// The properties hold the name of the instruction set ("gfx942") somewhere.
  bool has_gfx_name = false;

  const LtLibrary* lt = nullptr;  ///< cuBLASLt-shaped
  const ExLibrary* ex = nullptr;  ///< cublasGemmEx-shaped; takes what `lt` does not
  const CollectiveLibrary* collectives = nullptr;
  const TelemetryLibrary* telemetry = nullptr;
};

}  // namespace steelyard::cuda_shaped
