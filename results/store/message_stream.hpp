#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "harness/core/error.hpp"
#include "results/store/fields.hpp"

/// Members as bytes, on their way from one process of this program to another.
namespace steelyard::results {

/// What is gathered before it is told, in bytes.
inline constexpr std::size_t piece_bytes = 256 << 10;

/// Tells members. May be called as the visitor of the lists of schema.hpp.
class MessageWriter {
 public:
  explicit MessageWriter(const std::function<void(std::string_view)>& tell) : tell_(tell) {}
  template <class T>
  void operator()(const char*, const char*, const T& value) {
    add(value);
  }

  template <class T>
  void add(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      add(std::string(name(value)));
    } else {
      static_assert(std::is_arithmetic_v<T>);
      add_bytes(&value, sizeof value);
    }
  }
  void add(const std::string& text) { add_all(text); }
  template <class T>
  void add_all(const T& values) {
    add(static_cast<std::uint64_t>(values.size()));
    add_bytes(values.data(), values.size() * sizeof(typename T::value_type));
  }
  void add(const std::map<std::string, std::string>& pairs) {
    add(static_cast<std::uint64_t>(pairs.size()));
    for (const auto& [key, value] : pairs) {
      add(key);
      add(value);
    }
  }
  /// A list whose items are written by `write`.
  template <class T, class Write>
  void add_list(const std::vector<T>& items, Write write) {
    add(static_cast<std::uint64_t>(items.size()));
    for (const T& item : items) write(item);
  }

  void finish() {
    if (!gathered_.empty()) tell_(gathered_);
    gathered_.clear();
  }

 private:
  void add_bytes(const void* from, std::size_t bytes) {
    if (gathered_.size() + bytes > piece_bytes) finish();
    const std::string_view piece(static_cast<const char*>(from), bytes);
    if (bytes > piece_bytes) {
      tell_(piece);
    } else {
      gathered_.append(piece);
    }
  }

  const std::function<void(std::string_view)>& tell_;
  std::string gathered_;
};

/// Takes members off the front, in the same order.
class MessageReader {
 public:
  explicit MessageReader(std::string_view message) : rest_(message) {}

  template <class T>
  void operator()(const char*, const char*, T& value) {
    take(value);
  }

  template <class T>
  void take(T& value) {
    if constexpr (std::is_enum_v<T>) {
      std::string text;
      take(text);
      if (!parse_into(value, text)) refuse();
    } else if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      take(byte);
      value = byte != 0;
    } else {
      static_assert(std::is_arithmetic_v<T>);
      const auto bytes = take_bytes(sizeof value);
      std::memcpy(&value, bytes.data(), sizeof value);
    }
  }
  void take(std::string& text) { take_all(text); }
  template <class T>
  void take_all(T& values) {
    constexpr std::size_t size = sizeof(typename T::value_type);
    const auto bytes = take_bytes(take_count(size) * size);
    values.resize(bytes.size() / size);
    if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  void take(std::map<std::string, std::string>& pairs) {
    for (std::uint64_t left = take_count(1); left > 0; --left) {
      std::string key;
      take(key);
      take(pairs[key]);
    }
  }
  template <class T, class Read>
  void take_list(std::vector<T>& items, Read read) {
    for (std::uint64_t left = take_count(1); left > 0; --left) read(items.emplace_back());
  }

  void expect_end() const {
    if (!rest_.empty()) refuse();
  }
  [[noreturn]] static void refuse() {
    throw DataError("What was read of the run file is not a whole run. The file is hostile.");
  }

 private:
  /// A number of things of which each takes at least `size` bytes.
  std::uint64_t take_count(std::size_t size) {
    std::uint64_t count = 0;
    take(count);
    if (count > rest_.size() / size) refuse();
    return count;
  }
  std::string_view take_bytes(std::size_t bytes) {
    if (bytes > rest_.size()) refuse();
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  std::string_view rest_;
};

}  // namespace steelyard::results
