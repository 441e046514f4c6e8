#pragma once

#include <filesystem>
#include <string>

#include "harness/core/record.hpp"

namespace steelyard::results::testing {

/// A run in which every member has a value of its own: two nodes, three ranks, three cases (several
/// visits with late marks; one visit; none), telemetry with and without sensors.
RunRecord sample_run();

/// The same run as it is known before the first visit.
RunRecord planned(RunRecord run);

/// Writes a run the way the runner does: plan, visits round by round, outcomes, end.
void write_run(const std::filesystem::path& file, const RunRecord& run, bool force = false);

/// Fails the current test for every member that differs.
void expect_same(const RunRecord& a, const RunRecord& b);
void expect_same(const CaseRecord& a, const CaseRecord& b);

/// A fresh folder that is removed with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& content);

}  // namespace steelyard::results::testing
