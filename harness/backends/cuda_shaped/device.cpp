#include "harness/backends/cuda_shaped/device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "harness/backends/cuda_shaped/chip_names.hpp"
#include "harness/backends/cuda_shaped/communicator.hpp"
#include "harness/backends/cuda_shaped/gemm.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"

namespace steelyard::cuda_shaped {
namespace {

/// Far more than any release of any vendor writes (CUDA 13: 1,008 bytes; HIP 6: 1,472).
constexpr std::size_t properties_bytes = 16384;
constexpr std::size_t name_bytes = 256;
using PropertyBytes = std::array<char, properties_bytes>;

std::string_view text_at(const PropertyBytes& bytes, std::size_t offset, std::size_t limit) {
  const std::string_view field(bytes.data() + offset, limit);
  return field.substr(0, std::min(field.find('\0'), field.size()));
}

/// "GPU-00112233-4455-..." as nvidia-smi writes it, from 16 bytes.
std::string uuid_text(const char* bytes) {
  std::string text;
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
  }
  const bool told = text.find_first_not_of("0-") != std::string::npos;
  return told ? "GPU-" + text : "";
}

/// The first text of the form gfx90a in the bytes. Where it stands depends on the release, but
/// nothing else in the properties looks like it.
std::string gfx_name(const PropertyBytes& bytes) {
  const std::string_view all(bytes.data(), bytes.size());
  for (std::size_t at = all.find("gfx"); at != all.npos; at = all.find("gfx", at + 1)) {
    const std::string_view word = text_at(bytes, at, std::min<std::size_t>(64, all.size() - at));
    const std::string_view name = word.substr(0, word.find(':'));
    if (name.size() > 3 && std::isdigit(static_cast<unsigned char>(name[3])) != 0) {
      return std::string(name);
    }
  }
  return "";
}

}  // namespace

Device::Device(const Runtime& runtime, int index) : runtime_(runtime), index_(index) {
  make_current();
  read_properties();
  telemetry_.find(runtime_, pci_bus_id_);
}

Device::~Device() {
  try {
    make_current();
  } catch (const kit::Failure&) {
    // A lost device: what is destroyed now is gone with it.
  }
  multiplier_.reset();
}

void Device::make_current() const {
  runtime_.check(runtime_.call().set_device(index_), "SetDevice");
}

int Device::attribute(int number, int otherwise) const {
  int value = 0;
  if (number < 0 || runtime_.call().get_attribute == nullptr) return otherwise;
  return runtime_.call().get_attribute(&value, number, index_) == 0 ? value : otherwise;
}

void Device::read_properties() {
  // Only what stands at a place that no release has moved is read: the name, first of all, and
  // behind it the UUID where the vendor's table says so. Everything else comes from attributes.
  if (runtime_.call().get_properties != nullptr) {
    PropertyBytes bytes{};
    runtime_.check(runtime_.call().get_properties(bytes.data(), index_), "GetDeviceProperties");
    name_ = text_at(bytes, 0, name_bytes);
    if (vendor().uuid_after_name) uuid_ = uuid_text(bytes.data() + name_bytes);
    if (vendor().has_gfx_name) instruction_set_ = gfx_name(bytes);
  }
  if (runtime_.call().get_pci_bus_id != nullptr) {
    std::array<char, 64> text{};
    const int status =
        runtime_.call().get_pci_bus_id(text.data(), static_cast<int>(text.size()) - 1, index_);
    if (status == 0) pci_bus_id_ = text.data();
    std::ranges::transform(pci_bus_id_, pci_bus_id_.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  }
}

sy_properties Device::properties() {
  make_current();
  const ChipName chip = chip_of(vendor(), name_);
  sy_properties properties{};
  kit::copy_text(properties.name, name_.empty() ? "unnamed device" : name_);
  kit::copy_text(properties.vendor, chip.maker);
  kit::copy_text(properties.chip_id, chip.id);
  kit::copy_text(properties.uuid, uuid_);
  kit::copy_text(properties.pci_bus_id, pci_bus_id_);
  kit::copy_text(properties.driver, runtime_.driver_version());
  kit::copy_text(properties.runtime,
                 fmt::format("{} {}", vendor().what, runtime_.runtime_version()));
  std::size_t free = 0, total = 0;
  runtime_.check(runtime_.call().memory_info(&free, &total), "MemGetInfo");
  properties.memory_bytes = total;
  properties.cache_bytes = static_cast<std::uint64_t>(std::max(0, attribute(vendor().l2_bytes, 0)));
  properties.is_accelerator = 1;
  properties.emulated = emulated() ? 1 : 0;
  if (vendor().lt != nullptr || vendor().ex != nullptr) describe_libraries(properties);
  if (const std::string sensors = telemetry_.source(); !sensors.empty()) {
    const std::string others = properties.libraries;
    kit::copy_text(properties.libraries, others.empty() ? sensors : others + "; " + sensors);
  }
  return properties;
}

void Device::describe_libraries(sy_properties& properties) {
  try {
    kit::copy_text(properties.libraries, multiplier().libraries());
    properties.gemm_dtypes = multiplier().dtypes();
  } catch (const kit::Failure& failure) {
    if (failure.status() != SY_UNSUPPORTED) throw;
    kit::copy_text(properties.libraries, failure.what());
  }
}

void* Device::allocate(std::size_t bytes) {
  make_current();
  void* pointer = nullptr;
  const int status = runtime_.call().allocate(&pointer, bytes);
  if (runtime_.meaning(status) == SY_OUT_OF_MEMORY) {
    const std::string words = runtime_.words(status);
    if (runtime_.call().last_error != nullptr) runtime_.call().last_error();
    throw kit::Failure(SY_OUT_OF_MEMORY,
                       fmt::format("{} bytes do not fit into the {} that are free: {}.", bytes,
                                   free_bytes(), words));
  }
  runtime_.check(status, vendor().allocate_name);
  return pointer;
}

void Device::release(void* pointer) {
  // A lost device cannot be made current; the release says so itself.
  static_cast<void>(runtime_.call().set_device(index_));
  runtime_.check(runtime_.call().release(pointer), vendor().release_name);
}

std::uint64_t Device::free_bytes() const {
  make_current();
  std::size_t free = 0, total = 0;
  runtime_.check(runtime_.call().memory_info(&free, &total), "MemGetInfo");
  return free;
}

std::unique_ptr<Stream> Device::create_stream() { return std::make_unique<Stream>(*this); }
std::unique_ptr<Event> Device::create_event() { return std::make_unique<Event>(*this); }

Multiplier& Device::multiplier() {
  if (multiplier_ == nullptr) multiplier_ = std::make_unique<Multiplier>(*this);
  return *multiplier_;
}

std::unique_ptr<Gemm> Device::plan(const sy_gemm_shape& shape) {
  make_current();
  return multiplier().plan(shape);
}

sy_unique_id Device::unique_id() {
  make_current();
  return Collectives::of(runtime_).unique_id();
}

std::unique_ptr<Communicator> Device::communicator(const sy_unique_id& id, std::uint32_t ranks,
                                                   std::uint32_t rank) {
  return std::make_unique<Communicator>(*this, Collectives::of(runtime_), id, ranks, rank);
}

Scratch::~Scratch() {
  if (data_ == nullptr) return;
  try {
    device_.release(data_);
  } catch (const kit::Failure&) {
    // Only on a lost device, whose memory is lost with it.
  }
}

}  // namespace steelyard::cuda_shaped
