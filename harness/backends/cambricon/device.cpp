#include "harness/backends/cambricon/device.hpp"

#include <fmt/format.h>

#include "harness/backends/cambricon/cncl.hpp"
#include "harness/backends/cambricon/communicator.hpp"
#include "harness/backends/cambricon/gemm.hpp"
#include "harness/backends/cambricon/stream.hpp"

namespace steelyard::cambricon {
namespace {

std::string pci_bus_id_of(std::uint32_t index) {
  use_device(index);
  char text[SY_TEXT] = "";
  check(runtime().pci_bus_id(text, sizeof(text) - 1, static_cast<int>(index)),
        "cnrtDeviceGetPCIBusId");
  return normal_bus_id(text);
}

std::string name_of(std::uint32_t index) {
  const auto properties = std::make_unique<cnrtDeviceProp_t>();
  check(runtime().device_properties(properties.get(), static_cast<int>(index)),
        "cnrtGetDeviceProperties");
  properties->name[sizeof(properties->name) - 1] = '\0';
  return properties->name;
}

/// A MLU370 is an X8 only if it says so: X4 and S4 are other boards with one name in front.
const char* chip_of(const std::string& name) {
  if (name.find("MLU370-X8") != std::string::npos) return "cambricon-mlu370-x8";
  return name.find("MLU590") != std::string::npos ? "cambricon-mlu590" : "";
}

std::pair<std::size_t, std::size_t> free_and_total() {
  std::size_t free = 0, total = 0;
  check(runtime().memory_info(&free, &total), "cnrtMemGetInfo");
  return {free, total};
}

std::string text_of(const char* name, cnrtRet_t (*version)(int*, int*, int*)) {
  int major = 0, minor = 0, patch = 0;
  if (version == nullptr || version(&major, &minor, &patch) != cnrtSuccess) return name;
  return fmt::format("{} {}.{}.{}", name, major, minor, patch);
}

std::string cnnl_version() {
  int major = 0, minor = 0, patch = 0;
  cnnl().version(&major, &minor, &patch);
  return fmt::format("CNNL {}.{}.{}", major, minor, patch);
}

}  // namespace

Device::Device(std::uint32_t index)
    : index_(index), pci_bus_id_(pci_bus_id_of(index)), telemetry_(pci_bus_id_) {}

Device::~Device() {
  if (!try_to_use_device(index_)) handle_.release();
}

sy_properties Device::properties() {
  use();
  const std::string name = name_of(index_);
  sy_properties properties{};
  kit::copy_text(properties.name, name);
  kit::copy_text(properties.vendor, "Cambricon");
  kit::copy_text(properties.chip_id, chip_of(name));
  kit::copy_text(properties.pci_bus_id, pci_bus_id_);
  kit::copy_text(properties.driver, text_of("driver", runtime().driver_version));
  kit::copy_text(properties.runtime, text_of("CNRT", runtime().version));
  kit::copy_text(properties.libraries, cnnl_version());
  properties.memory_bytes = free_and_total().second;
  properties.cache_bytes =
      static_cast<std::uint64_t>(std::max(attribute(cnrtAttrMaxL2CacheSize), 0));
  properties.is_accelerator = 1;
  properties.emulated = runtime().library.emulated() ? 1 : 0;
  properties.gemm_dtypes = Gemm::dtypes(*this);
  return properties;
}

void* Device::allocate(std::size_t bytes) {
  use();
  void* pointer = nullptr;
  check(runtime().allocate(&pointer, bytes), "cnrtMalloc");
  return pointer;
}

void Device::release(void* pointer) {
  use();
  check(runtime().release(pointer), "cnrtFree");
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
  // CNCL writes into the ABI's room of 8184 bytes, so a version with a larger id overruns nothing.
  sy_unique_id id{};
  check(cncl().clique_id(reinterpret_cast<cnclCliqueId*>(id.bytes)), "cnclGetCliqueId");
  id.length = sizeof(cnclCliqueId);
  return id;
}

std::unique_ptr<Communicator> Device::communicator(const sy_unique_id& id, std::uint32_t ranks,
                                                   std::uint32_t rank) {
  use();
  return std::make_unique<Communicator>(*this, id, ranks, rank);
}

void Device::use() const { use_device(index_); }

int Device::attribute(cnrtDeviceAttr_t attribute) const {
  int value = 0;
  const cnrtRet_t status = runtime().attribute(&value, attribute, static_cast<int>(index_));
  return status == cnrtSuccess ? value : 0;
}

cnnlHandle_t Device::planning_handle() {
  use();
  if (handle_ == nullptr) handle_ = std::make_unique<CnnlHandle>();
  return handle_->get();
}

void Device::check_communicators(const Stream& stream) const {
  for (Communicator* communicator : communicators_) communicator->check_for_error(stream);
}

}  // namespace steelyard::cambricon
