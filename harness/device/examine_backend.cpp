// The program examine_backend: opens one backend, asks it for its devices and says over descriptor
// 3 what it learnt (report.hpp). It exists so that a backend that crashes, hangs or ends the
// process takes nobody with it.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"
#include "harness/device/expendable.hpp"
#include "harness/device/library.hpp"
#include "harness/device/report.hpp"

namespace steelyard::device {
namespace {

/// Opens device after device, until one opens or, with `every`, to the last. Throws DeviceError
/// with the first one's sentence if none opens.
void look_at_devices(const sy_backend_v1& table, std::uint32_t count, bool every,
                     ReportWriter& report) {
  std::optional<std::string> first_fault;
  bool any = false;
  for (std::uint32_t index = 0; index < count; ++index) {
    const std::string number = std::to_string(index);
    try {
      report.step("asked to open device " + number);
      const Device device(table, index);
      report.device(index, device.properties());
      any = true;
      report.step("asked to close device " + number);
    } catch (const Error& error) {
      report.broken_device(index, error.what());
      if (!first_fault) first_fault = error.what();
    }
    if (any && !every) return;
  }
  if (!any) throw DeviceError(first_fault.value_or("None of its devices can be opened."));
}

void examine(const std::string& file, bool every, ReportWriter& report) {
  const auto on_step = [&](const char* step) { report.step(step); };
  try {
    const LoadedBackend loaded = load_backend(file, on_step);
    report.table(*loaded.table);
    const std::uint32_t count = probe_backend(*loaded.table, on_step);
    if (count > most_devices) {
      throw DeviceError(fmt::format("It counts {} devices, more than the {} that a host may have.",
                                    count, most_devices));
    }
    report.count(count);
    look_at_devices(*loaded.table, count, every, report);
  } catch (const Error& error) {
    report.fault(error.what());
  } catch (const std::exception& error) {
    report.fault("It threw an exception while it was " + report.last_step() + ": " + error.what());
  } catch (...) {
    report.fault("It threw an exception while it was " + report.last_step() + ".");
  }
}

}  // namespace
}  // namespace steelyard::device

int main(int argc, char** argv) {
  using namespace steelyard::device;
  const std::string_view depth = argc == 3 ? argv[2] : "";
  if (depth != "first" && depth != "every") {
    std::fputs("examine_backend is used by steelyard; try `steelyard devices`.\n", stderr);
    return 2;
  }
  make_expendable();
  ReportWriter report(report_descriptor);
  examine(argv[1], depth == "every", report);
  report.done();
  // Not exit(): what the backend left behind for the end of the process stays untouched.
  ::_exit(0);
}
