#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "harness/run/suite.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads {
namespace {

const std::vector<std::filesystem::path> suite_folders{std::filesystem::path(STEELYARD_SOURCE_DIR) /
                                                       "workloads" / "suites"};

class ShippedSuite : public ::testing::TestWithParam<std::string> {
 protected:
  run::Suite suite_ = run::load_suite(GetParam(), suite_folders);
};

TEST_P(ShippedSuite, HoldsOnlyValidAndDistinctCases) {
  ASSERT_FALSE(suite_.cases.empty());
  std::set<std::string> names;
  for (const run::SuiteCase& entry : suite_.cases) {
    const run::Workload& workload = find_workload(entry.spec.workload);
    const CaseSpec spec = run::canonical(workload, entry.spec, 2);
    EXPECT_NO_THROW(workload.check(spec)) << to_string(spec);
    EXPECT_TRUE(names.insert(to_string(spec)).second) << to_string(spec) << " stands twice";
    EXPECT_FALSE(entry.group.empty());
    EXPECT_EQ(entry.data, run::DataPattern::normal);
  }
}

TEST_P(ShippedSuite, NamesItselfAndItsLimits) {
  EXPECT_EQ(suite_.name, GetParam());
  EXPECT_FALSE(suite_.description.empty());
  EXPECT_EQ(suite_.rounds, 5);
}

INSTANTIATE_TEST_SUITE_P(All, ShippedSuite, ::testing::Values("quick", "standard"),
                         [](const auto& each) { return each.param; });

TEST(QuickSuite, EndsWithinAMinute) {
  const run::Suite suite = run::load_suite("quick", suite_folders);
  EXPECT_EQ(suite.precision, 0.05);
  EXPECT_GT(suite.budget_seconds, 0);
  EXPECT_LE(suite.budget_seconds, 60);
}

/// (m, n, k, trans) of every bf16 matmul.
using Product = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>;

std::map<Product, std::string> products_of(const run::Suite& suite, const std::string& dtype) {
  std::map<Product, std::string> products;
  for (const run::SuiteCase& entry : suite.cases) {
    const CaseSpec& spec = entry.spec;
    if (spec.workload != "matmul" || spec.text("dtype") != dtype || spec.find("accum")) continue;
    products[{spec.integer("m"), spec.integer("n"), spec.integer("k"), spec.text("trans")}] =
        entry.group;
  }
  return products;
}

/// A weight matrix of `out` x `in`, `times` of them in the model.
struct Weight {
  std::int64_t out, in, times;
};

struct Model {
  std::string name;
  std::string dtype;
  std::vector<Weight> weights;
  std::int64_t other_parameters;  ///< embeddings, norms, biases, router
  double parameters;              ///< as published
  double tolerance;
};

std::ostream& operator<<(std::ostream& out, const Model& model) { return out << model.name; }

/// Query heads, key and value heads of 128, hidden, intermediate, layers.
std::vector<Weight> llama_weights(std::int64_t heads, std::int64_t kv_heads, std::int64_t hidden,
                                  std::int64_t intermediate, std::int64_t layers) {
  return {{(heads + 2 * kv_heads) * 128, hidden, layers},
          {hidden, heads * 128, layers},
          {2 * intermediate, hidden, layers},
          {hidden, intermediate, layers}};
}

std::vector<Weight> deepseek_weights() {
  const std::int64_t layers = 61;
  const std::int64_t dense = 3;
  const std::int64_t experts = (layers - dense) * (256 + 1);
  return {{1536, 7168, layers},      {128 * (128 + 64), 1536, layers},
          {512 + 64, 7168, layers},  {128 * (128 + 128), 512, layers},
          {7168, 128 * 128, layers}, {2 * 2048, 7168, experts},
          {7168, 2048, experts},     {2 * 18432, 7168, dense},
          {7168, 18432, dense}};
}

class ModelShapes : public ::testing::TestWithParam<Model> {};

TEST_P(ModelShapes, CoverEveryWeightOfALayerInAllThreeDirections) {
  const auto products = products_of(run::load_suite("standard", suite_folders), GetParam().dtype);
  const std::int64_t tokens = 4096;
  for (const auto& [out, in, times] : GetParam().weights) {
    EXPECT_TRUE(products.count({tokens, out, in, "nt"})) << "forward " << out << " x " << in;
    EXPECT_TRUE(products.count({tokens, in, out, "nn"})) << "input gradient " << out << " x " << in;
    EXPECT_TRUE(products.count({out, in, tokens, "tn"}))
        << "weight gradient " << out << " x " << in;
  }
}

TEST_P(ModelShapes, AddUpToThePublishedNumberOfParameters) {
  const auto products = products_of(run::load_suite("standard", suite_folders), GetParam().dtype);
  std::int64_t parameters = GetParam().other_parameters;
  for (const auto& [out, in, times] : GetParam().weights) {
    const auto forward = products.find({4096, out, in, "nt"});
    ASSERT_NE(forward, products.end());
    parameters += std::get<1>(forward->first) * std::get<2>(forward->first) * times;
  }
  EXPECT_NEAR(static_cast<double>(parameters), GetParam().parameters, GetParam().tolerance);
}

/// Each group holds no shape that is not one of its model's.
TEST_P(ModelShapes, HoldNothingElse) {
  const auto products = products_of(run::load_suite("standard", suite_folders), GetParam().dtype);
  std::set<Product> wanted;
  for (const auto& [out, in, times] : GetParam().weights) {
    wanted.insert({4096, out, in, "nt"});
    wanted.insert({4096, in, out, "nn"});
    wanted.insert({out, in, 4096, "tn"});
  }
  int own = 0;
  for (const auto& [product, group] : products) {
    if (group != GetParam().name + " layer") continue;
    ++own;
    EXPECT_TRUE(wanted.count(product))
        << std::get<0>(product) << " " << std::get<1>(product) << " " << std::get<2>(product);
  }
  EXPECT_GT(own, 0);
}

// Totals: the parameter counts of the published weights; DeepSeek-V3 says 671 x 10^9.
INSTANTIATE_TEST_SUITE_P(
    All, ModelShapes,
    ::testing::Values(Model{"Llama-3-8B", "bf16", llama_weights(32, 8, 4096, 14336, 32),
                            2 * 128256LL * 4096 + (2 * 32 + 1) * 4096LL, 8030261248.0, 0},
                      Model{"Llama-3-70B", "bf16", llama_weights(64, 8, 8192, 28672, 80),
                            2 * 128256LL * 8192 + (2 * 80 + 1) * 8192LL, 70553706496.0, 0},
                      Model{"Qwen2.5-72B", "bf16", llama_weights(64, 8, 8192, 29568, 80),
                            2 * 152064LL * 8192 + (2 * 80 + 1) * 8192LL + 80 * 10240LL,
                            72706203648.0, 0},
                      Model{"DeepSeek-V3", "bf16", deepseek_weights(),
                            2 * 129280LL * 7168 + (2 * 61 + 1) * 7168LL + 61 * (1536LL + 512) +
                                58 * (256 * 7168LL + 256),
                            671e9, 0.1e9},
                      Model{"DeepSeek-V3", "fp8_e4m3", deepseek_weights(),
                            2 * 129280LL * 7168 + (2 * 61 + 1) * 7168LL + 61 * (1536LL + 512) +
                                58 * (256 * 7168LL + 256),
                            671e9, 0.1e9}),
    [](const auto& each) {
      std::string name = each.param.name + "_" + each.param.dtype;
      for (char& c : name) {
        if (c == '-' || c == '.') c = '_';
      }
      return name;
    });

TEST(StandardSuite, SweepsSquaresAndMessages) {
  const run::Suite suite = run::load_suite("standard", suite_folders);
  for (const char* dtype : {"f64", "f32", "tf32", "bf16", "fp16", "fp8_e4m3", "int8"}) {
    const auto products = products_of(suite, dtype);
    for (const std::int64_t n : {256, 512, 1024, 2048, 4096, 8192}) {
      EXPECT_TRUE(products.count({n, n, n, "nt"})) << dtype << " " << n;
    }
  }
  for (const char* dtype : {"hf32", "xf32", "fp8_e4m3_fnuz"}) {
    const auto products = products_of(suite, dtype);
    for (const std::int64_t n : {1024, 4096, 8192}) {
      EXPECT_TRUE(products.count({n, n, n, "nt"})) << dtype << " " << n;
    }
  }
  std::map<std::string, std::set<std::int64_t>> bytes;
  for (const run::SuiteCase& entry : suite.cases) {
    if (entry.spec.workload != "allreduce" || entry.spec.find("mode")) continue;
    bytes[entry.spec.text("dtype")].insert(entry.spec.integer("bytes"));
  }
  for (const char* dtype : {"f32", "bf16"}) {
    EXPECT_EQ(bytes[dtype].size(), 28u);
    EXPECT_EQ(*bytes[dtype].begin(), 8);
    EXPECT_EQ(*bytes[dtype].rbegin(), 1073741824);
  }
}

}  // namespace
}  // namespace steelyard::workloads
