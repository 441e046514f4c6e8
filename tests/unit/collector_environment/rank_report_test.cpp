#include "collectors/environment/rank_report.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/error.hpp"

namespace steelyard::collectors {
namespace {

const RankInfo info{.rank = 3,
                    .host = "n1",
                    .backend = "cpu",
                    .device = "cpu:0",
                    .vendor = "v",
                    .product = "p",
                    .chip_id = "c",
                    .uuid = "u",
                    .pci_bus_id = "0000:3b:00.0",
                    .driver = "d",
                    .firmware = "f",
                    .library_versions = "l 1; m 2",
                    .memory_bytes = std::uint64_t{1} << 63,
                    .threads = 7,
                    .cpu_binding = "0-3"};

TEST(RankReport, TravelsWhole) {
  const RankReport got = rank_from_wire(to_wire({.info = info,
                                                 .software = {{"a", "1"}},
                                                 .variables = {{"b", "\"\n"}},
                                                 .facts = {{"c", "2"}}}));
  EXPECT_EQ(got.info.rank, 3);
  EXPECT_EQ(got.info.host, "n1");
  EXPECT_EQ(got.info.backend, "cpu");
  EXPECT_EQ(got.info.device, "cpu:0");
  EXPECT_EQ(got.info.vendor, "v");
  EXPECT_EQ(got.info.product, "p");
  EXPECT_EQ(got.info.chip_id, "c");
  EXPECT_EQ(got.info.uuid, "u");
  EXPECT_EQ(got.info.pci_bus_id, "0000:3b:00.0");
  EXPECT_EQ(got.info.driver, "d");
  EXPECT_EQ(got.info.firmware, "f");
  EXPECT_EQ(got.info.library_versions, "l 1; m 2");
  EXPECT_EQ(got.info.memory_bytes, std::uint64_t{1} << 63);
  EXPECT_EQ(got.info.threads, 7);
  EXPECT_EQ(got.info.cpu_binding, "0-3");
  EXPECT_EQ(got.software, (std::map<std::string, std::string>{{"a", "1"}}));
  EXPECT_EQ(got.variables, (std::map<std::string, std::string>{{"b", "\"\n"}}));
  EXPECT_EQ(got.facts, (std::map<std::string, std::string>{{"c", "2"}}));
}

TEST(RankReport, SaysWhatADeviceIsLimitedTo) {
  using Facts = std::map<std::string, std::string>;
  sy_telemetry_reading reading{};
  reading.power_limit_watts = 650.5;
  EXPECT_EQ(device_facts("cuda:3", reading), (Facts{{"power_limit_watts cuda:3", "650.5"}}));
  for (const double none : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    reading.power_limit_watts = none;
    EXPECT_EQ(device_facts("cuda:3", reading), Facts{}) << none;
  }
  EXPECT_EQ(device_facts("cuda:3", std::nullopt), Facts{});
}

TEST(RankReport, NodesTravelWhole) {
  const NodeInfo got = node_from_wire(
      to_wire(NodeInfo{.host = "n1", .facts = {{"k", "v"}}, .topology_xml = "<x/>"}));
  EXPECT_EQ(got.host, "n1");
  EXPECT_EQ(got.facts, (std::map<std::string, std::string>{{"k", "v"}}));
  EXPECT_EQ(got.topology_xml, "<x/>");
}

TEST(RankReport, ReplacesWhatIsNotUtf8) {
  const RankReport got = rank_from_wire(to_wire({.info = info, .variables = {{"b", "a\xff"}}}));
  EXPECT_EQ(got.variables.at("b"), "a\xef\xbf\xbd");
}

TEST(RankReport, RefusesOtherTexts) {
  for (const char* text : {"", "x", "[]", "{}", "{\"info\":1,\"software\":{},\"variables\":{}}"}) {
    EXPECT_THROW(rank_from_wire(text), CommError) << text;
    EXPECT_THROW(node_from_wire(text), CommError) << text;
  }
}

}  // namespace
}  // namespace steelyard::collectors
