// Files that were whole once: cut short, or with other bits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "results/store/run_content.hpp"
#include "results/store/run_file.hpp"
#include "tests/unit/store/tampered_file.hpp"

namespace steelyard::results {
namespace {

using namespace testing;
using ::testing::HasSubstr;

TEST(HostileFile, IsRefusedWhenCutShortAnywhere) {
  const Folder folder;
  const auto file = folder / "run.h5";
  testing::write_run(file, small_run());
  const std::string whole = read_file(file);
  for (std::size_t size = 0; size < whole.size(); size += 397) {
    write_file(file, whole.substr(0, size));
    ASSERT_NE(reading(file), "read") << size << " of " << whole.size() << " bytes";
  }
  write_file(file, whole.substr(0, whole.size() - 1));
  EXPECT_NE(reading(file), "read");
}

/// Straight, not in a process of its own: a fork for each byte takes minutes.
TEST(HostileFile, IsRefusedWhenCutShortAtAnyByte) {
  const Folder folder;
  const auto file = folder / "run.h5";
  RunRecord run = small_run();
  run.cases.resize(1);
  write_run(file, run);
  for (auto size = std::filesystem::file_size(file); size > 0;) {
    std::filesystem::resize_file(file, --size);
    ASSERT_THROW(read_content(file), DataError) << size;
  }
}

TEST(HostileFile, IsRefusedOrUnchangedWithAnyBitFlipped) {
  const Folder folder;
  const auto file = folder / "run.h5";
  const RunRecord run = small_run();
  testing::write_run(file, run);
  const std::string whole = read_file(file);
  int refused = 0;
  // A step that visits every kind of byte and every bit over the file, in a few seconds.
  for (std::size_t bit = 0; bit < whole.size() * 8; bit += 1009) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    write_file(file, damaged);
    try {
      RunRecord read = read_run(file);
      // Texts alone have no checksum.
      read.info.suite_text = run.info.suite_text;
      for (std::size_t i = 0; i < read.info.environment.nodes.size(); ++i) {
        read.info.environment.nodes[i].topology_xml = run.info.environment.nodes[i].topology_xml;
      }
      expect_same(read, run);
      ASSERT_FALSE(HasFailure()) << "bit " << bit;
    } catch (const DataError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace steelyard::results
