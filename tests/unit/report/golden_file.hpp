#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace steelyard::results::test {

/// Holds `text` against a file beside this test. With STEELYARD_UPDATE_GOLDEN set it writes the
/// file instead, to be read before it is committed.
inline void expect_golden(const std::string& text, const std::string& name) {
  const auto file =
      std::filesystem::path(STEELYARD_SOURCE_DIR) / "tests/unit/report/expected" / name;
  if (std::getenv("STEELYARD_UPDATE_GOLDEN") != nullptr) std::ofstream(file) << text;
  std::ifstream stream(file);
  const std::string expected{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(text, expected);
}

}  // namespace steelyard::results::test
