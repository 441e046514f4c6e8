#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "harness/core/digest.hpp"
#include "results/store/fields.hpp"

namespace steelyard::results {

/// Members in the canonical form that digests are made over: docs/run-file.md, "Digests". A text is
/// its length as uint64 and its bytes, as the file holds it: cut where the file cuts it, without
/// zeros at its end. Numbers are little-endian and of a fixed width. May be called as the visitor
/// of the lists of schema.hpp.
class CanonicalBytes {
 public:
  static_assert(std::endian::native == std::endian::little, "numbers would have to be turned");

  /// `kind` comes first, so that no two kinds of digest are made over the same bytes.
  /// `longest_text`: where the file cuts texts.
  CanonicalBytes(std::string_view kind, std::size_t longest_text) : longest_text_(longest_text) {
    add_text(kind);
  }

  template <class T>
  void operator()(const char*, const char*, const T& value) {
    add(value);
  }

  template <class T>
  void add(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      add_text(fit(value, longest_text_));
    } else if constexpr (std::is_enum_v<T>) {
      add_text(name(value));
    } else if constexpr (std::is_same_v<T, bool>) {
      add_number(std::uint8_t{value});
    } else {
      add_number(value);
    }
  }

  void add_count(std::size_t count) { add_number(std::uint64_t{count}); }

  /// A text of its own, which is not cut.
  void add_text(std::string_view text) {
    text = text.substr(0, text.find_last_not_of('\0') + 1);
    add_count(text.size());
    all_.add(std::as_bytes(std::span(text)));
  }

  /// The numbers alone, without a count.
  template <class T>
  void add_numbers(std::span<const T> values) {
    static_assert(std::is_arithmetic_v<T>);
    all_.add(std::as_bytes(values));
  }

  std::string digest() const { return all_.digest(); }

 private:
  template <class T>
  void add_number(T value) {
    static_assert(std::is_same_v<T, int> || std::is_same_v<T, std::uint64_t> ||
                  std::is_same_v<T, std::uint8_t> || std::is_same_v<T, double>);
    add_numbers(std::span<const T>(&value, 1));
  }

  std::size_t longest_text_;
  Sha256 all_;
};

}  // namespace steelyard::results
