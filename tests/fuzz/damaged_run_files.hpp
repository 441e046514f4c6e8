#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// Damage to the bytes of run files, of the kinds that the library's own functions cannot do.
namespace steelyard::fuzz {

struct DamagedFile {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

/// Other bytes at its front: another program's, those of an older format, the mark of a writer.
std::vector<DamagedFile> with_another_beginning(const std::vector<std::uint8_t>& whole);

/// Cut before and after what is looked at before HDF5 is, and then before each block of metadata,
/// with a superblock that says that this is the end.
std::vector<DamagedFile> cut_short(const std::vector<std::uint8_t>& whole);

/// One byte changed in each block of metadata whose signature is one of `kinds`, or in every one;
/// the checksum is left wrong.
std::vector<DamagedFile> with_wrong_checksums(const std::vector<std::uint8_t>& whole,
                                              const std::vector<std::string>& kinds);

/// Sizes and addresses that cannot be, with right checksums: a text beyond the end of the file, one
/// that ends beyond it, and (if groups are indexed) a group of 2^40 members.
std::vector<DamagedFile> with_impossible_numbers(const std::vector<std::uint8_t>& whole);

}  // namespace steelyard::fuzz
