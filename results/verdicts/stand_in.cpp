#include "results/verdicts/stand_in.hpp"

#include "harness/core/case_spec.hpp"
#include "harness/core/dtype.hpp"
#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

std::vector<Dtype> wider(Dtype dtype) {
  using enum Dtype;
  if (is_fp8(dtype)) return {bf16, fp16, tf32, hf32, xf32, f32, f64};
  if (is_narrowed_f32(dtype)) return {f32, f64};
  switch (dtype) {
    case int8:
    case uint8:
      return {fp16, bf16, tf32, hf32, xf32, f32, f64};
    case bf16:
      return {fp16, tf32, hf32, xf32, f32, f64};
    case fp16:
      return {bf16, tf32, hf32, xf32, f32, f64};
    case f32:
      return {f64};
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> wider_cases(const std::string& case_name) {
  std::vector<std::string> names;
  try {
    CaseSpec spec = parse_case(case_name);
    const auto text = spec.find("dtype");
    const auto dtype = text ? parse_dtype(*text) : std::nullopt;
    if (!dtype) return {};
    for (const Dtype each : wider(*dtype)) {
      spec.set("dtype", std::string(name(each)));
      names.push_back(to_string(spec));
    }
  } catch (const UsageError&) {
    return {};
  }
  return names;
}

}  // namespace steelyard::results
