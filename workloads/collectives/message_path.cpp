#include "workloads/collectives/message_path.hpp"

#include <fmt/format.h>

#include <exception>

#include "harness/core/error.hpp"
#include "workloads/collectives/staging_memory.hpp"

namespace steelyard::workloads::collectives {
namespace {

class NativePath final : public MessagePath {
 public:
  NativePath(const Collective& collective, const Message& message, run::CaseContext& context)
      : enqueue_(collective.on_device),
        message_(message),
        library_(*context.collectives),
        stream_(context.stream) {}

  std::string_view name() const override { return "native"; }
  run::Iteration transfer() override { return run::Iteration::of<&NativePath::enqueue>(*this); }
  std::string algorithm() const override {
    const std::string library = library_.library();
    const std::string algorithm = library_.algorithm();
    return algorithm.empty() ? library : fmt::format("{}, {}", library, algorithm);
  }

 private:
  void enqueue(std::uint64_t) { enqueue_(library_, stream_, message_); }

  decltype(Collective::on_device) enqueue_;
  Message message_;
  device::Collectives& library_;
  device::Stream& stream_;
};

class MpiPath final : public MessagePath {
 public:
  MpiPath(const Collective& collective, const Message& message, run::CaseContext& context)
      : operation_(collective.on_host(context.comm, message)), comm_(context.comm) {}

  std::string_view name() const override { return "mpi"; }
  run::Iteration transfer() override { return run::Iteration::of<&MpiPath::communicate>(*this); }
  std::string algorithm() const override { return comm_.all_reduce_method(); }

 private:
  void communicate(std::uint64_t) { operation_(); }

  comm::Operation operation_;
  comm::Communicator& comm_;
};

class HostStagedPath final : public MessagePath {
 public:
  HostStagedPath(const Collective& collective, const Message& message, const Volume& volume,
                 run::CaseContext& context)
      : device_send_(message.send),
        device_receive_(message.receive),
        send_(volume.send * size_of(volume.dtype)),
        receive_(volume.receive * size_of(volume.dtype)),
        operation_(collective.on_host(context.comm,
                                      {send_.data(), receive_.data(), volume.count, volume.dtype})),
        stream_(context.stream),
        comm_(context.comm) {}

  std::string_view name() const override { return "host-staged"; }
  run::Iteration transfer() override { return run::Iteration::of<&HostStagedPath::carry>(*this); }
  std::string algorithm() const override { return comm_.all_reduce_method(); }

 private:
  void carry(std::uint64_t) {
    std::exception_ptr device_failure;
    try {
      stream_.copy_to_host(send_.data(), device_send_, send_.size());
      stream_.synchronize();
    } catch (const DeviceError&) {
      device_failure = std::current_exception();
    }
    // A rank whose device fails still arrives, or the others would wait for it for ever.
    operation_();
    if (device_failure) std::rethrow_exception(device_failure);
    stream_.copy_to_device(device_receive_, receive_.data(), receive_.size());
    // The staging memory is used again by the next transfer.
    stream_.synchronize();
  }

  const void* device_send_;
  void* device_receive_;
  StagingMemory send_;
  StagingMemory receive_;
  comm::Operation operation_;
  device::Stream& stream_;
  comm::Communicator& comm_;
};

}  // namespace

std::unique_ptr<MessagePath> make_path(const Collective& collective, const Volume& volume,
                                       const device::Buffer& send, const device::Buffer& receive,
                                       run::CaseContext& context) {
  const Message message{send.data(), receive.data(), volume.count, volume.dtype};
  if (context.collectives != nullptr) {
    return std::make_unique<NativePath>(collective, message, context);
  }
  if (context.device.properties().host_accessible != 0) {
    return std::make_unique<MpiPath>(collective, message, context);
  }
  return std::make_unique<HostStagedPath>(collective, message, volume, context);
}

}  // namespace steelyard::workloads::collectives
