#include "harness/comm/all_reduce_method.hpp"

#include <gtest/gtest.h>

namespace steelyard::comm {
namespace {

/// What Open MPI 4.1.4 tells on one node.
ToolSettings open_mpi() {
  return {{"btl_self_major_version", "4"},
          {"btl_tcp_major_version", "4"},
          {"btl_vader_major_version", "4"},
          {"btl_vader_single_copy_mechanism", "none"},
          {"coll_basic_priority", "10"},
          {"coll_han_priority", "0"},
          {"coll_inter_priority", "40"},
          {"coll_libnbc_priority", "10"},
          {"coll_self_priority", "75"},
          {"coll_sync_priority", "50"},
          {"coll_tuned_allreduce_algorithm", "ignore"},
          {"coll_tuned_allreduce_algorithm_count", "7"},
          {"coll_tuned_priority", "30"},
          {"coll_tuned_use_dynamic_rules", "0"},
          {"pml_ob1_major_version", "4"},
          {"pml_ob1_priority", "20"}};
}

std::string method_with(const std::string& name, const std::string& value, int ranks = 2) {
  ToolSettings settings = open_mpi();
  settings[name] = value;
  return all_reduce_method(settings, ranks);
}

const std::string usual_messaging = ", pml ob1, btl self, tcp, vader (single copy: none)";

TEST(AllReduceMethod, NamesComponentsAndTransports) {
  EXPECT_EQ(all_reduce_method(open_mpi(), 2), "coll tuned (fixed rules)" + usual_messaging);
}

TEST(AllReduceMethod, OneRankTalksToItself) {
  EXPECT_EQ(all_reduce_method(open_mpi(), 1), "coll self" + usual_messaging);
}

TEST(AllReduceMethod, NamesAllThatMayTakeTheCallInOrder) {
  EXPECT_EQ(method_with("coll_han_priority", "35"),
            "coll han or tuned (fixed rules)" + usual_messaging);
  EXPECT_EQ(method_with("coll_hcoll_priority", "90"),
            "coll hcoll or tuned (fixed rules)" + usual_messaging);
  ToolSettings both = open_mpi();
  both["coll_han_priority"] = "35";
  both["coll_hcoll_priority"] = "90";
  EXPECT_EQ(all_reduce_method(both, 2),
            "coll hcoll or han or tuned (fixed rules)" + usual_messaging);
}

TEST(AllReduceMethod, PassesOverComponentsThatNeverCarryIt) {
  for (const char* name : {"inter", "libnbc", "monitoring", "sync", "self"}) {
    EXPECT_EQ(method_with("coll_" + std::string(name) + "_priority", "99"),
              "coll tuned (fixed rules)" + usual_messaging)
        << name;
  }
  EXPECT_EQ(method_with("coll_tuned_priority", "-1"), "coll basic" + usual_messaging);
  EXPECT_EQ(method_with("coll_han_priority", "-1"), "coll tuned (fixed rules)" + usual_messaging);
}

TEST(AllReduceMethod, TakesAPriorityOfNoughtForAPriority) {
  EXPECT_EQ(all_reduce_method({{"coll_tuned_priority", "0"}}, 2), "coll tuned");
}

TEST(AllReduceMethod, NamesAnAlgorithmOnlyWhereItWasAskedFor) {
  EXPECT_EQ(method_with("coll_tuned_allreduce_algorithm", "ring"),
            "coll tuned (fixed rules)" + usual_messaging)
      << "without dynamic rules the setting is not looked at";
  for (const char* yes : {"1", "true"}) {
    EXPECT_EQ(method_with("coll_tuned_use_dynamic_rules", yes),
              "coll tuned (dynamic rules)" + usual_messaging);
  }
  EXPECT_EQ(method_with("coll_tuned_use_dynamic_rules", "false"),
            "coll tuned (fixed rules)" + usual_messaging);
  ToolSettings forced = open_mpi();
  forced["coll_tuned_use_dynamic_rules"] = "true";
  forced["coll_tuned_allreduce_algorithm"] = "ring";
  EXPECT_EQ(all_reduce_method(forced, 2), "coll tuned (ring, as set)" + usual_messaging);
  forced["coll_tuned_allreduce_algorithm"] = "0";
  EXPECT_EQ(all_reduce_method(forced, 2), "coll tuned (dynamic rules)" + usual_messaging);
  forced.erase("coll_tuned_allreduce_algorithm");
  EXPECT_EQ(all_reduce_method(forced, 2), "coll tuned (dynamic rules)" + usual_messaging);
}

TEST(AllReduceMethod, SpeaksOfTransportsOnlyWhereTheyAreUsed) {
  ToolSettings ucx = open_mpi();
  ucx.erase("pml_ob1_major_version");
  ucx["pml_ucx_major_version"] = "4";
  EXPECT_EQ(all_reduce_method(ucx, 2), "coll tuned (fixed rules), pml ucx");
  EXPECT_EQ(all_reduce_method({{"pml_ob1_major_version", "4"}}, 2), "pml ob1");
}

TEST(AllReduceMethod, IsSilentAboutALibraryThatTellsNothing) {
  EXPECT_EQ(all_reduce_method({}, 2), "");
  EXPECT_EQ(all_reduce_method({{"coll__priority", "3"}, {"btl_x", "4"}}, 2), "");
}

}  // namespace
}  // namespace steelyard::comm
