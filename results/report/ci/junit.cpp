#include "results/report/ci/junit.hpp"

#include <algorithm>
#include <pugixml.hpp>
#include <string_view>

#include "harness/core/plain.hpp"

namespace steelyard::results {
namespace {

/// plain() text without the two characters of UTF-8 that XML has no way to write.
std::string xml_text(std::string_view text) {
  std::string out = plain(text);
  for (const auto& [character, shown] :
       {std::pair("\xEF\xBF\xBE", "\\ufffe"), std::pair("\xEF\xBF\xBF", "\\uffff")}) {
    for (std::size_t at = out.find(character); at != std::string::npos; at = out.find(character)) {
      out.replace(at, 3, shown);
    }
  }
  return out;
}

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
  node.append_attribute(attribute).set_value(xml_text(value).c_str());
}

/// nullptr for a test that passed.
const char* element_of(JunitEnd end) {
  switch (end) {
    case JunitEnd::skipped:
      return "skipped";
    case JunitEnd::failure:
      return "failure";
    case JunitEnd::error:
      return "error";
    case JunitEnd::passed:
      return nullptr;
  }
  return nullptr;
}

void add_test(pugi::xml_node suite, const JunitTest& test) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "name", test.name);
  set(node, "classname", test.class_name);
  if (const char* element = element_of(test.end)) {
    pugi::xml_node end = node.append_child(element);
    set(end, "type", test.type);
    set(end, "message", test.message);
  }
  std::string output;
  for (const std::string& line : test.output)
    output += (output.empty() ? "" : "\n") + xml_text(line);
  node.append_child("system-out").text().set(output.c_str());
}

void add_property(pugi::xml_node properties, std::string_view name, std::string_view value) {
  pugi::xml_node property = properties.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

void add_totals(pugi::xml_node node, const JunitSuite& suite) {
  const auto count = [&](JunitEnd end) {
    return std::count_if(suite.tests.begin(), suite.tests.end(),
                         [end](const JunitTest& test) { return test.end == end; });
  };
  node.append_attribute("tests").set_value(suite.tests.size());
  node.append_attribute("failures").set_value(count(JunitEnd::failure));
  node.append_attribute("errors").set_value(count(JunitEnd::error));
  // The root has no attribute for what was skipped.
  if (std::string_view(node.name()) == "testsuites") return;
  node.append_attribute("skipped").set_value(count(JunitEnd::skipped));
}

struct ToString : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

std::string junit_xml(const JunitSuite& suite) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", suite.name);
  add_totals(root, suite);
  pugi::xml_node node = root.append_child("testsuite");
  set(node, "name", suite.name);
  add_totals(node, suite);
  pugi::xml_node properties = node.append_child("properties");
  for (const auto& [name, value] : suite.properties) add_property(properties, name, value);
  for (const JunitTest& test : suite.tests) add_test(node, test);
  ToString out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.text;
}

}  // namespace steelyard::results
