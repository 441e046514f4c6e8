#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// The blocks of metadata of an HDF5 file in the format of 1.10, each of which ends in a checksum:
/// what a fuzzer must know to get behind the checksums. After the "HDF5 File Format Specification
/// Version 3.0".
namespace steelyard::fuzz {

using Bytes = std::span<std::uint8_t>;

struct Block {
  std::size_t at = 0;     ///< of its signature
  std::size_t bytes = 0;  ///< before its checksum
};

/// Every block whose checksum holds.
std::vector<Block> find_blocks(Bytes file);

/// The messages of an object header: where each begins in the file (type, size, flags, body).
std::vector<std::size_t> find_messages(Bytes file, const Block& header);

/// Makes the checksum of a block right again. Object headers are measured anew, since the library
/// goes by what they say of their size.
void repair(Bytes file, const Block& block);

std::uint64_t read_little(Bytes file, std::size_t at, std::size_t bytes);
void write_little(Bytes file, std::size_t at, std::size_t bytes, std::uint64_t value);

}  // namespace steelyard::fuzz
