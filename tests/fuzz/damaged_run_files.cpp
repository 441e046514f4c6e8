#include "tests/fuzz/damaged_run_files.hpp"

#include <algorithm>

#include "tests/fuzz/hdf5_blocks.hpp"

namespace steelyard::fuzz {
namespace {

using File = std::vector<std::uint8_t>;

// "HDF5 File Format Specification Version 3.0", II.A, III.A.2, IV.A.2.i.
constexpr std::size_t end_of_file_address = 28;
constexpr Block superblock{0, 44};
constexpr std::size_t total_records = 26;
constexpr std::uint8_t index_of_link_names = 5;
constexpr std::uint8_t layout_message = 8;
constexpr std::uint8_t contiguous = 1;

std::string signature(const File& file, const Block& block) {
  return {file.begin() + static_cast<std::ptrdiff_t>(block.at),
          file.begin() + static_cast<std::ptrdiff_t>(block.at + 4)};
}

std::string named(const std::string& what, const File& file, const Block& block) {
  return what + "_" + (block.at == 0 ? "superblock" : signature(file, block)) + "_at_" +
         std::to_string(block.at);
}

/// Where the body of a contiguous layout begins in each object header that has one.
std::vector<std::pair<Block, std::size_t>> contiguous_layouts(File& file) {
  std::vector<std::pair<Block, std::size_t>> found;
  for (const Block& header : find_blocks(file)) {
    for (const std::size_t message : find_messages(file, header)) {
      const std::size_t body = message + ((file[header.at + 5] & 4) != 0 ? 6 : 4);
      if (file[message] == layout_message && file[body + 1] == contiguous) {
        found.emplace_back(header, body + 2);
      }
    }
  }
  return found;
}

}  // namespace

std::vector<DamagedFile> with_another_beginning(const File& whole) {
  const auto changed = [&](std::size_t at, std::uint8_t to) {
    File file = whole;
    file[at] = to;
    return file;
  };
  return {{"begins_as_another_format", changed(0, 'x')},
          {"begins_as_an_older_format", changed(8, 2)},
          {"begins_with_the_mark_of_a_writer", changed(11, 1)}};
}

std::vector<DamagedFile> cut_short(const File& whole) {
  std::vector<DamagedFile> all;
  const auto cut = [&](std::size_t bytes) {
    return File(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes));
  };
  for (const std::size_t bytes :
       {std::size_t{8}, std::size_t{12}, std::size_t{47}, whole.size() / 2, whole.size() - 1}) {
    all.push_back({"cut_after_" + std::to_string(bytes), cut(bytes)});
  }
  File copy = whole;
  for (const Block& block : find_blocks(copy)) {
    if (block.at < superblock.bytes) continue;
    File file = cut(block.at);
    write_little(file, end_of_file_address, 8, block.at);
    repair(file, superblock);
    all.push_back({named("cut_before", whole, block), file});
  }
  return all;
}

std::vector<DamagedFile> with_wrong_checksums(const File& whole,
                                              const std::vector<std::string>& kinds) {
  std::vector<DamagedFile> all;
  File copy = whole;
  for (const Block& block : find_blocks(copy)) {
    if (!kinds.empty() &&
        std::find(kinds.begin(), kinds.end(), signature(whole, block)) == kinds.end()) {
      continue;
    }
    File file = whole;
    file[block.at + block.bytes] ^= 1;
    all.push_back({named("wrong_checksum_of", whole, block), file});
  }
  return all;
}

std::vector<DamagedFile> with_impossible_numbers(const File& whole) {
  std::vector<DamagedFile> all;
  File copy = whole;
  int count = 0;
  for (const auto& [header, address] : contiguous_layouts(copy)) {
    ++count;
    for (const std::uint64_t to : {std::uint64_t{1} << 40, std::uint64_t{whole.size() - 1}}) {
      File file = whole;
      write_little(file, address, 8, to);
      repair(file, header);
      all.push_back({"text_" + std::to_string(count) + (to < whole.size() ? "_ends" : "_is") +
                         "_beyond_the_end",
                     file});
    }
  }
  for (const Block& block : find_blocks(copy)) {
    if (signature(whole, block) != "BTHD" || whole[block.at + 5] != index_of_link_names) continue;
    File file = whole;
    write_little(file, block.at + total_records, 8, std::uint64_t{1} << 40);
    repair(file, block);
    all.push_back({named("group_of_2_to_40_members", whole, block), file});
  }
  return all;
}

}  // namespace steelyard::fuzz
