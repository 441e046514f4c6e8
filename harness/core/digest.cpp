#include "harness/core/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <fstream>
#include <memory>
#include <span>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

std::string hexadecimal(std::span<const unsigned char> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

std::string sha256(std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw Error("OpenSSL could not compute a SHA-256 digest. Check the installation of OpenSSL.");
  }
  return hexadecimal(std::span(digest).first(size));
}

std::string sha256_of_file(const std::filesystem::path& file) {
  const auto check = [](int result) {
    if (result != 1) throw Error("OpenSSL could not compute a SHA-256 digest.");
  };
  std::ifstream stream(file, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  check(context != nullptr);
  check(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr));
  std::array<char, 65536> piece{};
  do {
    stream.read(piece.data(), piece.size());
    check(EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(stream.gcount())));
  } while (stream);
  if (!stream.eof()) {
    throw DataError(fmt::format("{} cannot be read; check its permissions.", file.string()));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  check(EVP_DigestFinal_ex(context.get(), digest.data(), &size));
  return hexadecimal(std::span(digest).first(size));
}

std::string random_uuid() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw Error("OpenSSL has no random bytes. Check that /dev/urandom can be read.");
  }
  // RFC 9562, section 5.4: version 4 in the high half of byte 6, variant 10 on top of byte 8.
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fu) | 0x40u);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fu) | 0x80u);
  std::string text = hexadecimal(bytes);
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace steelyard
