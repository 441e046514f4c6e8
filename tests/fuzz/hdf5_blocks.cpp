#include "tests/fuzz/hdf5_blocks.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

// The library's own checksum: exported, declared in none of its public headers.
extern "C" std::uint32_t H5_checksum_lookup3(const void* key, std::size_t length,
                                             std::uint32_t initval);

namespace steelyard::fuzz {
namespace {

struct Signature {
  std::string_view text;
  std::size_t bytes = 0;  ///< of the block before its checksum, or 0 where that varies
};

constexpr std::array<Signature, 15> signatures{{
    {"OHDR"},
    {"OCHK"},
    {"BTHD", 34},
    {"BTIN"},
    {"BTLF"},
    {"FRHP", 142},
    {"FHIB"},
    {"FADB"},
    {"FAHD", 24},
    {"EAHD", 68},
    {"EAIB"},
    {"EASB"},
    {"EADB"},
    {"FSHD"},
    {"FSSE"},
}};
constexpr std::size_t superblock_bytes = 44;
constexpr std::size_t longest_searched = 2048;

bool fits(Bytes file, std::size_t at, std::size_t bytes) {
  return at <= file.size() && bytes <= file.size() - at;
}

std::uint32_t checksum(Bytes file, const Block& block) {
  return H5_checksum_lookup3(file.data() + block.at, block.bytes, 0);
}

bool checksum_holds(Bytes file, const Block& block) {
  return fits(file, block.at, block.bytes + 4) &&
         checksum(file, block) == read_little(file, block.at + block.bytes, 4);
}

/// Bytes of an object header before its messages.
std::size_t prefix_bytes(Bytes file, std::size_t at) {
  const auto flags = read_little(file, at + 5, 1);
  return 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0) +
         (std::size_t{1} << (flags & 3));
}

std::optional<Block> measure_header(Bytes file, std::size_t at) {
  if (!fits(file, at, 40)) return std::nullopt;
  const std::size_t prefix = prefix_bytes(file, at);
  const std::size_t width = std::size_t{1} << (file[at + 5] & 3);
  const std::uint64_t messages = read_little(file, at + prefix - width, width);
  if (messages > file.size() || !fits(file, at, prefix + messages + 4)) return std::nullopt;
  return Block{at, prefix + messages};
}

bool has_signature(Bytes file, std::size_t at, std::string_view text) {
  return fits(file, at, 4) && std::equal(text.begin(), text.end(), file.begin() + at);
}

/// Where the length of a block cannot be told from itself, that is tried at which its checksum
/// holds.
std::optional<Block> search(Bytes file, std::size_t at) {
  for (std::size_t bytes = 6; bytes < longest_searched && fits(file, at, bytes + 4); ++bytes) {
    if (checksum_holds(file, {at, bytes})) return Block{at, bytes};
  }
  return std::nullopt;
}

std::optional<Block> measure(Bytes file, std::size_t at, const Signature& signature) {
  if (signature.text == "OHDR") return measure_header(file, at);
  if (signature.bytes != 0) return Block{at, signature.bytes};
  return search(file, at);
}

}  // namespace

std::uint64_t read_little(Bytes file, std::size_t at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i > 0; --i) value = value << 8 | file[at + i - 1];
  return value;
}

void write_little(Bytes file, std::size_t at, std::size_t bytes, std::uint64_t value) {
  for (std::size_t i = 0; i < bytes; ++i, value >>= 8) {
    file[at + i] = static_cast<std::uint8_t>(value);
  }
}

std::vector<Block> find_blocks(Bytes file) {
  std::vector<Block> found;
  if (fits(file, 0, superblock_bytes + 4)) found.push_back({0, superblock_bytes});
  for (std::size_t at = 0; at + 4 <= file.size(); ++at) {
    for (const Signature& signature : signatures) {
      if (!has_signature(file, at, signature.text)) continue;
      const auto block = measure(file, at, signature);
      if (block && checksum_holds(file, *block)) found.push_back(*block);
    }
  }
  return found;
}

std::vector<std::size_t> find_messages(Bytes file, const Block& header) {
  std::vector<std::size_t> found;
  if (!has_signature(file, header.at, "OHDR")) return found;
  const std::size_t head = (file[header.at + 5] & 4) != 0 ? 6 : 4;
  const std::size_t end = header.at + header.bytes;
  for (std::size_t at = header.at + prefix_bytes(file, header.at); at + head <= end;) {
    found.push_back(at);
    at += head + read_little(file, at + 1, 2);
  }
  return found;
}

void repair(Bytes file, const Block& block) {
  const auto write = [&](const Block& at) {
    if (fits(file, at.at, at.bytes + 4)) {
      write_little(file, at.at + at.bytes, 4, checksum(file, at));
    }
  };
  write(block);
  if (!has_signature(file, block.at, "OHDR")) return;
  if (const auto measured = measure_header(file, block.at)) write(*measured);
}

}  // namespace steelyard::fuzz
