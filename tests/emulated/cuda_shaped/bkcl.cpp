// Kunlun's collective library: names, order of arguments and statuses of its own. Its header is not
// public, so its numbers here are those that the backend assumes; with the fault `other_numbers`
// they are different ones.
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/cuda_shaped/collectives.hpp"

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

namespace em = steelyard::emulated;
using Call = em::CollectiveCall;
using Comm = em::Communication*;
using steelyard::Dtype;
using Type = em::CollectiveRules::Type;

constexpr std::size_t bkcl_id_bytes = 264;

/// BKCL_SUCCESS, BKCL_INVALID_ARGUMENT, BKCL_RUNTIME_ERROR, BKCL_SYSTEM_ERROR, BKCL_INTERNAL_ERROR.
int translated(em::CollectiveStatus status) {
  switch (status) {
    case em::CollectiveStatus::success:
      return 0;
    case em::CollectiveStatus::invalid_argument:
    case em::CollectiveStatus::invalid_usage:
      return 1;
    case em::CollectiveStatus::system_error:
      return 3;
    default:
      return 4;
  }
}

int submit(Comm comm, void* stream, const em::CollectiveRequest& request) {
  return translated(em::issue(comm, stream, request));
}

}  // namespace

const em::CollectiveRules& em::collective_rules() {
  static constexpr Type assumed[] = {{0, Dtype::uint8}, {1, Dtype::f32}, {2, Dtype::fp16},
                                     {3, Dtype::int32}, {5, Dtype::f64}, {6, Dtype::bf16}};
  static constexpr Type others[] = {{0, Dtype::uint8}, {1, Dtype::f32},   {2, Dtype::bf16},
                                    {3, Dtype::f64},   {5, Dtype::int32}, {6, Dtype::fp16}};
  static constexpr CollectiveRules as_assumed{bkcl_id_bytes, assumed, 0, 3, 2};
  static constexpr CollectiveRules different{bkcl_id_bytes, others, 0, 2, 3};
  return fault("other_numbers") ? different : as_assumed;
}

EXPORTED int bkcl_get_unique_id(void* id) { return translated(em::make_unique_id(id)); }
EXPORTED int bkcl_init_rank(Comm* comm, int rank, int ranks, void* id) {
  return translated(em::join(comm, ranks, id, rank));
}
EXPORTED int bkcl_destroy_context(Comm comm) { return translated(em::destroy(comm)); }
EXPORTED int bkcl_comm_abort(Comm comm) { return translated(em::abort(comm)); }

EXPORTED int bkcl_all_reduce(Comm comm, const void* send, void* receive, std::size_t count,
                             int type, int op, void* stream) {
  return submit(comm, stream, {Call::all_reduce, send, receive, count, type, op});
}
EXPORTED int bkcl_reduce_scatter(Comm comm, const void* send, void* receive, std::size_t count,
                                 int type, int op, void* stream) {
  return submit(comm, stream, {Call::reduce_scatter, send, receive, count, type, op});
}
EXPORTED int bkcl_all_gather(Comm comm, const void* send, std::size_t count, void* receive,
                             int type, void* stream) {
  return submit(comm, stream, {Call::all_gather, send, receive, count, type});
}
EXPORTED int bkcl_broadcast(Comm comm, const void* send, void* receive, std::size_t count, int type,
                            int root, void* stream) {
  return submit(comm, stream, {Call::broadcast, send, receive, count, type, 0, root});
}
EXPORTED int bkcl_all_to_all(Comm comm, const void* send, std::size_t count, void* receive,
                             int type, void* stream) {
  return submit(comm, stream, {Call::all_to_all, send, receive, count, type});
}
EXPORTED int bkcl_send(Comm comm, const void* buffer, std::size_t count, int peer, int type,
                       void* stream) {
  return submit(comm, stream, {Call::send, buffer, nullptr, count, type, 0, peer});
}
EXPORTED int bkcl_recv(Comm comm, void* buffer, std::size_t count, int peer, int type,
                       void* stream) {
  return submit(comm, stream, {Call::receive, nullptr, buffer, count, type, 0, peer});
}
EXPORTED int bkcl_group_start() { return translated(em::start_group()); }
EXPORTED int bkcl_group_end() { return translated(em::end_group()); }
