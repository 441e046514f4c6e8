#include "harness/device/conformance/flaw.hpp"

#include <fmt/format.h>

#include "harness/device/device.hpp"

namespace steelyard::device::conformance {
namespace {

template <class Element, class Text>
void expect_same_elements(std::span<const Element> found, std::span<const Element> wanted,
                          const std::string& what, const Text& text) {
  if (found.size() != wanted.size()) {
    throw Flaw(fmt::format("Of {}, {} elements came back instead of {}.", what, found.size(),
                           wanted.size()));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] == wanted[i]) continue;
    throw Flaw(fmt::format("Of {}, element {} is {} and should be {}.", what, i, text(found[i]),
                           text(wanted[i])));
  }
}

}  // namespace

void expect(bool condition, const std::string& sentence) {
  if (!condition) throw Flaw(sentence);
}

void expect_ok(const sy_backend_v1& table, sy_status status, const std::string& what) {
  expect_status(table, status, SY_OK, what);
}

void expect_status(const sy_backend_v1& table, sy_status status, sy_status wanted,
                   const std::string& what) {
  const std::string said = table.last_error();
  if (status != wanted) {
    throw Flaw(fmt::format("{} returned {} instead of {}{}", what, status_name(status),
                           status_name(wanted),
                           status == SY_OK ? "." : ", and last_error() says: " + said));
  }
  if (status != SY_OK && said.empty()) {
    throw Flaw(fmt::format("{} returned {}, as it should, but last_error() is empty.", what,
                           status_name(status)));
  }
}

void expect_refused(const sy_backend_v1& table, sy_status status, const std::string& what) {
  expect_status(table, status, SY_INVALID_ARGUMENT, what);
}

void expect_same(std::span<const double> found, std::span<const double> wanted,
                 const std::string& what) {
  expect_same_elements(found, wanted, what, [](double value) { return fmt::format("{}", value); });
}

void expect_same(std::span<const std::byte> found, std::span<const std::byte> wanted,
                 const std::string& what) {
  expect_same_elements(found, wanted, what, [](std::byte value) {
    return fmt::format("{:#04x}", std::to_integer<unsigned>(value));
  });
}

}  // namespace steelyard::device::conformance
