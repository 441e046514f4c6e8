#include <fmt/format.h>

#include <array>
#include <map>
#include <thread>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

void finds_a_device(Subject& subject) {
  char sentence[SY_LONG_TEXT] = "";
  expect_ok(subject.table(), subject.table().devices->probe(sentence, sizeof(sentence)),
            "The probe");
  expect(subject.count() >= 1, "The probe found a device, but count() gives 0.");
}

void has_the_name_of_its_file(Subject& subject) {
  const std::string file = subject.file().filename().string();
  const std::string_view prefix = "steelyard_backend_";
  if (!file.starts_with(prefix)) {
    throw NotOffered(fmt::format("The file {} is not named steelyard_backend_NAME.so.", file));
  }
  const std::string wanted = fmt::format("{}{}.so", prefix, subject.table().name);
  expect(file == wanted, fmt::format("The backend calls itself '{}', so its file should be {}; it "
                                     "is {}.",
                                     subject.table().name, wanted, file));
}

void describes_itself_in_one_line(Subject& subject) {
  const std::string description = subject.table().description;
  expect(!description.empty(), "The description in the table is empty.");
  expect(description.find('\n') == std::string::npos,
         "The description in the table has more than one line.");
  expect(*subject.table().version != '\0', "The version in the table is empty.");
}

void names_product_and_vendor(Subject& subject) {
  expect(*subject.device().properties().name != '\0', "The properties name no product.");
  expect(*subject.device().properties().vendor != '\0', "The properties name no vendor.");
}

void states_flags(Subject& subject) {
  const sy_properties& properties = subject.device().properties();
  const std::array<std::pair<const char*, std::uint32_t>, 5> flags{
      {{"is_accelerator", properties.is_accelerator},
       {"host_accessible", properties.host_accessible},
       {"emulated", properties.emulated},
       {"virtual_time", properties.virtual_time},
       {"modelled", properties.modelled}}};
  for (const auto& [flag, value] : flags) {
    expect(value <= 1, fmt::format("The property {} is {}; it must be 0 or 1.", flag, value));
  }
}

void has_computing_threads(Subject& subject) {
  const sy_properties& properties = subject.device().properties();
  expect((properties.threads == 0) == (properties.is_accelerator == 1),
         fmt::format("The device has {} computing threads and is_accelerator = {}; an accelerator "
                     "has none, the host's processor at least one.",
                     properties.threads, properties.is_accelerator));
}

void names_known_dtypes(Subject& subject) {
  const std::uint64_t known = ((std::uint64_t{1} << (SY_LAST_DTYPE + 1)) - 1) & ~std::uint64_t{1};
  const std::uint64_t unknown = subject.device().properties().gemm_dtypes & ~known;
  expect(unknown == 0, fmt::format("gemm_dtypes has the bits {:#x}, which are no dtype.", unknown));
}

void multiplies_what_it_names(Subject& subject) {
  sy_properties properties{};
  expect_ok(subject.table(),
            subject.table().devices->properties(subject.device().handle(), &properties),
            "Asking for the properties");
  expect((properties.gemm_dtypes != 0) == (subject.table().gemm != nullptr),
         fmt::format("gemm_dtypes is {:#x}, but the group gemm is {}; a backend has both or none.",
                     properties.gemm_dtypes, subject.table().gemm == nullptr ? "absent" : "there"));
}

void says_the_same_twice(Subject& subject) {
  const sy_properties& first = subject.device().properties();
  sy_properties again{};
  expect_ok(subject.table(), subject.table().devices->properties(subject.device().handle(), &again),
            "Asking for the properties again");
  const bool same = std::string(again.name) == first.name &&
                    again.memory_bytes == first.memory_bytes &&
                    (again.gemm_dtypes == first.gemm_dtypes || subject.table().gemm == nullptr);
  expect(same, "Asked twice, the device gives different names, memory sizes or dtypes.");
}

void opens_twice_in_a_row(Subject& subject) {
  for (int i = 0; i < 3; ++i) {
    sy_device* opened = nullptr;
    expect_ok(subject.table(), subject.table().devices->open(0, &opened),
              "Opening device 0 while it is open already");
    expect_ok(subject.table(), subject.table().devices->close(opened), "Closing device 0");
  }
}

void tells_devices_apart(Subject& subject) {
  std::map<std::string, std::uint32_t> seen;
  for (std::uint32_t index = 0; index < subject.count(); ++index) {
    const Device device(subject.table(), index);
    for (const char* unique : {device.properties().uuid, device.properties().pci_bus_id}) {
      if (*unique == '\0') continue;
      const auto [entry, is_new] = seen.emplace(unique, index);
      expect(is_new, fmt::format("Devices {} and {} both have the uuid or PCI bus id {}.",
                                 entry->second, index, unique));
    }
  }
}

void keeps_errors_of_threads_apart(Subject& subject) {
  const sy_backend_v1& table = subject.table();
  expect_refused(table, table.devices->open(0, nullptr), "Opening a device to nowhere");
  const std::string here = table.last_error();
  std::string there = "not asked";
  std::thread([&] { there = table.last_error(); }).join();
  expect(there.empty(),
         fmt::format("A thread that made no call reads '{}' from last_error(): the error of "
                     "another thread.",
                     there));
  expect(table.last_error() == here, "Another thread's look at last_error() changed it.");
}

}  // namespace

std::span<const Rung> device_rungs() {
  static constexpr std::array rungs{
      Rung{"devices.probe", "finds at least one device", Needs::nothing, finds_a_device},
      Rung{"devices.file", "has the name of its file", Needs::nothing, has_the_name_of_its_file},
      Rung{"devices.description", "describes itself in one line", Needs::nothing,
           describes_itself_in_one_line},
      Rung{"devices.product", "names the product and its vendor", Needs::nothing,
           names_product_and_vendor},
      Rung{"devices.flags", "states flags as 0 or 1", Needs::nothing, states_flags},
      Rung{"devices.threads", "has computing threads unless it is an accelerator", Needs::nothing,
           has_computing_threads},
      Rung{"devices.dtypes", "names known dtypes only", Needs::nothing, names_known_dtypes},
      Rung{"devices.gemm", "names dtypes where it multiplies, and only there", Needs::nothing,
           multiplies_what_it_names},
      Rung{"devices.same_twice", "gives the same properties twice", Needs::nothing,
           says_the_same_twice},
      Rung{"devices.reopen", "opens a device that is open already, and closes it", Needs::nothing,
           opens_twice_in_a_row},
      Rung{"devices.apart", "opens every device, and tells them apart", Needs::nothing,
           tells_devices_apart},
      Rung{"devices.last_error", "keeps the errors of threads apart", Needs::nothing,
           keeps_errors_of_threads_apart},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
