#include "workloads/collectives/message_path.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard::workloads::collectives {
namespace {

class NativePath final : public MessagePath {
 public:
  NativePath(const Collective& collective, const Volume& volume, run::CaseContext& context)
      : collective_(collective), volume_(volume), context_(context) {}

  std::string_view name() const override { return "native"; }
  void transfer(const void* send, void* receive) override {
    collective_.on_device(*context_.collectives, context_.stream,
                          {send, receive, volume_.count, volume_.dtype});
  }
  std::string algorithm() const override {
    const std::string library = context_.collectives->library();
    const std::string algorithm = context_.collectives->algorithm();
    return algorithm.empty() ? library : fmt::format("{}, {}", library, algorithm);
  }

 private:
  const Collective& collective_;
  Volume volume_;
  run::CaseContext& context_;
};

class MpiPath final : public MessagePath {
 public:
  MpiPath(const Collective& collective, const Volume& volume, run::CaseContext& context)
      : collective_(collective), volume_(volume), context_(context) {}

  std::string_view name() const override { return "mpi"; }
  void transfer(const void* send, void* receive) override {
    collective_.on_host(context_.comm, {send, receive, volume_.count, volume_.dtype});
  }
  std::string algorithm() const override { return context_.comm.description(); }

 private:
  const Collective& collective_;
  Volume volume_;
  run::CaseContext& context_;
};

class HostStagedPath final : public MessagePath {
 public:
  HostStagedPath(const Collective& collective, const Volume& volume, run::CaseContext& context)
      : collective_(collective), volume_(volume), context_(context) {
    const std::size_t width = size_of(volume.dtype);
    try {
      send_.resize(volume.send * width);
      receive_.resize(volume.receive * width);
    } catch (const std::bad_alloc&) {
      throw OutOfMemory(fmt::format("The host could not allocate {} bytes to stage messages in.",
                                    (volume.send + volume.receive) * width));
    }
  }

  std::string_view name() const override { return "host-staged"; }
  void transfer(const void* send, void* receive) override {
    std::exception_ptr device_failure;
    try {
      context_.stream.copy_to_host(send_.data(), send, send_.size());
      context_.stream.synchronize();
    } catch (const DeviceError&) {
      device_failure = std::current_exception();
    }
    // A rank whose device fails still arrives, or the others would wait for it for ever.
    collective_.on_host(context_.comm,
                        {send_.data(), receive_.data(), volume_.count, volume_.dtype});
    if (device_failure) std::rethrow_exception(device_failure);
    context_.stream.copy_to_device(receive, receive_.data(), receive_.size());
    // The staging memory is used again by the next transfer.
    context_.stream.synchronize();
  }
  std::string algorithm() const override { return context_.comm.description(); }

 private:
  const Collective& collective_;
  Volume volume_;
  run::CaseContext& context_;
  std::vector<std::byte> send_;
  std::vector<std::byte> receive_;
};

}  // namespace

std::unique_ptr<MessagePath> make_path(const Collective& collective, const Volume& volume,
                                       run::CaseContext& context) {
  if (context.collectives != nullptr) {
    return std::make_unique<NativePath>(collective, volume, context);
  }
  if (context.device.properties().host_accessible != 0) {
    return std::make_unique<MpiPath>(collective, volume, context);
  }
  return std::make_unique<HostStagedPath>(collective, volume, context);
}

}  // namespace steelyard::workloads::collectives
