#include <array>
#include <functional>

#include "harness/core/error.hpp"
#include "tests/contract/backend/backend_fixture.hpp"
#include "tests/contract/backend/multiplication.hpp"

namespace steelyard::device {
namespace {

class GemmContract : public BackendContract {
 protected:
  void SetUp() override {
    BackendContract::SetUp();
    if (IsSkipped()) return;
    if (table().gemm == nullptr) GTEST_SKIP() << "This backend multiplies no matrices.";
  }

  /// Calls `use` with each combination of dtypes that is offered.
  void for_each_combination(const std::function<void(const GemmTypes&)>& use) {
    for (const Dtype dtype : all_dtypes()) {
      if (!device().multiplies(dtype)) continue;
      for (const GemmTypes& types : combinations(dtype)) {
        if (offers(shape_of(types, 16, 16, 16))) use(types);
      }
    }
  }

  bool offers(const sy_gemm_shape& shape) {
    try {
      const GemmPlan plan(device(), shape);
      return true;
    } catch (const Unsupported&) {
      return false;
    }
  }

  void expect_right(const sy_gemm_shape& shape) {
    EXPECT_EQ(Multiplication(device(), shape).flaw(), "") << describe(shape);
  }
};
INSTANTIATE_OVER_BACKENDS(GemmContract);

constexpr std::array transpositions{std::pair{false, false}, std::pair{false, true},
                                    std::pair{true, false}, std::pair{true, true}};
constexpr std::array<std::array<std::int64_t, 3>, 8> odd_shapes{{{1, 1, 1},
                                                                 {7, 5, 3},
                                                                 {1, 130, 70},
                                                                 {129, 1, 31},
                                                                 {33, 17, 65},
                                                                 {2, 3, 257},
                                                                 {64, 64, 64},
                                                                 {100, 96, 1}}};

TEST_P(GemmContract, OffersACombinationForEachDtypeItNames) {
  for (const Dtype dtype : all_dtypes()) {
    if (!device().multiplies(dtype) || combinations(dtype).empty()) continue;
    int offered = 0;
    for (const GemmTypes& types : combinations(dtype)) offered += offers(shape_of(types, 8, 8, 8));
    EXPECT_GT(offered, 0) << name(dtype);
  }
}

TEST_P(GemmContract, RefusesDtypesItDoesNotName) {
  for (const Dtype dtype : all_dtypes()) {
    if (device().multiplies(dtype)) continue;
    for (const GemmTypes& types : combinations(dtype)) {
      EXPECT_FALSE(offers(shape_of(types, 8, 8, 8))) << name(dtype);
    }
  }
}

TEST_P(GemmContract, MultipliesOddShapesInEveryTransposition) {
  for_each_combination([&](const GemmTypes& types) {
    for (const auto& [m, n, k] : odd_shapes) {
      for (const auto& [transpose_a, transpose_b] : transpositions) {
        expect_right(shape_of(types, m, n, k, 1, transpose_a, transpose_b));
      }
    }
  });
}

TEST_P(GemmContract, MultipliesBatches) {
  for_each_combination([&](const GemmTypes& types) {
    for (const auto& [transpose_a, transpose_b] : transpositions) {
      expect_right(shape_of(types, 19, 21, 23, 3, transpose_a, transpose_b));
    }
  });
}

TEST_P(GemmContract, MultipliesRightAfterTuning) {
  for_each_combination([&](const GemmTypes& types) {
    for (const auto& [transpose_a, transpose_b] : transpositions) {
      const sy_gemm_shape shape = shape_of(types, 48, 80, 65, 1, transpose_a, transpose_b);
      Multiplication multiplication(device(), shape);
      multiplication.plan().autotune(0.05);
      EXPECT_EQ(multiplication.flaw(), "")
          << describe(shape) << " by " << multiplication.plan().algorithm();
    }
  });
}

TEST_P(GemmContract, MultipliesBatchesRightAfterTuning) {
  for_each_combination([&](const GemmTypes& types) {
    const sy_gemm_shape shape = shape_of(types, 33, 40, 20, 2, false, true);
    Multiplication multiplication(device(), shape);
    multiplication.plan().autotune(0.05);
    EXPECT_EQ(multiplication.flaw(), "") << describe(shape);
  });
}

TEST_P(GemmContract, RemembersTheTuningOfAShape) {
  for_each_combination([&](const GemmTypes& types) {
    const sy_gemm_shape shape = shape_of(types, 40, 40, 40, 1, false, true);
    GemmPlan first(device(), shape);
    first.autotune(0.05);
    GemmPlan second(device(), shape);
    second.autotune(0.05);
    EXPECT_EQ(first.algorithm(), second.algorithm()) << describe(shape);
  });
}

TEST_P(GemmContract, NamesItsAlgorithmAndWhatIsPacked) {
  for_each_combination([&](const GemmTypes& types) {
    GemmPlan plan(device(), shape_of(types, 64, 48, 32, 1, false, true));
    plan.autotune(0.05);
    const std::string algorithm = plan.algorithm();
    EXPECT_FALSE(algorithm.empty());
    const bool packs = plan.packed_bytes(SY_OPERAND_A) + plan.packed_bytes(SY_OPERAND_B) > 0;
    EXPECT_EQ(packs, algorithm.find("packed") != std::string::npos) << algorithm;
  });
}

TEST_P(GemmContract, RefusesToPackWhatItTakesPlain) {
  for_each_combination([&](const GemmTypes& types) {
    GemmPlan plan(device(), shape_of(types, 16, 16, 16));
    Stream stream(device());
    const Buffer buffer(device(), 4096);
    for (const sy_operand operand : {SY_OPERAND_A, SY_OPERAND_B}) {
      if (plan.packed_bytes(operand) != 0) continue;
      EXPECT_THROW(plan.pack(stream, operand, buffer.data(), buffer.at(2048)), DeviceError);
    }
  });
}

TEST_P(GemmContract, ScalesByAlphaOrRefuses) {
  for_each_combination([&](const GemmTypes& types) {
    if (is_integer(types.a)) return;
    sy_gemm_shape shape = shape_of(types, 20, 30, 10);
    shape.alpha = 0.375;
    if (offers(shape)) expect_right(shape);
  });
}

TEST_P(GemmContract, MultipliesTheSamePlanAgain) {
  for_each_combination([&](const GemmTypes& types) {
    const sy_gemm_shape shape = shape_of(types, 31, 29, 37);
    Multiplication multiplication(device(), shape);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(multiplication.flaw(), "") << describe(shape);
  });
}

TEST_P(GemmContract, LosesNoMemoryByPlans) {
  if (device().properties().is_accelerator == 0) {
    GTEST_SKIP() << "The host's free memory moves by what other programs do.";
  }
  for_each_combination([&](const GemmTypes& types) {
    const auto use = [&] {
      GemmPlan plan(device(), shape_of(types, 64, 64, 64, 1, false, true));
      plan.autotune(0.01);
    };
    use();  // what a library makes once and keeps
    const std::uint64_t before = device().free_bytes();
    for (int i = 0; i < 20; ++i) use();
    EXPECT_EQ(device().free_bytes(), before) << name(types.a);
  });
}

}  // namespace
}  // namespace steelyard::device
