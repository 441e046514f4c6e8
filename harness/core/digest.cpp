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

void check(int result) {
  if (result != 1) {
    throw Error("OpenSSL could not compute a SHA-256 digest. Check the installation of OpenSSL.");
  }
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  check(state_->context != nullptr);
  check(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> data) {
  check(EVP_DigestUpdate(state_->context.get(), data.data(), data.size()));
}

std::string Sha256::digest() const {
  const State copy;
  check(copy.context != nullptr);
  check(EVP_MD_CTX_copy_ex(copy.context.get(), state_->context.get()));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  check(EVP_DigestFinal_ex(copy.context.get(), digest.data(), &size));
  return hexadecimal(std::span(digest).first(size));
}

std::string sha256(std::string_view data) {
  Sha256 all;
  all.add(std::as_bytes(std::span(data)));
  return all.digest();
}

std::string sha256_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  Sha256 all;
  std::array<char, 65536> piece{};
  do {
    stream.read(piece.data(), piece.size());
    all.add(std::as_bytes(std::span(piece)).first(static_cast<std::size_t>(stream.gcount())));
  } while (stream);
  if (!stream.eof()) {
    throw DataError(fmt::format("{} cannot be read; check its permissions.", file.string()));
  }
  return all.digest();
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
