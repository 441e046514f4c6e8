#include "collectors/environment/node_facts.hpp"

#include <gtest/gtest.h>

namespace steelyard::collectors {
namespace {

const std::filesystem::path nodes = STEELYARD_SOURCE_DIR "/tests/data/nodes";

TEST(NodeFacts, OfAServer) {
  EXPECT_EQ(node_facts(nodes / "server"), (Facts{{"kernel", "6.1.0-18-amd64"},
                                                 {"distribution", "Debian GNU/Linux 12 (bookworm)"},
                                                 {"machine", "Example Computers Server 9000"},
                                                 {"cpu_model", "Intel(R) Xeon(R) Gold 6430"},
                                                 {"microcode", "0x2b0004d0"},
                                                 {"vector_instructions", "AVX-512"},
                                                 {"hypervisor", "none"},
                                                 {"cpus", "8"},
                                                 {"cores", "4"},
                                                 {"sockets", "2"},
                                                 {"smt", "on"},
                                                 {"governor", "performance, powersave"},
                                                 {"frequency_driver", "intel_pstate"},
                                                 {"turbo", "on"},
                                                 {"max_frequency_hz", "3500000000"},
                                                 {"isolated_cpus", "2-3"},
                                                 {"numa_nodes", "2"},
                                                 {"numa_cpus", "0-1,4-5 2-3,6-7"},
                                                 {"numa_balancing", "on"},
                                                 {"memory_bytes", "25276502016"},
                                                 {"memory_available_bytes", "20940939264"},
                                                 {"swap_bytes", "0"},
                                                 {"transparent_hugepages", "madvise"},
                                                 {"clocksource", "tsc"},
                                                 {"load_average", "0.52 0.58 1.59"},
                                                 {"cgroup", "v2"},
                                                 {"cgroup_cpus", "3.5"},
                                                 {"cgroup_memory_bytes", "8589934592"}}));
}

TEST(NodeFacts, OfAVirtualMachine) {
  EXPECT_EQ(node_facts(nodes / "virtual_machine"), (Facts{{"cpu_model", "AMD EPYC"},
                                                          {"vector_instructions", "SSE2"},
                                                          {"hypervisor", "present"},
                                                          {"cpus", "2"},
                                                          {"cores", "2"},
                                                          {"sockets", "1"},
                                                          {"smt", "off"},
                                                          {"turbo", "off"},
                                                          {"numa_balancing", "off"},
                                                          {"cgroup", "v1"},
                                                          {"cgroup_cpus", "1.5"},
                                                          {"cgroup_memory_bytes", "4294967296"}}));
}

TEST(NodeFacts, LeaveOutWhatMakesNoSense) {
  EXPECT_EQ(node_facts(nodes / "container"), (Facts{{"machine", "Box"},
                                                    {"vector_instructions", "SSE2"},
                                                    {"hypervisor", "xen"},
                                                    {"cgroup", "v2"},
                                                    {"cgroup_memory_bytes", "1073741824"}}));
}

TEST(NodeFacts, OfNothingAreNone) { EXPECT_EQ(node_facts(nodes / "no such node"), Facts{}); }

TEST(NodeFacts, OfThisMachineHaveWhatEveryLinuxHas) {
  const Facts facts = node_facts("/");
  for (const char* name : {"kernel", "memory_bytes", "load_average"}) {
    EXPECT_TRUE(facts.contains(name)) << name;
  }
}

}  // namespace
}  // namespace steelyard::collectors
