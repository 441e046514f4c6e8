// Writes the seeds of fuzz_run_file into a folder: small run files, as the program writes them and
// as it does not, so that their numbers are open to change.
//
//   make_run_corpus FOLDER
#include <hdf5.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "results/store/run_file.hpp"
#include "tests/fuzz/hdf5_blocks.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::fuzz {
namespace {

namespace fs = std::filesystem;

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
  std::ifstream in(to, std::ios::binary);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
  bytes[8] = 3;
  repair(bytes, {0, 44});
  std::ofstream(to, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

void change(const fs::path& file, const std::function<void(hid_t)>& action) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDWR, access);
  action(opened);
  H5Fclose(opened);
  H5Pclose(access);
}

void add_links(hid_t file) {
  H5Lcreate_soft("/cases/0", file, "/environment/soft", H5P_DEFAULT, H5P_DEFAULT);
  H5Ldelete(file, "/telemetry", H5P_DEFAULT);
  H5Lcreate_external("/etc/other.h5", "/", file, "/telemetry", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_hard(file, "/", file, "/cases/again", H5P_DEFAULT, H5P_DEFAULT);
}

void write_corpus(const fs::path& folder) {
  fs::create_directories(folder);
  results::testing::write_run(folder / "whole", small_run(), true);
  results::testing::write_run(folder / "many_cases", run_of_many_cases(), true);
  RunRecord little = small_run();
  little.cases.resize(1);
  little.cases[0].visits.resize(1);
  little.telemetry.clear();
  results::testing::write_run(folder / "one_case", little, true);
  for (const char* name : {"one_case", "whole"}) {
    fs::copy_file(folder / name, folder / (std::string("unpacked_") + name),
                  fs::copy_options::overwrite_existing);
    change(folder / (std::string("unpacked_") + name), unpack_all);
  }
  fs::copy_file(folder / "one_case", folder / "links", fs::copy_options::overwrite_existing);
  change(folder / "links", add_links);
  copy_in_old_form(folder / "one_case", folder / "old_form");
}

}  // namespace
}  // namespace steelyard::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_run_corpus FOLDER\n", stderr);
    return 2;
  }
  steelyard::fuzz::write_corpus(argv[1]);
  return 0;
}
