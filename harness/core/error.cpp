#include "harness/core/error.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace steelyard {

ExitCode worse(ExitCode a, ExitCode b) {
  constexpr std::array order{ExitCode::fine,       ExitCode::inconclusive,   ExitCode::wrong_result,
                             ExitCode::incomplete, ExitCode::infrastructure, ExitCode::usage};
  const auto weight = [&](ExitCode code) { return std::find(order.begin(), order.end(), code); };
  return weight(a) < weight(b) ? b : a;
}

Error::Error(const std::string& message, SourceLocation where)
    : std::runtime_error(message), where_(where) {}

void assertion_failed(const char* condition, SourceLocation where) {
  std::fprintf(stderr, "steelyard: broken invariant `%s` at %s:%u\n", condition, where.file_name(),
               where.line());
  std::abort();
}

}  // namespace steelyard
