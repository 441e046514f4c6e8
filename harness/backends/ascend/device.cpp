#include "harness/backends/ascend/device.hpp"

#include <fmt/format.h>

#include "harness/backends/ascend/communicator.hpp"
#include "harness/backends/ascend/gemm.hpp"
#include "harness/backends/ascend/hccl.hpp"
#include "harness/backends/ascend/stream.hpp"

namespace steelyard::ascend {
namespace {

std::string soc_of(std::uint32_t index) {
  use_device(index);
  const char* const name = runtime().soc_name();
  return name == nullptr ? "" : name;
}

/// A device of a 910C ("Ascend910_93..") is one of the two dies of its package, and the catalogue's
/// row is the whole package: that it is half of it no id can say.
const char* chip_of(const std::string& soc) {
  return soc.starts_with("Ascend910B") ? "huawei-ascend-910b" : "";
}

std::pair<std::size_t, std::size_t> free_and_total() {
  std::size_t free = 0, total = 0;
  check(runtime().memory_info(ACL_HBM_MEM, &free, &total), "aclrtGetMemInfo");
  return {free, total};
}

std::uint64_t cache_of(std::uint32_t index) {
  std::int64_t bytes = 0;
  if (runtime().device_info == nullptr ||
      runtime().device_info(index, ACL_DEV_ATTR_L2_CACHE_SIZE, &bytes) != ACL_SUCCESS) {
    return 0;
  }
  return bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0;
}

std::string version() {
  std::int32_t major = 0, minor = 0, patch = 0;
  check(runtime().version(&major, &minor, &patch), "aclrtGetVersion");
  return fmt::format("AscendCL {}.{}.{}", major, minor, patch);
}

}  // namespace

Device::Device(std::uint32_t index) : index_(index), soc_(soc_of(index)), telemetry_(index) {}

Device::~Device() {
  if (one_ != nullptr && try_to_use_device(index_)) runtime().release(one_);
}

sy_properties Device::properties() {
  use();
  sy_properties properties{};
  kit::copy_text(properties.name, soc_);
  kit::copy_text(properties.vendor, "Huawei");
  kit::copy_text(properties.chip_id, chip_of(soc_));
  kit::copy_text(properties.pci_bus_id, telemetry_.pci_bus_id());
  kit::copy_text(properties.driver, telemetry_.driver());
  kit::copy_text(properties.runtime, version());
  kit::copy_text(properties.libraries, fmt::format("{}; aclnn; HCCL", version()));
  properties.memory_bytes = free_and_total().second;
  properties.cache_bytes = cache_of(index_);
  properties.is_accelerator = 1;
  properties.emulated = runtime().library.emulated() ? 1 : 0;
  properties.gemm_dtypes = Gemm::dtypes(*this);
  return properties;
}

void* Device::allocate(std::size_t bytes) {
  use();
  void* pointer = nullptr;
  check(runtime().allocate(&pointer, bytes, ACL_MEM_MALLOC_HUGE_FIRST), "aclrtMalloc");
  return pointer;
}

void Device::release(void* pointer) {
  use();
  check(runtime().release(pointer), "aclrtFree");
}

std::uint64_t Device::free_bytes() {
  use();
  return free_and_total().first;
}

std::unique_ptr<Stream> Device::create_stream() { return std::make_unique<Stream>(*this); }

std::unique_ptr<Event> Device::create_event() { return std::make_unique<Event>(*this); }

std::unique_ptr<Gemm> Device::plan(const sy_gemm_shape& shape) {
  return std::make_unique<Gemm>(*this, shape);
}

sy_unique_id Device::unique_id() {
  use();
  // HCCL writes into the ABI's room of 8184 bytes, so a version with a larger id overruns nothing.
  sy_unique_id id{};
  check(hccl().root_info(reinterpret_cast<HcclRootInfo*>(id.bytes)), "HcclGetRootInfo");
  id.length = HCCL_ROOT_INFO_BYTES;
  return id;
}

std::unique_ptr<Communicator> Device::communicator(const sy_unique_id& id, std::uint32_t ranks,
                                                   std::uint32_t rank) {
  use();
  return std::make_unique<Communicator>(*this, id, ranks, rank);
}

void Device::use() const { use_device(index_); }

void* Device::one() {
  if (one_ != nullptr) return one_;
  const float value = 1;
  void* const memory = allocate(sizeof(value));
  const aclError status =
      runtime().copy(memory, sizeof(value), &value, sizeof(value), ACL_MEMCPY_HOST_TO_DEVICE);
  if (status != ACL_SUCCESS) {
    runtime().release(memory);
    check(status, "aclrtMemcpy");
  }
  return one_ = memory;
}

void Device::check_communicators() const {
  for (const Communicator* communicator : communicators_) communicator->check_for_error();
}

}  // namespace steelyard::ascend
