#include "results/history/baselines.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Baselines : public testing::Test {
 protected:
  Baselines() {
    std::string name = testing::TempDir() + "baselinesXXXXXX";
    folder_ = ::mkdtemp(name.data());
    list_ = folder_ / "baselines.yaml";
  }
  ~Baselines() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(list_).rdbuf();
    return out.str();
  }
  Baseline entry(const std::string& name, const std::string& why = "good") const {
    return {name, {{"good/a.h5", "u-1", sha256("content")}}, "ann", "2026-11-22T20:15:00Z", why};
  }
  std::string complaint(const std::string& yaml) const {
    put("baselines.yaml", yaml);
    try {
      read_baselines(list_);
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  }
  std::string refusal(const Baseline& baseline) const {
    try {
      files_of(baseline, list_);
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  }

  fs::path folder_;
  fs::path list_;
};

TEST_F(Baselines, AreReadAsTheyWereAppended) {
  Baseline odd = entry("a: b # \"c\"", "two\nlines, 'quotes', {braces} and \xC3\xA4");
  odd.files.push_back({"-x: [y].h5", "", sha256("")});
  append_baseline(list_, entry("one"));
  append_baseline(list_, odd);
  EXPECT_THAT(read_baselines(list_), ElementsAre(entry("one"), odd));
}

TEST_F(Baselines, KeepCommentsAndTheFormOfTheirList) {
  const std::string before =
      "# Ours.\nbaselines:   # of the lab\n- name: old   # by hand\n  files: [good/*.h5]\n"
      "  accepted: {by: bob, when: 2026, why: first}\n# end, without a line's end";
  put("baselines.yaml", before);
  append_baseline(list_, entry("new"));
  EXPECT_THAT(text(), StartsWith(before + "\n- name: new\n"));
  EXPECT_EQ(read_baselines(list_).size(), 2U);
}

TEST_F(Baselines, AreAppendedToAListWithoutEntries) {
  put("baselines.yaml", "baselines:\n");
  append_baseline(list_, entry("new"));
  EXPECT_THAT(read_baselines(list_), ElementsAre(entry("new")));
}

TEST_F(Baselines, LeaveAListAloneToWhichNothingCanBeAppended) {
  const std::string flow = "baselines: []\n";
  put("baselines.yaml", flow);
  try {
    append_baseline(list_, entry("new"));
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("Let `baselines:` be its last key"));
  }
  EXPECT_EQ(text(), flow);
  EXPECT_THROW(append_baseline(list_, entry("")), DataError);
  EXPECT_EQ(text(), flow);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(Baselines, AreAllKeptWhenManyAreAppendedAtOnce) {
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] { append_baseline(list_, entry(std::to_string(i))); });
  }
  for (std::thread& each : writers) each.join();
  EXPECT_EQ(read_baselines(list_).size(), 8U);
}

TEST_F(Baselines, AreWrittenThroughALink) {
  put("real/list.yaml", "baselines:\n");
  put("real/good/a.h5", "content");
  fs::create_symlink("real/list.yaml", list_);
  append_baseline(list_,
                  {"new", {baseline_file(folder_ / "real/good/a.h5", "u", list_)}, "a", "b", "c"});
  EXPECT_TRUE(fs::is_symlink(list_));
  const auto entries = read_baselines(list_);
  EXPECT_EQ(entries.at(0).files.at(0).file, "good/a.h5");
  EXPECT_EQ(files_of(entries[0], list_).size(), 1U);
}

TEST_F(Baselines, CountByTheirLastEntry) {
  const auto newest = newest_baselines({entry("a", "1"), entry("b", "2"), entry("a", "3")});
  EXPECT_THAT(newest, ElementsAre(entry("a", "3"), entry("b", "2")));
}

TEST_F(Baselines, AreFoundRelativeToTheirList) {
  put("good/a.h5", "content");
  EXPECT_THAT(files_of(entry("x"), list_), ElementsAre(folder_ / "good/a.h5"));
}

TEST_F(Baselines, AreRefusedOnceAFileIsAnother) {
  put("good/a.h5", "other content");
  EXPECT_THAT(refusal(entry("x")), HasSubstr("is not the file that was accepted"));
  EXPECT_THAT(refusal(entry("x")), HasSubstr("'x'"));
  EXPECT_THAT(refusal(entry("x")), HasSubstr("accepted by ann at 2026-11-22T20:15:00Z"));
  fs::remove(folder_ / "good/a.h5");
  EXPECT_THAT(refusal(entry("x")), HasSubstr("there is no file"));
}

TEST_F(Baselines, TakeFilesByPatterns) {
  put("good/b.h5", "");
  put("good/a.h5", "");
  put("good/a.txt", "");
  Baseline pattern = entry("x");
  pattern.files = {{"good/*.h5", "", ""}};
  EXPECT_THAT(files_of(pattern, list_), ElementsAre(folder_ / "good/a.h5", folder_ / "good/b.h5"));
  pattern.files = {{"good/*.hdf", "", ""}};
  EXPECT_THAT(refusal(pattern), HasSubstr("nothing fits"));
}

TEST_F(Baselines, SayWhereAListIsWrong) {
  const std::string rest = "    accepted: {by: a, when: b, why: c}\n";
  EXPECT_THAT(complaint("baselines:\n  - name: x\n    files: []\n" + rest),
              HasSubstr("at least one file"));
  EXPECT_THAT(complaint("baselines:\n  - name: x\n    files: [{file: a}]\n" + rest),
              HasSubstr("sha256"));
  EXPECT_THAT(complaint("baselines:\n  - name: x\n    files: [{file: a, sha256: ABC}]\n" + rest),
              HasSubstr("expected a SHA-256"));
  EXPECT_THAT(complaint("baselines:\n  - name: x\n    files: [a]\n"), HasSubstr("accepted"));
  EXPECT_THAT(complaint("baseline:\n"), HasSubstr("baselines"));
  EXPECT_THAT(
      complaint("baselines:\n  - name: x\n    files: [a]\n    accepted: {by: a, when: b}\n"),
      HasSubstr("why"));
}

TEST_F(Baselines, HaveAFilesDigest) {
  put("good/a.h5", "content");
  EXPECT_EQ(baseline_file(folder_ / "good" / ".." / "good" / "a.h5", "u-1", list_),
            entry("x").files[0]);
  EXPECT_THROW(baseline_file(folder_ / "none.h5", "", list_), DataError);
}

}  // namespace
}  // namespace steelyard::results
