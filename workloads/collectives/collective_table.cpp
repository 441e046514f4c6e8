#include "workloads/collectives/collective_table.hpp"

#include <array>

namespace steelyard::workloads::collectives {
namespace {

std::size_t whole(std::size_t count, int) { return count; }

/// Each rank sends and receives S; every byte crosses 2(n-1)/n times in an optimal algorithm.
constexpr Collective allreduce{
    .name = "allreduce",
    .description = "element-wise sum over all ranks, on every rank; bytes: one rank's buffer",
    .busbw_factor = [](int ranks) { return 2.0 * (ranks - 1) / ranks; },
    .send_count = whole,
    .receive_count = whole,
    .on_device =
        [](device::Collectives& library, device::Stream& stream, const Message& message) {
          library.all_reduce(stream, message.send, message.receive, message.count, message.dtype,
                             SY_SUM);
        },
    .on_host =
        [](comm::Communicator& comm, const Message& message) {
          return comm.prepare_all_reduce(message.send, message.receive, message.count,
                                         message.dtype, comm::ReduceOp::sum);
        },
    .expected = [](const reference::ExactIntegers& data, std::size_t count,
                   int) { return data.encoded_sums(count); },
};

constexpr std::array table{allreduce};

}  // namespace

std::span<const Collective> collective_table() { return table; }

}  // namespace steelyard::workloads::collectives
