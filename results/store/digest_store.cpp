#include "results/store/digest_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/store/fields.hpp"
#include "results/store/schema.hpp"

namespace steelyard::results {
namespace {

const std::string group_name(schema::digests);

hdf5::Group case_group(const hdf5::Group& root, const std::string& id) {
  return root.group(std::string(schema::cases)).group(id);
}

void write_case(hdf5::Group& group, const CaseDigests& digests) {
  schema::describe_case_digests(AttributeWriter(group), digests);
}

bool is_digest(const std::string& text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), is_digit);
}

/// Visitor that reads digests and nothing else.
class DigestReader {
 public:
  explicit DigestReader(const hdf5::Node& node) : node_(node), read_(node) {}
  void operator()(const char* attribute, const char* units, std::string& value) {
    read_(attribute, units, value);
    if (is_digest(value)) return;
    node_.refuse(fmt::format("has an attribute '{}' that is no SHA-256 digest", attribute));
  }

 private:
  const hdf5::Node& node_;
  AttributeReader read_;
};

}  // namespace

void create_digests(hdf5::Group& root, const RunDigests& digests,
                    const std::vector<std::string>& ids) {
  auto group = root.create_group(
      group_name, "SHA-256 of what the file holds; docs/run-file.md says over what.");
  const int form = digest_form;
  group.set("form", hdf5::Type::int32(), std::as_bytes(std::span(&form, 1)));
  schema::describe_digests(AttributeWriter(group), digests);
  for (std::size_t i = 0; i < ids.size(); ++i) update_case_digests(root, ids[i], digests.cases[i]);
}

void update_case_digests(hdf5::Group& root, const std::string& id, const CaseDigests& digests) {
  auto group = case_group(root, id);
  write_case(group, digests);
}

void update_digests(hdf5::Group& root, const RunDigests& digests) {
  auto group = root.group(group_name);
  schema::describe_digests(AttributeWriter(group), digests);
}

void update_head(hdf5::Group& root, const std::string& head) {
  root.group(group_name).set("head", head);
}

StoredDigests read_digests(const hdf5::Group& root, const std::vector<std::string>& ids) {
  StoredDigests stored;
  if (!root.has(group_name)) return stored;
  const auto group = root.group(group_name);
  take(stored.form, std::span<const std::byte>(group.get("form", hdf5::Type::Kind::int32)));
  if (stored.form < 1) group.refuse(fmt::format("has the impossible form {}", stored.form));
  if (stored.form > digest_form) return stored;
  schema::describe_digests(DigestReader(group), stored.digests);
  for (const std::string& id : ids) {
    const auto of_case = case_group(root, id);
    schema::describe_case_digests(DigestReader(of_case), stored.digests.cases.emplace_back());
  }
  return stored;
}

}  // namespace steelyard::results
