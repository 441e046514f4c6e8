#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace steelyard {

/// SHA-256 of `data` as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view data);

/// SHA-256 of data that comes in pieces, however it is cut.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::span<const std::byte> data);
  /// Of all that was added so far, as 64 lower-case hexadecimal digits. More may be added after.
  std::string digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of a file's content, read piece by piece. Throws DataError if it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

/// A random (version 4) UUID, 36 characters.
std::string random_uuid();

}  // namespace steelyard
