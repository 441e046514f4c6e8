#include "results/history/acknowledgements.hpp"

#include "results/chips/yaml_file.hpp"

namespace steelyard::results {

std::vector<Acknowledgement> read_acknowledgements(const std::filesystem::path& file) {
  const YamlNode root = read_yaml_file(file);
  root.allow_only({"acknowledged"});
  std::vector<Acknowledgement> out;
  for (const YamlNode& node : root.at("acknowledged").items()) {
    node.allow_only({"case", "run", "by", "reason"});
    out.push_back({node.at("case").text(), node.at("run").text(), node.at("by").text(),
                   node.at("reason").text()});
  }
  return out;
}

}  // namespace steelyard::results
