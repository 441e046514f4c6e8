#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/device/kit/vendor_library.hpp"

namespace steelyard::cuda_shaped {

/// The functions of one collective library in one order of arguments, whatever the library's own
/// is. Types, reductions and statuses are the library's numbers; 0 is success. Blocking and threads
/// are the library's. Ids are CollectiveLibrary::unique_id_bytes long.
class CollectiveCalls {
 public:
  /// Takes the functions out of an opened library. Throws kit::Failure (SY_UNSUPPORTED) that names
  /// a function that is missing.
  static std::unique_ptr<CollectiveCalls> of(const CollectiveLibrary& table,
                                             const kit::VendorLibrary& library);
  virtual ~CollectiveCalls() = default;

  /// "NCCL 2.28.9", or the name alone where the library does not tell.
  virtual std::string version() const = 0;
  virtual int unique_id(void* id) const = 0;
  virtual int init(void** comm, int ranks, const void* id, int rank) const = 0;
  virtual int destroy(void* comm) const = 0;
  /// A status that no library uses where there is no such function.
  virtual int abort(void* comm) const = 0;
  virtual int async_error(void* comm, int* status) const = 0;

  virtual int all_reduce(const void* send, void* receive, std::size_t count, int dtype, int op,
                         void* comm, void* stream) const = 0;
  virtual int reduce_scatter(const void* send, void* receive, std::size_t receive_count, int dtype,
                             int op, void* comm, void* stream) const = 0;
  virtual int all_gather(const void* send, void* receive, std::size_t send_count, int dtype,
                         void* comm, void* stream) const = 0;
  virtual int broadcast(const void* send, void* receive, std::size_t count, int dtype, int root,
                        void* comm, void* stream) const = 0;
  virtual bool has_all_to_all() const = 0;
  virtual int all_to_all(const void* send, void* receive, std::size_t count_per_rank, int dtype,
                         void* comm, void* stream) const = 0;
  virtual int send(const void* buffer, std::size_t count, int dtype, int to, void* comm,
                   void* stream) const = 0;
  virtual int receive(void* buffer, std::size_t count, int dtype, int from, void* comm,
                      void* stream) const = 0;
  virtual bool has_groups() const = 0;
  virtual int group_start() const = 0;
  virtual int group_end() const = 0;

  virtual bool can_abort() const = 0;
  /// "invalid argument (4)", with the library's last words on `comm` where it has any. `comm` may
  /// be null.
  virtual std::string words(int status, void* comm) const = 0;
  virtual sy_status meaning(int status) const = 0;
};

/// What the number of ncclGetVersion() says: 22809 is "2.28.9", and 2708, of before 2.9, "2.7.8".
std::string version_text(int number);

}  // namespace steelyard::cuda_shaped
