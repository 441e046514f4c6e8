#pragma once

#include <string>
#include <vector>

#include "results/store/pack.hpp"

/// Packs in words. Strings are made safe.
namespace steelyard::results {

/// The runs of a pack, a line for each.
std::string pack_text(const std::string& file, const std::vector<PackedRunHead>& runs);
/// The same as a table of Markdown.
std::string pack_markdown(const std::string& file, const std::vector<PackedRunHead>& runs);

/// What became of an extension: "3 runs added to ...".
std::string extension_text(const std::string& file, const PackExtension& done);

}  // namespace steelyard::results
