#include "collectors/environment/topology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::collectors {
namespace {

TEST(Topology, IsXmlWithCores) {
  const std::string xml = topology_xml();
  EXPECT_THAT(xml, testing::StartsWith("<?xml"));
  EXPECT_THAT(xml, testing::HasSubstr("type=\"PU\""));
  EXPECT_THAT(xml, testing::HasSubstr("</topology>"));
}

}  // namespace
}  // namespace steelyard::collectors
