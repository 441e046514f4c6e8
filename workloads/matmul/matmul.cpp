#include <array>
#include <memory>
#include <string>
#include <vector>

#include "harness/run/workload.hpp"
#include "workloads/matmul/footprint.hpp"
#include "workloads/matmul/prepared_matmul.hpp"
#include "workloads/matmul/shape.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

using Kind = run::Parameter::Kind;

constexpr std::int64_t longest_side = std::int64_t{1} << 20;
constexpr std::int64_t most_matrices = std::int64_t{1} << 16;

run::Parameter side(std::string name, std::string help) {
  return {std::move(name), Kind::integer, std::move(help), {}, std::nullopt, 1, longest_side};
}

run::Parameter choice(std::string name, std::string help, std::vector<std::string> choices,
                      std::optional<std::string> default_value) {
  return {std::move(name), Kind::choice, std::move(help), std::move(choices),
          std::move(default_value)};
}

const std::vector<run::Parameter>& matmul_parameters() {
  static const std::vector<run::Parameter> parameters = {
      {"dtype",
       Kind::dtype,
       "Type of A and B. Sums are kept in f64 (f64), int32 (int8), else f32.",
       {"f64", "f32", "tf32", "hf32", "xf32", "bf16", "fp16", "fp8_e4m3", "fp8_e5m2",
        "fp8_e4m3_fnuz", "fp8_e5m2_fnuz", "int8"},
       {}},
      side("m", "Rows of op(A) and C."),
      side("n", "Columns of op(B) and C."),
      side("k", "Columns of op(A), rows of op(B): the length of each sum."),
      choice("trans", "Storage of A and B, row-major: n as multiplied, t transposed.",
             {"nn", "nt", "tn", "tt"}, std::nullopt),
      {"batch", Kind::integer, "Matrices multiplied by one call.", {}, "1", 1, most_matrices},
      choice("a", "Type of A where it differs: uint8 with dtype=int8.", {"same", "uint8"}, "same"),
      choice("out", "Type of C. Default: bf16 and fp8 write bf16, fp16 fp16, int8 int32.",
             {"default", "f32"}, "default"),
      choice("accum", "fp8: fast lets partial sums be kept with fewer bits than f32.",
             {"full", "fast"}, "full"),
      choice("cache", "cold: inputs rotate through more than twice the last-level cache.",
             {"cold", "hot"}, "cold"),
  };
  return parameters;
}

/// C = op(A) op(B), dense.
class Matmul final : public run::Workload {
 public:
  std::string_view name() const override { return "matmul"; }
  std::string_view description() const override {
    return "dense matrix multiplication C = op(A) op(B), row-major, inputs cold";
  }
  int method_version() const override { return 1; }
  std::span<const run::Parameter> parameters() const override { return matmul_parameters(); }
  std::vector<CaseSpec> examples() const override;
  void check(const CaseSpec& spec) const override { matmul::parse_shape(spec); }
  WorkModel work(const CaseSpec& spec) const override {
    return matmul::work_of(matmul::parse_shape(spec));
  }
  run::Timing timing(const CaseSpec&) const override { return run::Timing::device_events; }
  run::MemoryNeed memory(const CaseSpec& spec, const run::PlanContext& context) const override {
    const matmul::Shape shape = matmul::parse_shape(spec);
    return {matmul::device_bytes(shape, context.cache_bytes),
            matmul::host_bytes(shape, context.cache_bytes)};
  }
  ProbeChoice probe(const CaseSpec& spec) const override {
    return {SY_PROBE_MULTIPLY, spec.dtype()};
  }
  std::unique_ptr<run::PreparedCase> prepare(const CaseSpec& spec,
                                             run::CaseContext& context) const override {
    return std::make_unique<matmul::PreparedMatmul>(matmul::parse_shape(spec), context);
  }
};

std::vector<CaseSpec> Matmul::examples() const {
  std::vector<CaseSpec> cases;
  for (const char* text : {
           "matmul:dtype=bf16,m=64,n=48,k=80,trans=nt",
           "matmul:dtype=bf16,m=64,n=48,k=80,trans=nn,out=f32",
           "matmul:dtype=f32,m=33,n=65,k=17,trans=nn",
           "matmul:dtype=f32,m=33,n=65,k=17,trans=tt,cache=hot",
           "matmul:dtype=f32,m=16,n=24,k=32,trans=tn,batch=3",
           "matmul:dtype=tf32,m=32,n=32,k=32,trans=nt",
           "matmul:dtype=f64,m=1,n=7,k=100,trans=tn",
           "matmul:dtype=fp16,m=16,n=16,k=64,trans=nt",
           "matmul:dtype=fp8_e4m3,m=32,n=32,k=64,trans=nt",
           "matmul:dtype=fp8_e5m2,m=32,n=32,k=64,trans=nt",
           "matmul:dtype=fp8_e4m3,m=32,n=32,k=64,trans=nt,accum=fast",
           "matmul:dtype=fp8_e4m3_fnuz,m=32,n=32,k=64,trans=nt",
           "matmul:dtype=fp8_e5m2_fnuz,m=32,n=32,k=64,trans=nt",
           "matmul:dtype=hf32,m=32,n=32,k=32,trans=nn",
           "matmul:dtype=xf32,m=32,n=32,k=32,trans=nn",
           "matmul:dtype=int8,m=100,n=90,k=70,trans=nt",
           "matmul:dtype=int8,m=32,n=32,k=64,trans=nn,a=uint8",
       }) {
    cases.push_back(parse_case(text));
  }
  return cases;
}

}  // namespace

std::span<const run::Workload* const> matmul_workloads() {
  static const Matmul matmul;
  static const std::array<const run::Workload*, 1> all{&matmul};
  return all;
}

}  // namespace steelyard::workloads
