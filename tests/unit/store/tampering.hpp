#pragma once

#include <hdf5.h>

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

/// Ways to make a whole run file wrong with the library's own functions. The unit tests read a file
/// after each of them; the fuzzer starts from the same files.
namespace steelyard::results::testing {

struct Tampering {
  std::string name;  ///< a word that may name a file and a test
  std::function<void(hid_t file)> change;
  /// What the reader says then, or a part of it; "read" if it takes the file.
  std::string said;

  /// What a test is listed with.
  friend std::ostream& operator<<(std::ostream& out, const Tampering& tampering) {
    return out << '"' << tampering.said << '"';
  }
};

/// Objects are others than the schema says: links, cycles, storage elsewhere, gaps.
std::vector<Tampering> tampered_structure();

/// Arrays, tables and texts are stored in another way, or claim to be enormous.
std::vector<Tampering> tampered_storage();

/// The shape is right, and the values cannot be.
std::vector<Tampering> tampered_values();

std::vector<Tampering> all_tamperings();

/// Opens a file for writing in the format of run files, and changes it.
void change_file(const std::filesystem::path& file, const std::function<void(hid_t)>& change);

/// The first case by name, which is the last of the suite.
inline std::string in_case(const std::string& member) {
  return "/cases/00000000000000a0/" + member;
}

/// The case with three visits.
inline std::string in_full_case(const std::string& member) {
  return "/cases/00000000000000a2/" + member;
}

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

/// Replaces a text by an empty one of `bytes` bytes, of no dimension.
void replace_text(hid_t file, const std::string& path, std::size_t bytes,
                  const std::function<void(hid_t creation)>& adjust = {},
                  const std::function<void(hid_t type)>& adjust_type = {});

/// Overwrites one element of a dataset.
void poke(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& at,
          const void* value);

/// Overwrites one cell of the second row of a table.
void set_cell(hid_t file, const std::string& path, const std::string& column, hid_t type,
              const void* value);

}  // namespace steelyard::results::testing
