#include "harness/core/digest.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

// The vectors are those of FIPS 180-2, appendix B, and the digest of nothing.
TEST(Sha256, GivesTheStandardsVectors) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, ReadsPastAZeroByte) {
  EXPECT_NE(sha256(std::string_view("a\0b", 3)), sha256(std::string_view("a\0c", 3)));
}

TEST(Sha256, IsTheSameHoweverTheDataAreCut) {
  const std::string data(300, 'x');
  const auto bytes = std::as_bytes(std::span(data));
  for (const std::size_t cut : {0u, 1u, 63u, 64u, 65u, 300u}) {
    Sha256 pieces;
    pieces.add(bytes.first(cut));
    EXPECT_EQ(pieces.digest(), sha256(data.substr(0, cut)));
    pieces.add(bytes.subspan(cut));
    EXPECT_EQ(pieces.digest(), sha256(data)) << cut;
    EXPECT_EQ(pieces.digest(), sha256(data)) << "asked twice";
  }
}

TEST(Sha256OfFile, IsThatOfItsContent) {
  const auto file = std::filesystem::temp_directory_path() / ("steelyard_digest_" + random_uuid());
  for (const std::size_t size : {0u, 3u, 65536u, 65537u, 200000u}) {
    std::ofstream(file, std::ios::binary) << std::string(size, 'a');
    EXPECT_EQ(sha256_of_file(file), sha256(std::string(size, 'a'))) << size;
  }
  std::filesystem::remove(file);
  EXPECT_THROW(sha256_of_file(file), DataError);
  EXPECT_THROW(sha256_of_file("/"), DataError);
}

TEST(RandomUuid, IsOfVersion4) {
  const std::regex version_4("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (int i = 0; i < 200; ++i) {
    const std::string uuid = random_uuid();
    EXPECT_TRUE(std::regex_match(uuid, version_4)) << uuid;
  }
}

TEST(RandomUuid, NeverComesTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(random_uuid()).second);
}

/// The bits that the version does not fix take both values: the masks cut no more than they must.
TEST(RandomUuid, LeavesAllOtherBitsFree) {
  std::set<char> after_version;
  std::set<char> variant;
  std::set<char> first;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = random_uuid();
    first.insert(uuid[0]);
    after_version.insert(uuid[15]);
    variant.insert(uuid[19]);
  }
  EXPECT_EQ(first.size(), 16u);
  EXPECT_EQ(after_version.size(), 16u);
  EXPECT_EQ(variant.size(), 4u);
}

}  // namespace
}  // namespace steelyard
