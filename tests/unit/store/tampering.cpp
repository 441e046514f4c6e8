#include "tests/unit/store/tampering.hpp"

#include <gtest/gtest.h>

namespace steelyard::results::testing {

std::vector<Tampering> all_tamperings() {
  std::vector<Tampering> all = tampered_structure();
  for (const auto& more : {tampered_storage(), tampered_values()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

void change_file(const std::filesystem::path& file, const std::function<void(hid_t)>& change) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDWR, access);
  EXPECT_GE(opened, 0) << file;
  change(opened);
  EXPECT_GE(H5Fclose(opened), 0) << file;
  H5Pclose(access);
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

void replace_text(hid_t file, const std::string& path, std::size_t bytes,
                  const std::function<void(hid_t)>& adjust,
                  const std::function<void(hid_t)>& adjust_type) {
  ASSERT_GE(H5Ldelete(file, path.c_str(), H5P_DEFAULT), 0);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  if (adjust) adjust(creation);
  const hid_t type = make_text_type(bytes);
  if (adjust_type) adjust_type(type);
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t made =
      H5Dcreate2(file, path.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  ASSERT_GE(made, 0) << path;
  H5Dclose(made);
  H5Sclose(space);
  H5Tclose(type);
  H5Pclose(creation);
}

void poke(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& at,
          const void* value) {
  const hid_t dataset = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const hid_t one = H5Screate(H5S_SCALAR);
  ASSERT_GE(H5Sselect_elements(space, H5S_SELECT_SET, 1, at.data()), 0);
  ASSERT_GE(H5Dwrite(dataset, type, one, space, H5P_DEFAULT, value), 0);
  H5Sclose(one);
  H5Sclose(space);
  H5Dclose(dataset);
}

void set_cell(hid_t file, const std::string& path, const std::string& column, hid_t type,
              const void* value) {
  const hid_t cell = H5Tcreate(H5T_COMPOUND, H5Tget_size(type));
  H5Tinsert(cell, column.c_str(), 0, type);
  poke(file, path, cell, {1}, value);
  H5Tclose(cell);
}

}  // namespace steelyard::results::testing
