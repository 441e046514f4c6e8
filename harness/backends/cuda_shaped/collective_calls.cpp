#include "harness/backends/cuda_shaped/collective_calls.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include "harness/backends/cuda_shaped/collective_prototypes.hpp"
#include "harness/backends/cuda_shaped/runtime.hpp"

namespace steelyard::cuda_shaped {
namespace {

namespace nccl = prototypes::nccl;
namespace bkcl = prototypes::bkcl;

/// Stands for a function that the library does not have.
constexpr int no_such_function = -1;

/// NCCL and its descendants.
template <std::size_t id_bytes>
class NcclCalls final : public CollectiveCalls {
 public:
  NcclCalls(const CollectiveLibrary& table, const kit::VendorLibrary& library,
            const std::string& prefix)
      : name_(table.name) {
    const auto required = [&](auto& function, const char* word) {
      using Function = std::remove_pointer_t<std::remove_reference_t<decltype(function)>>;
      function = library.function<Function>((prefix + word).c_str());
    };
    const auto optional = [&](auto& function, const char* word) {
      using Function = std::remove_pointer_t<std::remove_reference_t<decltype(function)>>;
      function = library.optional_function<Function>((prefix + word).c_str());
    };
    required(unique_id_, "GetUniqueId");
    required(init_, "CommInitRank");
    required(destroy_, "CommDestroy");
    required(all_reduce_, "AllReduce");
    required(reduce_scatter_, "ReduceScatter");
    required(all_gather_, "AllGather");
    required(broadcast_, "Broadcast");
    required(send_, "Send");
    required(receive_, "Recv");
    optional(group_start_, "GroupStart");
    optional(group_end_, "GroupEnd");
    optional(version_, "GetVersion");
    optional(abort_, "CommAbort");
    optional(async_error_, "CommGetAsyncError");
    optional(error_text_, "GetErrorString");
    optional(last_error_, "GetLastError");
    if (table.all_to_all == AllToAll::one_type) optional(all_to_all_, table.all_to_all_name);
    if (table.all_to_all == AllToAll::two_types) optional(all_to_all_two_, table.all_to_all_name);
  }

  std::string version() const override {
    int number = 0;
    if (version_ == nullptr || version_(&number) != 0) return name_;
    return fmt::format("{} {}", name_, version_text(number));
  }
  int unique_id(void* id) const override { return unique_id_(id); }
  int init(void** comm, int ranks, const void* id, int rank) const override {
    prototypes::IdByValue<id_bytes> value;
    std::memcpy(value.internal, id, id_bytes);
    return init_(comm, ranks, value, rank);
  }
  int destroy(void* comm) const override { return destroy_(comm); }
  bool can_abort() const override { return abort_ != nullptr; }
  int abort(void* comm) const override {
    return abort_ == nullptr ? no_such_function : abort_(comm);
  }
  int async_error(void* comm, int* status) const override {
    return async_error_ == nullptr ? no_such_function : async_error_(comm, status);
  }
  int all_reduce(const void* send, void* receive, std::size_t count, int dtype, int op, void* comm,
                 void* stream) const override {
    return all_reduce_(send, receive, count, dtype, op, comm, stream);
  }
  int reduce_scatter(const void* send, void* receive, std::size_t receive_count, int dtype, int op,
                     void* comm, void* stream) const override {
    return reduce_scatter_(send, receive, receive_count, dtype, op, comm, stream);
  }
  int all_gather(const void* send, void* receive, std::size_t send_count, int dtype, void* comm,
                 void* stream) const override {
    return all_gather_(send, receive, send_count, dtype, comm, stream);
  }
  int broadcast(const void* send, void* receive, std::size_t count, int dtype, int root, void* comm,
                void* stream) const override {
    return broadcast_(send, receive, count, dtype, root, comm, stream);
  }
  bool has_all_to_all() const override {
    return all_to_all_ != nullptr || all_to_all_two_ != nullptr;
  }
  int all_to_all(const void* send, void* receive, std::size_t count, int dtype, void* comm,
                 void* stream) const override {
    if (all_to_all_ != nullptr) return all_to_all_(send, receive, count, dtype, comm, stream);
    if (all_to_all_two_ == nullptr) return no_such_function;
    return all_to_all_two_(send, count, dtype, receive, count, dtype, comm, stream);
  }
  int send(const void* buffer, std::size_t count, int dtype, int to, void* comm,
           void* stream) const override {
    return send_(buffer, count, dtype, to, comm, stream);
  }
  int receive(void* buffer, std::size_t count, int dtype, int from, void* comm,
              void* stream) const override {
    return receive_(buffer, count, dtype, from, comm, stream);
  }
  bool has_groups() const override { return group_start_ != nullptr && group_end_ != nullptr; }
  int group_start() const override {
    return group_start_ == nullptr ? no_such_function : group_start_();
  }
  int group_end() const override { return group_end_ == nullptr ? no_such_function : group_end_(); }

  std::string words(int status, void* comm) const override {
    const char* const text = error_text_ == nullptr ? nullptr : error_text_(status);
    std::string words = fmt::format("{} ({})", text == nullptr ? "status" : text, status);
    const char* const last = last_error_ == nullptr ? nullptr : last_error_(comm);
    if (last != nullptr && *last != '\0') words += fmt::format(": {}", last);
    return words;
  }
  sy_status meaning(int status) const override {
    constexpr int invalid_argument = 4;
    constexpr int invalid_usage = 5;
    return status == invalid_argument || status == invalid_usage ? SY_INVALID_ARGUMENT : SY_FAILED;
  }

 private:
  std::string name_;
  nccl::GetVersion* version_;
  nccl::GetUniqueId* unique_id_;
  nccl::CommInitRank<id_bytes>* init_;
  nccl::CommDestroy* destroy_;
  nccl::CommAbort* abort_;
  nccl::CommGetAsyncError* async_error_;
  nccl::AllReduce* all_reduce_;
  nccl::ReduceScatter* reduce_scatter_;
  nccl::AllGather* all_gather_;
  nccl::Broadcast* broadcast_;
  nccl::AllToAll* all_to_all_ = nullptr;
  nccl::AllToAllTwoTypes* all_to_all_two_ = nullptr;
  nccl::Send* send_;
  nccl::Recv* receive_;
  nccl::GroupStart* group_start_;
  nccl::GroupEnd* group_end_;
  nccl::GetErrorString* error_text_;
  nccl::GetLastError* last_error_;
};

/// Baidu's library: the communicator first, the id by address, no words for its statuses.
class BkclCalls final : public CollectiveCalls {
 public:
  BkclCalls(const CollectiveLibrary& table, const kit::VendorLibrary& library)
      : name_(table.name),
        unique_id_(library.function<bkcl::GetUniqueId>("bkcl_get_unique_id")),
        init_(library.function<bkcl::InitRank>("bkcl_init_rank")),
        destroy_(library.function<bkcl::Destroy>("bkcl_destroy_context")),
        abort_(library.optional_function<bkcl::Abort>("bkcl_comm_abort")),
        all_reduce_(library.function<bkcl::Reduction>("bkcl_all_reduce")),
        reduce_scatter_(library.function<bkcl::Reduction>("bkcl_reduce_scatter")),
        all_gather_(library.function<bkcl::Exchange>("bkcl_all_gather")),
        broadcast_(library.function<bkcl::Broadcast>("bkcl_broadcast")),
        all_to_all_(library.optional_function<bkcl::Exchange>("bkcl_all_to_all")),
        send_(library.function<bkcl::Send>("bkcl_send")),
        receive_(library.function<bkcl::Recv>("bkcl_recv")),
        group_start_(library.function<bkcl::Group>("bkcl_group_start")),
        group_end_(library.function<bkcl::Group>("bkcl_group_end")) {}

  std::string version() const override { return name_; }
  int unique_id(void* id) const override { return unique_id_(id); }
  int init(void** comm, int ranks, const void* id, int rank) const override {
    return init_(comm, rank, ranks, const_cast<void*>(id));
  }
  int destroy(void* comm) const override { return destroy_(comm); }
  bool can_abort() const override { return abort_ != nullptr; }
  int abort(void* comm) const override {
    return abort_ == nullptr ? no_such_function : abort_(comm);
  }
  int async_error(void*, int*) const override { return no_such_function; }
  int all_reduce(const void* send, void* receive, std::size_t count, int dtype, int op, void* comm,
                 void* stream) const override {
    return all_reduce_(comm, send, receive, count, dtype, op, stream);
  }
  int reduce_scatter(const void* send, void* receive, std::size_t receive_count, int dtype, int op,
                     void* comm, void* stream) const override {
    return reduce_scatter_(comm, send, receive, receive_count, dtype, op, stream);
  }
  int all_gather(const void* send, void* receive, std::size_t send_count, int dtype, void* comm,
                 void* stream) const override {
    return all_gather_(comm, send, send_count, receive, dtype, stream);
  }
  int broadcast(const void* send, void* receive, std::size_t count, int dtype, int root, void* comm,
                void* stream) const override {
    return broadcast_(comm, send, receive, count, dtype, root, stream);
  }
  bool has_all_to_all() const override { return all_to_all_ != nullptr; }
  int all_to_all(const void* send, void* receive, std::size_t count, int dtype, void* comm,
                 void* stream) const override {
    if (all_to_all_ == nullptr) return no_such_function;
    return all_to_all_(comm, send, count, receive, dtype, stream);
  }
  int send(const void* buffer, std::size_t count, int dtype, int to, void* comm,
           void* stream) const override {
    return send_(comm, buffer, count, to, dtype, stream);
  }
  int receive(void* buffer, std::size_t count, int dtype, int from, void* comm,
              void* stream) const override {
    return receive_(comm, buffer, count, from, dtype, stream);
  }
  bool has_groups() const override { return true; }
  int group_start() const override { return group_start_(); }
  int group_end() const override { return group_end_(); }

  std::string words(int status, void*) const override {
    static constexpr std::array names{"BKCL_SUCCESS", "BKCL_INVALID_ARGUMENT", "BKCL_RUNTIME_ERROR",
                                      "BKCL_SYSTEM_ERROR", "BKCL_INTERNAL_ERROR"};
    const auto index = static_cast<std::size_t>(status);
    return fmt::format("{} ({})", status >= 0 && index < names.size() ? names[index] : "status",
                       status);
  }
  sy_status meaning(int status) const override {
    constexpr int invalid_argument = 1;
    return status == invalid_argument ? SY_INVALID_ARGUMENT : SY_FAILED;
  }

 private:
  std::string name_;
  bkcl::GetUniqueId* unique_id_;
  bkcl::InitRank* init_;
  bkcl::Destroy* destroy_;
  bkcl::Abort* abort_;
  bkcl::Reduction* all_reduce_;
  bkcl::Reduction* reduce_scatter_;
  bkcl::Exchange* all_gather_;
  bkcl::Broadcast* broadcast_;
  bkcl::Exchange* all_to_all_;
  bkcl::Send* send_;
  bkcl::Recv* receive_;
  bkcl::Group* group_start_;
  bkcl::Group* group_end_;
};

}  // namespace

std::unique_ptr<CollectiveCalls> CollectiveCalls::of(const CollectiveLibrary& table,
                                                     const kit::VendorLibrary& library) {
  if (table.shape == CollectiveShape::bkcl) return std::make_unique<BkclCalls>(table, library);
  const std::vector<std::string> prefixes = entries_of(table.prefixes);
  std::string prefix = prefixes.front();
  for (const std::string& other : prefixes) {
    if (library.optional_function<int(void*)>((other + "GetUniqueId").c_str()) == nullptr) continue;
    prefix = other;
    break;
  }
  if (table.unique_id_bytes == 128) {
    return std::make_unique<NcclCalls<128>>(table, library, prefix);
  }
  return std::make_unique<NcclCalls<unknown_id_bytes>>(table, library, prefix);
}

std::string version_text(int number) {
  // From 2.9 on there are two digits for the minor version.
  const int major = number < 10000 ? number / 1000 : number / 10000;
  const int minor = number < 10000 ? number / 100 % 10 : number / 100 % 100;
  return fmt::format("{}.{}.{}", major, minor, number % 100);
}

}  // namespace steelyard::cuda_shaped
