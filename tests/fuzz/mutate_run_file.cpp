// How the fuzzer changes run files: within blocks of metadata, whose checksums are then made right.
#include <algorithm>
#include <array>
#include <random>

#include "tests/fuzz/hdf5_blocks.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace steelyard::fuzz {
namespace {

class Mutation {
 public:
  Mutation(Bytes file, unsigned seed) : file_(file), random_(seed), blocks_(find_blocks(file)) {}

  void change_something() {
    if (blocks_.empty() || one_in(8)) {
      change_number(below(file_.size()));
      return;
    }
    const Block& block = blocks_[below(blocks_.size())];
    switch (below(6)) {
      case 0:
        file_[block.at + below(block.bytes)] ^= static_cast<std::uint8_t>(1U << below(8));
        break;
      case 1:
        change_number(block.at + below(block.bytes));
        break;
      case 2:
        overwrite_by_another(block);
        break;
      case 3:
        change_piece(block);
        break;
      default:
        change_message(block);
    }
  }

  void repair_all() {
    for (const Block& block : blocks_) repair(file_, block);
  }

 private:
  std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }
  bool one_in(unsigned n) { return random_() % n == 0; }

  /// A number that may mean something there: a limit, a size, the address of a block.
  std::uint64_t telling_number() {
    constexpr std::array<std::uint64_t, 14> numbers{0,
                                                    1,
                                                    2,
                                                    0x7f,
                                                    0x80,
                                                    0xff,
                                                    0xffff,
                                                    0x7fffffff,
                                                    0x80000000,
                                                    0xffffffff,
                                                    std::uint64_t{1} << 40,
                                                    std::uint64_t{1} << 62,
                                                    ~std::uint64_t{0},
                                                    ~std::uint64_t{0} >> 1};
    switch (below(4)) {
      case 0:
        return file_.size() - below(16);
      case 1:
        return blocks_.empty() ? 0 : blocks_[below(blocks_.size())].at;
      default:
        return numbers[below(numbers.size())];
    }
  }

  void change_number(std::size_t at) {
    const std::size_t bytes = std::size_t{1} << below(4);
    if (at + bytes > file_.size()) return;
    const std::uint64_t before = read_little(file_, at, bytes);
    write_little(file_, at, bytes, one_in(3) ? before + below(17) - 8 : telling_number());
  }

  void overwrite_by_another(const Block& block) {
    const Block& other = blocks_[below(blocks_.size())];
    const std::size_t from = below(other.bytes);
    const std::size_t to = below(block.bytes);
    const std::size_t bytes = std::min({other.bytes - from, block.bytes - to, below(64) + 1});
    std::copy_n(file_.begin() + static_cast<std::ptrdiff_t>(other.at + from), bytes,
                file_.begin() + static_cast<std::ptrdiff_t>(block.at + to));
  }

  void change_piece(const Block& block) {
    const std::size_t at = below(block.bytes);
    const std::size_t bytes = std::min(block.bytes - at, below(32) + 1);
    LLVMFuzzerMutate(file_.data() + block.at + at, bytes, bytes);
  }

  /// Messages say what an object is; another type, size, flag or version sends the library
  /// elsewhere.
  void change_message(const Block& block) {
    const auto messages = find_messages(file_, block);
    if (messages.empty()) return;
    const std::size_t at = messages[below(messages.size())];
    const std::size_t bytes = std::min<std::size_t>(block.at + block.bytes - at, 40);
    switch (below(4)) {
      case 0:
        file_[at] = static_cast<std::uint8_t>(below(26));
        break;
      case 1:
        if (bytes > 4) file_[at + 1 + below(3)] ^= static_cast<std::uint8_t>(1U << below(8));
        break;
      default:
        change_number(at + below(bytes));
    }
  }

  Bytes file_;
  std::minstd_rand random_;
  std::vector<Block> blocks_;
};

}  // namespace
}  // namespace steelyard::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  using namespace steelyard::fuzz;
  if (seed % 64 == 0) return LLVMFuzzerMutate(data, size, most);
  Mutation mutation({data, size}, seed);
  for (unsigned i = 0; i <= seed / 64 % 4; ++i) mutation.change_something();
  mutation.repair_all();
  return size;
}
