#include "results/store/write_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "harness/core/error.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(const std::filesystem::path& file) {
  try {
    const WriteLock lock(file, 0);
  } catch (const StoreError& error) {
    return error.what();
  }
  return "no error";
}

TEST(WriteLock, IsHeldByOneAtATimeAndNamesItsOwner) {
  const Folder folder;
  const auto file = folder / "run.h5";
  {
    const WriteLock first(file, 0);
    EXPECT_THAT(refusal(file), HasSubstr("Another process is writing to"));
    EXPECT_THAT(refusal(file), HasSubstr("(process " + std::to_string(::getpid()) + " on "));
    EXPECT_TRUE(std::filesystem::exists(folder / "run.h5.lock"));
  }
  EXPECT_EQ(refusal(file), "no error");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(WriteLock, WaitsForItsOwnerToEnd) {
  const Folder folder;
  const auto file = folder / "run.h5";
  auto first = std::make_unique<WriteLock>(file, 0);
  // Said once the second is about to wait; it gets the lock whenever the first one goes.
  std::thread owner([&] { first.reset(); });
  const WriteLock second(file, 60);
  owner.join();
  EXPECT_NE(refusal(file), "no error");
}

TEST(WriteLock, TakesOneThatAKilledProcessLeft) {
  const Folder folder;
  testing::write_file(folder / "run.h5.lock", "process 1 on nowhere, and a longer text than ours");
  const WriteLock lock(folder / "run.h5", 0);
  EXPECT_THAT(refusal(folder / "run.h5"), Not(HasSubstr("nowhere")));
  EXPECT_THAT(refusal(folder / "run.h5"), Not(HasSubstr("longer")));
}

TEST(WriteLock, RepeatsNoControlCharactersOfAStranger) {
  const Folder folder;
  const WriteLock lock(folder / "run.h5", 0);
  testing::write_file(folder / "run.h5.lock", "\x1b[31mred\n");
  EXPECT_THAT(refusal(folder / "run.h5"), HasSubstr("([31mred)"));
}

TEST(WriteLock, SaysWhenTheFolderIsMissing) {
  const Folder folder;
  EXPECT_THAT(refusal(folder / "no" / "run.h5"), HasSubstr("does not let a file be made"));
}

}  // namespace
}  // namespace steelyard::results
