// NCCL's names, or those of a descendant: EMULATED_PREFIX is what they start with.
//
// Further definitions: EMULATED_VERSION (none: there is no GetVersion), EMULATED_ID_BYTES,
// EMULATED_ALL_TO_ALL (the function's name behind the prefix; none: there is none), with
// EMULATED_TWO_TYPES where that one takes counts and types twice, EMULATED_TYPES: nccl, succl,
// eccl.
#include <cstring>

#include "tests/emulated/cuda_shaped/collectives.hpp"

#define JOINED_(a, b) a##b
#define JOINED(a, b) JOINED_(a, b)
#define NAME(word) JOINED(EMULATED_PREFIX, word)
#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

namespace em = steelyard::emulated;
using Call = em::CollectiveCall;
using Comm = em::Communication*;
using steelyard::Dtype;
using Type = em::CollectiveRules::Type;

[[maybe_unused]] constexpr Type nccl_types[] = {
    {0, Dtype::int8}, {1, Dtype::uint8}, {2, Dtype::int32}, {6, Dtype::fp16},
    {7, Dtype::f32},  {8, Dtype::f64},   {9, Dtype::bf16}};
[[maybe_unused]] constexpr Type succl_types[] = {
    {0, Dtype::int8}, {1, Dtype::uint8}, {2, Dtype::int32}, {7, Dtype::f32}, {9, Dtype::bf16}};
[[maybe_unused]] constexpr Type eccl_types[] = {
    {0, Dtype::int8}, {1, Dtype::uint8}, {2, Dtype::int32},     {6, Dtype::fp16},
    {7, Dtype::f32},  {9, Dtype::bf16},  {8, Dtype::f64, false}};

struct UniqueId {
  char internal[EMULATED_ID_BYTES];
};

int submit(Comm comm, void* stream, const em::CollectiveRequest& request) {
  return static_cast<int>(em::issue(comm, stream, request));
}

}  // namespace

const em::CollectiveRules& em::collective_rules() {
  static constexpr CollectiveRules rules{.id_bytes = EMULATED_ID_BYTES,
                                         .types = JOINED(EMULATED_TYPES, _types)};
  return rules;
}

#ifdef EMULATED_VERSION
EXPORTED int NAME(GetVersion)(int* version) {
  *version = EMULATED_VERSION;
  return 0;
}
#endif

EXPORTED int NAME(GetUniqueId)(UniqueId* id) { return static_cast<int>(em::make_unique_id(id)); }
EXPORTED int NAME(CommInitRank)(Comm* comm, int ranks, UniqueId id, int rank) {
  return static_cast<int>(em::join(comm, ranks, &id, rank));
}
EXPORTED int NAME(CommDestroy)(Comm comm) { return static_cast<int>(em::destroy(comm)); }
EXPORTED int NAME(CommAbort)(Comm comm) { return static_cast<int>(em::abort(comm)); }
EXPORTED int NAME(CommGetAsyncError)(Comm comm, int* status) {
  em::CollectiveStatus found{};
  const int answer = static_cast<int>(em::async_error(comm, &found));
  if (answer == 0) *status = static_cast<int>(found);
  return answer;
}
EXPORTED const char* NAME(GetErrorString)(int status) {
  static constexpr const char* words[] = {"no error",
                                          "unhandled runtime error",
                                          "unhandled system error",
                                          "internal error",
                                          "invalid argument",
                                          "invalid usage",
                                          "remote process exited or there was a network error"};
  return status >= 0 && status < 7 ? words[status] : "unknown result code";
}
EXPORTED const char* NAME(GetLastError)(Comm) { return em::last_collective_error(); }

EXPORTED int NAME(AllReduce)(const void* send, void* receive, std::size_t count, int type, int op,
                             Comm comm, void* stream) {
  return submit(comm, stream, {Call::all_reduce, send, receive, count, type, op});
}
EXPORTED int NAME(ReduceScatter)(const void* send, void* receive, std::size_t count, int type,
                                 int op, Comm comm, void* stream) {
  return submit(comm, stream, {Call::reduce_scatter, send, receive, count, type, op});
}
EXPORTED int NAME(AllGather)(const void* send, void* receive, std::size_t count, int type,
                             Comm comm, void* stream) {
  return submit(comm, stream, {Call::all_gather, send, receive, count, type});
}
EXPORTED int NAME(Broadcast)(const void* send, void* receive, std::size_t count, int type, int root,
                             Comm comm, void* stream) {
  return submit(comm, stream, {Call::broadcast, send, receive, count, type, 0, root});
}
EXPORTED int NAME(Send)(const void* buffer, std::size_t count, int type, int peer, Comm comm,
                        void* stream) {
  return submit(comm, stream, {Call::send, buffer, nullptr, count, type, 0, peer});
}
EXPORTED int NAME(Recv)(void* buffer, std::size_t count, int type, int peer, Comm comm,
                        void* stream) {
  return submit(comm, stream, {Call::receive, nullptr, buffer, count, type, 0, peer});
}
EXPORTED int NAME(GroupStart)() { return static_cast<int>(em::start_group()); }
EXPORTED int NAME(GroupEnd)() { return static_cast<int>(em::end_group()); }

#if defined(EMULATED_ALL_TO_ALL) && defined(EMULATED_TWO_TYPES)
EXPORTED int NAME(EMULATED_ALL_TO_ALL)(const void* send, std::size_t count, int type, void* receive,
                                       std::size_t receive_count, int receive_type, Comm comm,
                                       void* stream) {
  constexpr int invalid_argument = 4;
  if (count != receive_count || type != receive_type) return invalid_argument;
  return submit(comm, stream, {Call::all_to_all, send, receive, count, type});
}
#elif defined(EMULATED_ALL_TO_ALL)
EXPORTED int NAME(EMULATED_ALL_TO_ALL)(const void* send, void* receive, std::size_t count, int type,
                                       Comm comm, void* stream) {
  return submit(comm, stream, {Call::all_to_all, send, receive, count, type});
}
#endif
