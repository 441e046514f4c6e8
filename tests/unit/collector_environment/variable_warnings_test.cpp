#include "collectors/environment/variable_warnings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::collectors {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::StartsWith;

RankReport rank(const std::string& host, std::map<std::string, std::string> variables) {
  return {.info = {.host = host}, .variables = std::move(variables)};
}

NodeInfo node(const std::string& host, const std::string& vector_instructions) {
  return {.host = host, .facts = {{"vector_instructions", vector_instructions}}};
}

TEST(VariableWarnings, TellAnInheritedCoretype) {
  const std::map<std::string, std::string> haswell{{"OPENBLAS_CORETYPE", "Haswell"}};
  EXPECT_THAT(
      variable_warnings(
          {rank("a", haswell), rank("b", haswell), rank("c", {{"OPENBLAS_CORETYPE", "Zen"}})}, {}),
      ElementsAre("OPENBLAS_CORETYPE=Haswell is set on a and 1 more: OpenBLAS runs kernels for "
                  "that processor instead of choosing by itself",
                  "OPENBLAS_CORETYPE=Zen is set on c: OpenBLAS runs kernels for that processor "
                  "instead of choosing by itself"));
}

TEST(VariableWarnings, SayWhereACoretypeLeavesAvx512Unused) {
  const auto warning = [](const char* core, const char* host, const char* instructions) {
    return variable_warnings({rank("a", {{"OPENBLAS_CORETYPE", core}})},
                             {node(host, instructions)});
  };
  EXPECT_THAT(warning("Haswell", "a", "AVX-512"),
              ElementsAre("OPENBLAS_CORETYPE=Haswell is set on a: OpenBLAS runs kernels for that "
                          "processor instead of choosing by itself, and leaves AVX-512, which it "
                          "has, unused"));
  for (const char* core : {"SkylakeX", "COOPERLAKE", "sapphirerapids"}) {
    EXPECT_THAT(warning(core, "a", "AVX-512"), ElementsAre(EndsWith("choosing by itself")));
  }
  EXPECT_THAT(warning("Haswell", "a", "AVX2"), ElementsAre(EndsWith("choosing by itself")));
  EXPECT_THAT(warning("Haswell", "b", "AVX-512"), ElementsAre(EndsWith("choosing by itself")));
}

TEST(VariableWarnings, TellWhatChangesSpeed) {
  EXPECT_THAT(variable_warnings({rank("a", {{"ONEDNN_MAX_CPU_ISA", "AVX2"},
                                            {"DNNL_MAX_CPU_ISA", "SSE41"},
                                            {"ONEDNN_VERBOSE", "1"},
                                            {"DNNL_VERBOSE", "2"},
                                            {"OMP_WAIT_POLICY", "PASSIVE"},
                                            {"GOMP_SPINCOUNT", "0"},
                                            {"GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"},
                                            {"MALLOC_PERTURB_", "165"}})},
                                {}),
              ElementsAre("ONEDNN_MAX_CPU_ISA=AVX2 is set on a: oneDNN uses no newer instructions "
                          "than these",
                          StartsWith("DNNL_MAX_CPU_ISA=SSE41 is set on a: "),
                          StartsWith("ONEDNN_VERBOSE=1 is set on a: oneDNN prints a line"),
                          StartsWith("DNNL_VERBOSE=2 is set on a: oneDNN prints a line"),
                          StartsWith("OMP_WAIT_POLICY=PASSIVE is set on a: threads sleep"),
                          StartsWith("GOMP_SPINCOUNT=0 is set on a: threads wait"),
                          StartsWith("GLIBC_TUNABLES=glibc.malloc.hugetlb=1 is set on a: memory"),
                          StartsWith("MALLOC_PERTURB_=165 is set on a: memory is overwritten")));
}

TEST(VariableWarnings, AreSilentAboutWhatChangesNothing) {
  EXPECT_THAT(variable_warnings({rank("a", {{"OPENBLAS_CORETYPE", ""},
                                            {"ONEDNN_MAX_CPU_ISA", "ALL"},
                                            {"DNNL_MAX_CPU_ISA", "Default"},
                                            {"ONEDNN_VERBOSE", "0"},
                                            {"DNNL_VERBOSE", "0"},
                                            {"OMP_WAIT_POLICY", "active"},
                                            {"MALLOC_PERTURB_", "0"},
                                            {"OPENBLAS_NUM_THREADS", "1"},
                                            {"MKL_NUM_THREADS", "4"}})},
                                {}),
              IsEmpty());
  EXPECT_THAT(variable_warnings({}, {}), IsEmpty());
}

}  // namespace
}  // namespace steelyard::collectors
