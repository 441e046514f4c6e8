#pragma once

#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <string>

namespace steelyard::results::test {

/// JUnit XML as its readers see it; a failure of the test if it is not well-formed.
inline pugi::xml_document read_junit(const std::string& text) {
  pugi::xml_document out;
  const auto outcome = out.load_buffer(text.data(), text.size());
  EXPECT_TRUE(outcome) << outcome.description() << "\n" << text;
  return out;
}

inline pugi::xml_node test_of(const pugi::xml_document& document, const char* name) {
  return document.child("testsuites").child("testsuite").find_child_by_attribute("name", name);
}

}  // namespace steelyard::results::test
