#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/dtype.hpp"

namespace steelyard {

/// One workload with its parameters, in the order in which they are written.
///
///     auto spec = parse_case("matmul:dtype=bf16,m=8192,n=8192,k=8192,trans=nt");
///     spec.workload;            // "matmul"
///     spec.integer("m");        // 8192
///
/// Grammar: WORKLOAD [ ":" NAME "=" VALUE { "," NAME "=" VALUE } ], where every word is made of
/// [A-Za-z0-9_.-]; at most 4,096 characters. The canonical form (order, defaults left out) is made
/// by run::canonical(), which knows the workload's parameters; this type is text only.
struct CaseSpec {
  std::string workload;
  std::vector<std::pair<std::string, std::string>> parameters;

  /// The value of a parameter, or nothing.
  std::optional<std::string> find(std::string_view parameter) const;
  /// The value of a parameter; throws UsageError if it is missing.
  std::string text(std::string_view parameter) const;
  /// As a whole number >= 0; throws UsageError if missing, not a number or above 2^53.
  std::int64_t integer(std::string_view parameter) const;
  /// As a dtype; throws UsageError if missing or unknown, naming the nearest.
  Dtype dtype(std::string_view parameter = "dtype") const;
  /// Replaces or appends.
  void set(std::string_view parameter, std::string_view value);

  bool operator==(const CaseSpec&) const = default;
};

/// Throws UsageError with the place of the mistake; names a duplicate parameter.
CaseSpec parse_case(std::string_view text);
std::string to_string(const CaseSpec& spec);

/// The identity under which results may be compared: the first 16 hexadecimal digits of the
/// SHA-256 of "canonical name\nmethod version\ndata pattern".
std::string case_id(std::string_view canonical_name, int method_version,
                    std::string_view data_pattern);

}  // namespace steelyard
