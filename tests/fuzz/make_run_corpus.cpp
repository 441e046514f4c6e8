// Writes the seeds of fuzz_run_file into a folder: small run files as the program writes them; the
// same without what guards their numbers; and a file for each way to make one wrong that the unit
// tests know, or that only its bytes can show.
//
//   make_run_corpus FOLDER
#include <gtest/gtest.h>
#include <hdf5.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "results/store/run_file.hpp"
#include "tests/fuzz/damaged_run_files.hpp"
#include "tests/fuzz/hdf5_blocks.hpp"
#include "tests/unit/store/sample_run.hpp"
#include "tests/unit/store/tampered_file.hpp"
#include "tests/unit/store/tampering.hpp"

namespace steelyard::fuzz {
namespace {

namespace fs = std::filesystem;
using results::testing::change_file;

std::vector<std::uint8_t> bytes_of(const fs::path& file) {
  const std::string text = results::testing::read_file(file);
  return {text.begin(), text.end()};
}

void write_bytes(const fs::path& file, const std::vector<std::uint8_t>& bytes) {
  results::testing::write_file(file, {bytes.begin(), bytes.end()});
}

RunRecord small_run() {
  RunRecord run = results::testing::sample_run();
  run.cases.resize(2);
  run.cases[0].visits.resize(2);
  run.cases[0].visits[1].samples.resize(18);
  run.cases[0].visits[1].late.resize(6);
  return run;
}

RunRecord run_of_many_cases() {
  RunRecord run = small_run();
  for (char letter = 'b'; letter < 'm'; ++letter) {
    CaseRecord record = run.cases[1];
    record.id = std::string(16, letter);
    record.visits.clear();
    run.cases.push_back(record);
  }
  return run;
}

/// Writes a dataset anew without filters: no checksum guards its numbers.
void unpack(hid_t parent, const std::string& name) {
  const hid_t old = H5Dopen2(parent, name.c_str(), H5P_DEFAULT);
  const hid_t creation = H5Dget_create_plist(old);
  const hid_t type = H5Dget_type(old);
  const hid_t space = H5Dget_space(old);
  if (H5Pget_layout(creation) == H5D_CHUNKED) {
    std::vector<char> bytes(
        H5Tget_size(type) * static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)) + 1);
    H5Dread(old, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
    H5Premove_filter(creation, H5Z_FILTER_ALL);
    hsize_t chunk[2] = {8, 3};
    H5Pset_chunk(creation, H5Sget_simple_extent_ndims(space), chunk);
    H5Ldelete(parent, name.c_str(), H5P_DEFAULT);
    const hid_t made =
        H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    H5Dwrite(made, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
    H5Dclose(made);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Pclose(creation);
  H5Dclose(old);
}

extern "C" herr_t collect(hid_t, const char* name, const H5O_info_t* info, void* out) {
  if (info->type == H5O_TYPE_DATASET) static_cast<std::vector<std::string>*>(out)->push_back(name);
  return 0;
}

void unpack_all(hid_t file) {
  std::vector<std::string> names;
  H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect, &names, H5O_INFO_BASIC);
  for (const std::string& name : names) unpack(file, name);
}

/// A copy in which objects have their oldest form: symbol tables, B-trees and heaps without
/// checksums. The superblock is made to look like that of 1.10.
void copy_in_old_form(const fs::path& from, const fs::path& to) {
  const hid_t source = H5Fopen(from.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
  H5Pset_shared_mesg_nindexes(creation, 1);
  const hid_t target = H5Fcreate(to.c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT);
  H5Ocopy(source, "/cases", target, "/cases", H5P_DEFAULT, H5P_DEFAULT);
  H5Ocopy(source, "/environment", target, "/environment", H5P_DEFAULT, H5P_DEFAULT);
  H5Ocopy(source, "/telemetry", target, "/telemetry", H5P_DEFAULT, H5P_DEFAULT);
  H5Ocopy(source, "/suite_text", target, "/suite_text", H5P_DEFAULT, H5P_DEFAULT);
  const auto copy = [](hid_t location, const char* name, const H5A_info_t*, void* out) {
    const hid_t old = H5Aopen(location, name, H5P_DEFAULT);
    const hid_t type = H5Aget_type(old);
    const hid_t space = H5Aget_space(old);
    std::vector<char> value(H5Tget_size(type));
    H5Aread(old, type, value.data());
    const hid_t made =
        H5Acreate2(*static_cast<hid_t*>(out), name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(made, type, value.data());
    H5Aclose(made);
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(old);
    return herr_t{0};
  };
  hid_t root = H5Gopen2(target, "/", H5P_DEFAULT);
  H5Aiterate2(source, H5_INDEX_NAME, H5_ITER_INC, nullptr, copy, &root);
  H5Gclose(root);
  H5Fclose(target);
  H5Pclose(creation);
  H5Fclose(source);
  std::vector<std::uint8_t> bytes = bytes_of(to);
  bytes[8] = 3;
  repair(bytes, {0, 44});
  write_bytes(to, bytes);
}

void add_links(hid_t file) {
  H5Lcreate_soft("/cases/0", file, "/environment/soft", H5P_DEFAULT, H5P_DEFAULT);
  H5Ldelete(file, "/telemetry", H5P_DEFAULT);
  H5Lcreate_external("/etc/other.h5", "/", file, "/telemetry", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_hard(file, "/", file, "/cases/again", H5P_DEFAULT, H5P_DEFAULT);
}

RunRecord run_of_one_case() {
  RunRecord run = small_run();
  run.cases.resize(1);
  run.cases[0].visits.resize(1);
  run.telemetry.clear();
  return run;
}

std::string file_name(const std::string& prefix, std::string_view word) {
  std::string name = prefix + std::string(word);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

/// A file for every outcome, with every other word of an enumeration in one of them.
void write_outcomes(const fs::path& folder) {
  for (int i = 0; i <= static_cast<int>(Outcome::not_reached); ++i) {
    RunRecord run = run_of_one_case();
    CaseRecord& record = run.cases[0];
    record.outcome = static_cast<Outcome>(i);
    record.verification.state = static_cast<VerificationState>(i % 3);
    record.visits[0].stop = static_cast<StopReason>(i % 5);
    run.info.origin = static_cast<Origin>(i % 7);
    run.info.state = static_cast<RunState>(i % 3);
    results::testing::write_run(folder / file_name("outcome_", name(record.outcome)), run, true);
  }
}

/// Cases of other figures, which reports look at: a matmul, a copy, a collective of one rank, one
/// without ranks, one without any work.
void write_figures(const fs::path& folder) {
  const auto write = [&](const char* file, const char* case_name, const WorkModel& work,
                         int ranks) {
    RunRecord run = run_of_one_case();
    CaseRecord& record = run.cases[0];
    record.name = case_name;
    record.workload = record.name.substr(0, record.name.find(':'));
    record.work = work;
    record.ranks = ranks;
    run.info.origin = Origin::measured;
    run.info.chip = "nvidia-h20";
    for (Visit& visit : record.visits) {
      visit.samples.resize(5 * static_cast<std::size_t>(std::max(1, ranks)), 0.001);
    }
    results::testing::write_run(folder / file, run, true);
  };
  write("figure_flops", "matmul:dtype=bf16,m=1024,n=1024,k=1024", {2147483648.0, 6e6, 0, 0}, 3);
  write("figure_bytes", "triad:n=8", {0, 100, 0, 0}, 2);
  write("figure_busbw", "allreduce:dtype=bf16,bytes=1024", {0, 0, 1024, 1.5}, 3);
  write("figure_algbw", "allreduce:dtype=bf16,bytes=1024", {0, 0, 1024, 0}, 1);
  write("figure_rate", "sleep:n=8", {0, 0, 0, 0}, 1);
  write("no_ranks", "sleep:n=8", {0, 0, 0, 0}, 0);
}

/// A run that was killed after its first visit, and gone on with twice.
void write_continued(const fs::path& file) {
  fs::remove(file);
  RunRecord run = results::testing::planned(small_run());
  {
    results::RunWriter writer(file, run, true);
    run.cases[0].visits = {small_run().cases[0].visits[0]};
    writer.append_visit(run.cases[0]);
  }
  for (const char* when : {"2026-11-23T04:06:12Z", "2026-11-24T04:06:12Z"}) {
    run.info.continuations.push_back(
        {when, 100, "steelyard run --resume", "0.1.1", 60, run.info.environment});
    results::RunWriter::go_on(file, run, 0);
  }
}

void write_tampered(const fs::path& folder) {
  for (const auto& tampering : results::testing::all_tamperings()) {
    const fs::path file = folder / tampering.name;
    results::testing::write_run(file, results::testing::small_run(), true);
    change_file(file, tampering.change);
  }
}

void write_damaged(const fs::path& folder) {
  const auto write = [&](const std::string& prefix, const std::vector<DamagedFile>& files) {
    for (const DamagedFile& file : files) write_bytes(folder / (prefix + file.name), file.bytes);
  };
  const auto one_case = bytes_of(folder / "one_case");
  write("", with_another_beginning(one_case));
  write("", cut_short(one_case));
  write("", with_wrong_checksums(one_case, {}));
  write("", with_impossible_numbers(one_case));
  // Its groups are large enough to be indexed.
  const auto many_cases = bytes_of(folder / "many_cases");
  write("many_", with_wrong_checksums(many_cases, {"BTHD", "BTLF", "FRHP", "FHDB"}));
  write("many_", with_impossible_numbers(many_cases));
}

void write_corpus(const fs::path& folder) {
  fs::create_directories(folder);
  results::testing::write_run(folder / "whole", small_run(), true);
  results::testing::write_run(folder / "many_cases", run_of_many_cases(), true);
  results::testing::write_run(folder / "one_case", run_of_one_case(), true);
  for (const char* name : {"one_case", "whole"}) {
    fs::copy_file(folder / name, folder / (std::string("unpacked_") + name),
                  fs::copy_options::overwrite_existing);
    change_file(folder / (std::string("unpacked_") + name), unpack_all);
  }
  fs::copy_file(folder / "one_case", folder / "links", fs::copy_options::overwrite_existing);
  change_file(folder / "links", add_links);
  copy_in_old_form(folder / "one_case", folder / "old_form");
  write_bytes(folder / "empty", {});
  write_outcomes(folder);
  write_figures(folder);
  write_continued(folder / "continued");
  write_tampered(folder);
  write_damaged(folder);
}

}  // namespace
}  // namespace steelyard::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_run_corpus FOLDER\n", stderr);
    return 2;
  }
  steelyard::fuzz::write_corpus(argv[1]);
  // Checks within a tampering are those of the unit tests.
  return ::testing::UnitTest::GetInstance()->ad_hoc_test_result().Failed() ? 1 : 0;
}
