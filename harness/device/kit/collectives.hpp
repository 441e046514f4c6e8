#pragma once

#include <cstdint>

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit::detail {

template <class Backend>
struct CollectivesGroup {
  using Device = typename Backend::Device;
  using Stream = typename Backend::Stream;
  using Communicator = typename Backend::Communicator;

  /// The number of ranks stands beside the author's object, to check roots and peers.
  struct Handle {
    std::unique_ptr<Communicator> communicator;
    std::uint32_t ranks;
  };

  static Communicator& communicator(sy_comm* comm) { return *object<Handle>(comm).communicator; }

  static void require_elements(sy_dtype dtype, std::size_t count) {
    require_dtype(dtype);
    require(count > 0 && count <= PTRDIFF_MAX / size_of(dtype),
            "The number of elements is zero or impossibly large.");
  }
  static void require_op(sy_reduce_op op) {
    require(op == SY_SUM || op == SY_MIN || op == SY_MAX, "The reduction is not known.");
  }
  static void require_rank(sy_comm* comm, std::uint32_t rank) {
    require(rank < object<Handle>(comm).ranks, "There is no such rank.");
  }

  static sy_status unique_id(sy_device* device, sy_unique_id* id) noexcept {
    return guarded([&] {
      require_pointers(id);
      *id = object<Device>(device).unique_id();
    });
  }

  static sy_status init(sy_device* device, const sy_unique_id* id, std::uint32_t ranks,
                        std::uint32_t rank, sy_comm** comm) noexcept {
    return guarded([&] {
      require_pointers(id, comm);
      *comm = nullptr;
      require(rank < ranks, "The rank is not below the number of ranks.");
      require(id->length <= sizeof(id->bytes), "The unique id is longer than its room.");
      auto handle = std::make_unique<Handle>();
      handle->communicator = object<Device>(device).communicator(*id, ranks, rank);
      if (handle->communicator == nullptr) {
        throw Failure(SY_FAILED, "The backend made no communicator and gave no reason.");
      }
      handle->ranks = ranks;
      hand_out<sy_comm, Handle>(comm, std::move(handle));
    });
  }

  static sy_status destroy(sy_comm* comm) noexcept {
    return guarded([&] { detail::destroy<Handle>(comm); });
  }

  static sy_status abort(sy_comm* comm) noexcept {
    return guarded([&] { communicator(comm).abort(); });
  }

  static sy_status library(sy_comm* comm, char* text, std::size_t capacity) noexcept {
    return guarded([&] {
      require_text(text, capacity);
      copy_text(text, capacity, communicator(comm).library());
    });
  }

  static sy_status algorithm(sy_comm* comm, char* text, std::size_t capacity) noexcept {
    return guarded([&] {
      require_text(text, capacity);
      copy_text(text, capacity, communicator(comm).algorithm());
    });
  }

  static sy_status all_reduce(sy_stream* stream, sy_comm* comm, const void* from, void* to,
                              std::size_t count, sy_dtype dtype, sy_reduce_op op) noexcept {
    return guarded([&] {
      require_pointers(from, to);
      require_elements(dtype, count);
      require_op(op);
      communicator(comm).all_reduce(object<Stream>(stream), from, to, count, dtype, op);
    });
  }

  static sy_status reduce_scatter(sy_stream* stream, sy_comm* comm, const void* from, void* to,
                                  std::size_t receive_count, sy_dtype dtype,
                                  sy_reduce_op op) noexcept {
    return guarded([&] {
      require_pointers(from, to);
      require_elements(dtype, receive_count);
      require_op(op);
      communicator(comm).reduce_scatter(object<Stream>(stream), from, to, receive_count, dtype, op);
    });
  }

  static sy_status all_gather(sy_stream* stream, sy_comm* comm, const void* from, void* to,
                              std::size_t send_count, sy_dtype dtype) noexcept {
    return guarded([&] {
      require_pointers(from, to);
      require_elements(dtype, send_count);
      communicator(comm).all_gather(object<Stream>(stream), from, to, send_count, dtype);
    });
  }

  static sy_status broadcast(sy_stream* stream, sy_comm* comm, void* buffer, std::size_t count,
                             sy_dtype dtype, std::uint32_t root) noexcept {
    return guarded([&] {
      require_pointers(buffer);
      require_elements(dtype, count);
      require_rank(comm, root);
      communicator(comm).broadcast(object<Stream>(stream), buffer, count, dtype, root);
    });
  }

  static sy_status all_to_all(sy_stream* stream, sy_comm* comm, const void* from, void* to,
                              std::size_t count_per_rank, sy_dtype dtype) noexcept {
    return guarded([&] {
      require_pointers(from, to);
      require_elements(dtype, count_per_rank);
      communicator(comm).all_to_all(object<Stream>(stream), from, to, count_per_rank, dtype);
    });
  }

  static sy_status send(sy_stream* stream, sy_comm* comm, const void* buffer, std::size_t count,
                        sy_dtype dtype, std::uint32_t to) noexcept {
    return guarded([&] {
      require_pointers(buffer);
      require_elements(dtype, count);
      require_rank(comm, to);
      communicator(comm).send(object<Stream>(stream), buffer, count, dtype, to);
    });
  }

  static sy_status receive(sy_stream* stream, sy_comm* comm, void* buffer, std::size_t count,
                           sy_dtype dtype, std::uint32_t from) noexcept {
    return guarded([&] {
      require_pointers(buffer);
      require_elements(dtype, count);
      require_rank(comm, from);
      communicator(comm).receive(object<Stream>(stream), buffer, count, dtype, from);
    });
  }

  static sy_status group_start(sy_comm* comm) noexcept {
    return guarded([&] { communicator(comm).group_start(); });
  }

  static sy_status group_end(sy_comm* comm) noexcept {
    return guarded([&] { communicator(comm).group_end(); });
  }

  static constexpr auto abort_if_offered() -> sy_status (*)(sy_comm*) {
    if constexpr (requires { &Communicator::abort; }) {
      return &abort;
    } else {
      return nullptr;
    }
  }

  static const sy_collectives* functions() {
    static constexpr sy_collectives table{sizeof(sy_collectives),
                                          &unique_id,
                                          &init,
                                          &destroy,
                                          abort_if_offered(),
                                          &library,
                                          &algorithm,
                                          &all_reduce,
                                          &reduce_scatter,
                                          &all_gather,
                                          &broadcast,
                                          &all_to_all,
                                          &send,
                                          &receive,
                                          &group_start,
                                          &group_end};
    return &table;
  }
};

}  // namespace steelyard::kit::detail
