#include "workloads/reference/gemm_oracle.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/core/error.hpp"
#include "workloads/reference/error_bound.hpp"
#include "workloads/reference/seeds.hpp"

namespace steelyard::workloads::reference {
namespace {

constexpr std::int64_t whole_matrix_elements = 4096;
constexpr std::int64_t drawn_lines = 64;
constexpr std::int64_t drawn_batches = 2;
constexpr std::uint64_t oracle_limit_bytes = std::uint64_t{256} << 20;

/// Rows (or columns) that may be drawn, so that both sets of lines in double stay below the limit.
std::int64_t lines_for(std::int64_t k) {
  const auto line_bytes = static_cast<std::uint64_t>(k) * sizeof(double);
  const auto fit = static_cast<std::int64_t>(oracle_limit_bytes / (2 * line_bytes));
  return std::clamp<std::int64_t>(fit - 2, 0, drawn_lines);
}

std::vector<std::int64_t> all_of(std::int64_t count) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::int64_t>(i);
  return indices;
}

std::vector<std::int64_t> some_of(std::int64_t count, std::int64_t draws, std::uint64_t seed) {
  std::set<std::int64_t> chosen{0, count - 1};
  for (std::int64_t i = 0; i < draws; ++i) {
    const std::uint64_t random = mix(seed, static_cast<std::uint64_t>(i));
    chosen.insert(static_cast<std::int64_t>(random % static_cast<std::uint64_t>(count)));
  }
  return {chosen.begin(), chosen.end()};
}

/// One line of op(X) along k, decoded: row `line` of op(A), or column `line` of op(B).
void decode_line(const GemmOperand& operand, std::uint64_t first, std::uint64_t stride,
                 std::span<double> out) {
  const std::uint64_t length = operand.data.size() / size_of(operand.dtype);
  STEELYARD_ASSERT(length > 0);
  for (std::size_t p = 0; p < out.size(); ++p) {
    out[p] = decode(operand.dtype, operand.data, (first + p * stride) % length);
  }
}

/// Lines of op(X) one after another. `lines_total` is m for A and n for B; `along_k` says that the
/// elements of one line are neighbours in memory.
std::vector<double> decode_lines(const GemmOperand& operand, std::span<const std::int64_t> lines,
                                 std::int64_t lines_total, std::int64_t k, bool along_k,
                                 std::int64_t batch) {
  const auto depth = static_cast<std::size_t>(k);
  const auto total = static_cast<std::uint64_t>(lines_total);
  const std::uint64_t base = static_cast<std::uint64_t>(batch) * total * depth;
  std::vector<double> decoded(lines.size() * depth);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto line = static_cast<std::uint64_t>(lines[i]);
    const std::uint64_t first = base + (along_k ? line * depth : line);
    decode_line(operand, first, along_k ? 1 : total, std::span(decoded).subspan(i * depth, depth));
  }
  return decoded;
}

}  // namespace

GemmSample choose_sample(const GemmProblem& problem, std::uint64_t seed) {
  const std::int64_t elements_per_batch = problem.m * problem.n;
  if (elements_per_batch <= whole_matrix_elements / problem.batch &&
      std::max(problem.m, problem.n) <= lines_for(problem.k) + 2) {
    return {all_of(problem.batch), all_of(problem.m), all_of(problem.n)};
  }
  const std::int64_t draws = lines_for(problem.k);
  return {some_of(problem.batch, drawn_batches, mix(seed, 0)),
          some_of(problem.m, draws, mix(seed, 1)), some_of(problem.n, draws, mix(seed, 2))};
}

std::uint64_t oracle_bytes(std::int64_t m, std::int64_t n, std::int64_t k) {
  const std::int64_t most = lines_for(k) + 2;
  const std::int64_t lines = std::min(m, most) + std::min(n, most);
  return static_cast<std::uint64_t>(lines * k) * sizeof(double);
}

std::vector<ExpectedElement> expected_elements(const GemmProblem& problem, const GemmSample& sample,
                                               std::int64_t batch) {
  const GemmPrecision precision = gemm_precision(problem.a.dtype, problem.out);
  const std::vector<double> rows =
      decode_lines(problem.a, sample.rows, problem.m, problem.k, !problem.a.transposed, batch);
  const std::vector<double> columns =
      decode_lines(problem.b, sample.columns, problem.n, problem.k, problem.b.transposed, batch);
  const auto depth = static_cast<std::size_t>(problem.k);
  std::vector<ExpectedElement> expected;
  expected.reserve(sample.rows.size() * sample.columns.size());
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    const double* row = rows.data() + i * depth;
    for (std::size_t j = 0; j < sample.columns.size(); ++j) {
      const double* column = columns.data() + j * depth;
      double value = 0;
      double magnitude = 0;
      for (std::size_t p = 0; p < depth; ++p) {
        const double product = row[p] * column[p];
        value += product;
        magnitude += std::abs(product);
      }
      double bound =
          gemm_error_bound(precision, problem.k, value, magnitude, problem.whole_numbers);
      if (problem.a.dtype == Dtype::f64) bound *= 2;
      expected.push_back({value, bound});
    }
  }
  return expected;
}

}  // namespace steelyard::workloads::reference
