#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/device/device.hpp"
#include "harness/run/workload.hpp"
#include "workloads/collectives/message_path.hpp"

namespace steelyard::workloads::collectives {

/// A collective ready to run, from a send buffer to a receive buffer in device memory. Both stay
/// the same in all iterations, as in nccl-tests, with which results are compared.
class PreparedCollective final : public run::PreparedCase {
 public:
  /// Throws OutOfMemory, or Unsupported for a dtype that the host cannot encode.
  PreparedCollective(const Collective& collective, const Volume& volume, run::CaseContext& context);

  /// Compares every element on this rank with the exact result.
  Verification verify() override;
  void load() override;
  run::Iteration iteration() override { return path_->transfer(); }
  std::string algorithm() const override { return path_->algorithm(); }
  std::string path() const override { return std::string(path_->name()); }

 private:
  const Collective& collective_;
  Volume volume_;
  run::CaseContext& context_;
  device::Buffer send_;
  device::Buffer receive_;
  std::unique_ptr<MessagePath> path_;
};

/// Host memory of verification and of loading, beside the staging of messages.
std::uint64_t host_data_bytes(const Volume& volume);

}  // namespace steelyard::workloads::collectives
