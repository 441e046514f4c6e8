#include "harness/comm/library_label.hpp"

#include <cctype>
#include <sstream>

namespace steelyard::comm {

std::string library_label(std::string_view version_text) {
  std::istringstream words(std::string(version_text.substr(0, version_text.find_first_of(",\n"))));
  std::string label;
  for (std::string word; words >> word;) {
    if (word == "Version:" || word == "Library") continue;
    const bool is_version =
        word.size() > 1 && word[0] == 'v' && std::isdigit(static_cast<unsigned char>(word[1])) != 0;
    if (is_version) word.erase(0, 1);
    label += (label.empty() ? "" : " ") + word;
  }
  return label;
}

}  // namespace steelyard::comm
