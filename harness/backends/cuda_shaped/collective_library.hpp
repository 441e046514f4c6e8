#pragma once

#include <cstddef>
#include <span>

#include "harness/device/backend.h"

/// What differs between the collective libraries of the CUDA-shaped families, as tables of names
/// and numbers: NCCL and its descendants (RCCL, MCCL twice, SUCCL, ECCL), and BKCL.
namespace steelyard::cuda_shaped {

/// Which reductions a library has for a type. A type that it does not reduce is moved only.
enum class Reduces { any, sum, none };

/// One element type of a library, by its number in the vendor's header.
struct CollectiveDtype {
  sy_dtype dtype;
  int number;
  Reduces reduces = Reduces::any;
};

/// How a library's functions are called.
enum class CollectiveShape {
  nccl,  ///< ncclAllReduce(send, receive, count, dtype, op, comm, stream); the id goes by value
  bkcl,  ///< bkcl_all_reduce(comm, send, receive, count, dtype, op, stream); the id by pointer
};

enum class AllToAll {
  messages,   ///< sends and receives in one group, where the library has nothing better
  one_type,   ///< (send, receive, count, dtype, comm, stream)
  two_types,  ///< (send, count, dtype, receive, count, dtype, comm, stream)
};

/// Lists are texts with colons between the entries, as in vendor.hpp.
struct CollectiveLibrary {
  const char* name;   ///< "NCCL"
  const char* files;  ///< "libnccl.so.2:libnccl.so", looked for as the vendor's other libraries
  const char* folders = "";  ///< beside those of the vendor
  CollectiveShape shape = CollectiveShape::nccl;
  /// What the functions start with; the first that the library knows. "nccl": ncclAllReduce.
  const char* prefixes;
  /// What is called if the library has it; AllToAll::messages where it has not.
  AllToAll all_to_all = AllToAll::messages;
  const char* all_to_all_name = nullptr;  ///< behind the prefix: "AlltoAll"
  /// Bytes of the id that ranks exchange. Where the size is not known this is room that no id known
  /// fills, all of it is sent, and all of it is handed to the library: one that reads less finds
  /// what it wants at the beginning.
  std::size_t unique_id_bytes = 128;
  bool id_size_is_known = true;
  /// There is one of a single byte, in which types that the library does not know are moved.
  std::span<const CollectiveDtype> dtypes;
  int sum = 0;
  int max = 2;
  int min = 3;
  /// The numbers above are from the vendor's header. False: they are assumed. Then every type is
  /// tried when a communicator is made, and one that does not yield the sum is not offered.
  bool numbers_are_known = true;
  /// Environment variables that choose the algorithm; those that are set are reported.
  const char* settings = "";
};

/// Room for an id whose size is not known.
inline constexpr std::size_t unknown_id_bytes = 4096;

/// NCCL's numbers, which its descendants kept.
inline constexpr CollectiveDtype nccl_dtypes[] = {
    {SY_INT8, 0}, {SY_UINT8, 1}, {SY_INT32, 2}, {SY_FP16, 6},
    {SY_F32, 7},  {SY_F64, 8},   {SY_BF16, 9},
};

}  // namespace steelyard::cuda_shaped
