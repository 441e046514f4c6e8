#include "results/report/gate/gate_junit.hpp"

#include <pugixml.hpp>

#include <string_view>
#include <utility>

#include "harness/core/plain.hpp"
#include "results/report/gate/gate_text.hpp"

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

/// The element that says how a test ended; nullptr for one that went well.
const char* element_of(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::regressed:
      return "failure";
    case GateVerdict::failed:
    case GateVerdict::missing:
      return "error";
    case GateVerdict::inconclusive:
    case GateVerdict::added:
      return "skipped";
    case GateVerdict::improved:
    case GateVerdict::pass:
      return nullptr;
  }
  return nullptr;
}

void add_case(pugi::xml_node suite, const GatedCase& gated) {
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "name", gated.name);
  set(test, "classname", gated.group);
  if (const char* element = element_of(gated.verdict)) {
    pugi::xml_node end = test.append_child(element);
    set(end, "type", name(gated.verdict));
    set(end, "message", gate_cause(gated));
  }
  test.append_child("system-out").text().set(xml_text(gate_numbers(gated)).c_str());
}

void add_property(pugi::xml_node properties, std::string_view key, std::string_view value) {
  pugi::xml_node property = properties.append_child("property");
  set(property, "name", key);
  set(property, "value", value);
}

void add_totals(pugi::xml_node node, const GateResult& result) {
  const auto count = [&](GateVerdict verdict) {
    const auto found = result.counts.find(verdict);
    return found == result.counts.end() ? 0 : found->second;
  };
  node.append_attribute("tests").set_value(result.cases.size());
  node.append_attribute("failures").set_value(count(GateVerdict::regressed));
  node.append_attribute("errors").set_value(count(GateVerdict::failed) +
                                            count(GateVerdict::missing));
  // The root has no attribute for what was skipped.
  if (std::string_view(node.name()) == "testsuites") return;
  node.append_attribute("skipped").set_value(count(GateVerdict::inconclusive) +
                                             count(GateVerdict::added));
}

struct ToString : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

std::string gate_junit(const GateResult& result) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  set(suites, "name", "steelyard gate");
  add_totals(suites, result);
  pugi::xml_node suite = suites.append_child("testsuite");
  set(suite, "name", "steelyard gate");
  add_totals(suite, result);
  pugi::xml_node properties = suite.append_child("properties");
  add_property(properties, "verdict", name(result.verdict));
  add_property(properties, "noise", result.noise);
  for (const std::string& each : result.changes) add_property(properties, "changed", each);
  for (const std::string& each : result.allowed) add_property(properties, "allowed", each);
  for (const GatedCase& each : result.cases) add_case(suite, each);
  ToString out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.text;
}

}  // namespace steelyard::results
