#include <array>
#include <cstdlib>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/multiplication.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

/// Makes an emulated runtime fail after the call that enqueues, as long as it lives.
class PlantedFault {
 public:
  PlantedFault() {
    const char* const before = std::getenv(variable);
    if (before != nullptr) before_ = before;
    ::setenv(variable, before_.empty() ? fault : (before_ + "," + fault).c_str(), 1);
  }
  ~PlantedFault() {
    if (before_.empty()) {
      ::unsetenv(variable);
    } else {
      ::setenv(variable, before_.c_str(), 1);
    }
  }
  PlantedFault(const PlantedFault&) = delete;
  PlantedFault& operator=(const PlantedFault&) = delete;

 private:
  static constexpr const char* variable = "STEELYARD_EMULATED_FAULT";
  static constexpr const char* fault = "async_error";
  std::string before_;
};

/// Does some of everything. Throws what the device reports, and Flaw for a wrong result.
void work(Subject& subject) {
  const char* const moment = "while the runtime was told to fail";
  subject.expect_sound(moment);
  constexpr std::size_t many_bytes = std::size_t{8} << 20;
  Stream stream(subject.device());
  const Buffer buffer(subject.device(), many_bytes);
  stream.fill(buffer.data(), 0x5a, buffer.size());
  expect_same(subject.download(stream, buffer), std::vector<std::byte>(many_bytes, std::byte{0x5a}),
              std::string("8 MiB that were filled ") + moment);
  if (!subject.device().multiplies(Dtype::f32)) return;
  const GemmTypes types{Dtype::f32, Dtype::f32, Dtype::f32, SY_F32};
  Multiplication(subject.device(), shape_of(types, 64, 64, 64)).expect_right();
}

// Where nothing is reported and all results are right, nothing failed. A wrong result without a
// report is what this rung is for: work() throws Flaw then.
void reports_what_fails_later(Subject& subject) {
  if (subject.device().properties().emulated == 0) {
    throw NotOffered("Only an emulated runtime fails when it is told to.");
  }
  const PlantedFault fault;
  try {
    work(subject);
  } catch (const DeviceError& error) {
    expect(*subject.table().last_error() != '\0',
           "Work failed after it was enqueued, and last_error() is empty.");
    return;
  }
  throw NotOffered("This emulated runtime does not know the fault async_error.");
}

}  // namespace

std::span<const Rung> asynchronous_rungs() {
  static constexpr std::array rungs{
      Rung{"asynchronous.errors", "reports what fails after it was enqueued", Needs::a_process,
           reports_what_fails_later},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
