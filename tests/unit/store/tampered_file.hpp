#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results::testing {

/// A run small enough to be damaged thousands of times.
RunRecord small_run();

/// What reading the file ends in: the message of its DataError, or "read".
std::string reading(const std::filesystem::path& file);

/// A run file that is changed by HDF5 itself before it is read.
class TamperedFile : public ::testing::Test {
 protected:
  TamperedFile();

  /// Changes the file, and reads it.
  std::string after(const std::function<void(hid_t)>& change);

  /// The first case by name, which is the last of the suite.
  static std::string in_case(const std::string& member) {
    return "/cases/00000000000000a0/" + member;
  }
  /// The case with three visits.
  static std::string in_full_case(const std::string& member) {
    return "/cases/00000000000000a2/" + member;
  }

  Folder folder_;
  std::filesystem::path file_ = folder_ / "run.h5";
};

/// A type of text as this program writes it; the caller closes it.
hid_t make_text_type(std::size_t bytes);

/// Replaces an attribute.
void set_attribute(hid_t file, const std::string& object, const std::string& attribute, hid_t type,
                   const void* value, hid_t space = H5Screate(H5S_SCALAR));

/// Replaces an attribute by a text.
void set_text(hid_t file, const std::string& object, const std::string& attribute,
              const std::string& text);

/// Replaces a dataset by an empty one.
void replace(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& extent,
             const std::vector<hsize_t>& chunk, const std::function<void(hid_t)>& adjust = {});

/// Overwrites one element of a dataset.
template <class T>
void poke(hid_t file, const std::string& path, hid_t type, std::vector<hsize_t> at, T value) {
  const hid_t dataset = H5Dopen2(file, path.c_str(), H5P_DEFAULT);
  const hid_t space = H5Dget_space(dataset);
  const hid_t one = H5Screate(H5S_SCALAR);
  ASSERT_GE(H5Sselect_elements(space, H5S_SELECT_SET, 1, at.data()), 0);
  ASSERT_GE(H5Dwrite(dataset, type, one, space, H5P_DEFAULT, &value), 0);
  H5Sclose(one);
  H5Sclose(space);
  H5Dclose(dataset);
}

}  // namespace steelyard::results::testing
