#include "tests/unit/store/tampered_file.hpp"

#include "harness/core/error.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::results::testing {

RunRecord small_run() {
  RunRecord run = sample_run();
  run.cases[0].visits[1].samples.resize(30);
  run.cases[0].visits[1].late.resize(10);
  return run;
}

std::string reading(const std::filesystem::path& file) {
  try {
    read_run(file);
  } catch (const DataError& error) {
    return error.what();
  }
  return "read";
}

TamperedFile::TamperedFile() { write_run(file_, small_run()); }

std::string TamperedFile::after(const std::function<void(hid_t)>& change) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
  const hid_t opened = H5Fopen(file_.c_str(), H5F_ACC_RDWR, access);
  EXPECT_GE(opened, 0);
  change(opened);
  EXPECT_GE(H5Fclose(opened), 0);
  H5Pclose(access);
  return reading(file_);
}

hid_t make_text_type(std::size_t bytes) {
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, bytes);
  H5Tset_strpad(text, H5T_STR_NULLPAD);
  H5Tset_cset(text, H5T_CSET_UTF8);
  return text;
}

void set_attribute(hid_t file, const std::string& object, const std::string& attribute, hid_t type,
                   const void* value, hid_t space) {
  const hid_t node = H5Oopen(file, object.c_str(), H5P_DEFAULT);
  ASSERT_GE(H5Adelete(node, attribute.c_str()), 0);
  const hid_t made = H5Acreate2(node, attribute.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
  ASSERT_GE(H5Awrite(made, type, value), 0);
  H5Aclose(made);
  H5Sclose(space);
  H5Oclose(node);
}

void set_text(hid_t file, const std::string& object, const std::string& attribute,
              const std::string& text) {
  const hid_t type = make_text_type(text.size());
  set_attribute(file, object, attribute, type, text.data());
  H5Tclose(type);
}

void replace(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& extent,
             const std::vector<hsize_t>& chunk, const std::function<void(hid_t)>& adjust) {
  ASSERT_GE(H5Ldelete(file, path.c_str(), H5P_DEFAULT), 0);
  const std::vector<hsize_t> most(extent.size(), H5S_UNLIMITED);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const auto rank = static_cast<int>(extent.size());
  if (!chunk.empty()) H5Pset_chunk(creation, rank, chunk.data());
  if (adjust) adjust(creation);
  const hid_t space =
      H5Screate_simple(rank, extent.data(), chunk.empty() ? extent.data() : most.data());
  const hid_t made =
      H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  ASSERT_GE(made, 0) << path;
  H5Dclose(made);
  H5Sclose(space);
  H5Pclose(creation);
}

}  // namespace steelyard::results::testing
