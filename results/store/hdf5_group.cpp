#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "results/store/hdf5_context.hpp"

namespace steelyard::results::hdf5 {

std::string Group::child(const std::string& name) const {
  return path_ == "/" ? "/" + name : path_ + "/" + name;
}

Group Group::create_group(const std::string& name, std::string_view description) {
  const std::string path = child(name);
  const Id creation{H5Pcreate(H5P_GROUP_CREATE), H5Pclose};
  // Attributes stand together in the header of the group, not in a heap of their own.
  H5Pset_attr_phase_change(creation.get(), 100, 50);
  Id id{H5Gcreate2(id_.get(), name.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose};
  context_->check(id.get(), "creating group", path);
  Group made{Node{context_, std::move(id), path}};
  made.set("description", description);
  return made;
}

namespace {

/// The same of tables, which grow by the row.
constexpr std::uint64_t most_rows_of_table = 64;

/// A dataset of `rank` dimensions without rows, in chunks of at most 64 KiB that carry checksums.
Id create_growing(hid_t parent, const std::string& name, hid_t type, std::uint64_t width, int rank,
                  std::uint64_t most_rows, Packing packing) {
  const std::uint64_t element = H5Tget_size(type);
  const std::uint64_t per_chunk = std::max<std::uint64_t>(1, chunk_bytes / element);
  const std::array<hsize_t, 2> extent{0, width};
  const std::array<hsize_t, 2> most{H5S_UNLIMITED, width};
  const hsize_t columns = std::min(std::max<std::uint64_t>(1, width), per_chunk);
  const hsize_t rows = std::clamp<std::uint64_t>(per_chunk / columns, 1, most_rows);
  const std::array<hsize_t, 2> chunk{rows, columns};
  const Id space{H5Screate_simple(rank, extent.data(), most.data()), H5Sclose};
  const Id creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
  H5Pset_chunk(creation.get(), rank, chunk.data());
  if (packing == Packing::deflated) {
    H5Pset_shuffle(creation.get());
    H5Pset_deflate(creation.get(), 4);
  }
  H5Pset_fletcher32(creation.get());
  return {
      H5Dcreate2(parent, name.c_str(), type, space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
      H5Dclose};
}

}  // namespace

Dataset Group::create_array(const std::string& name, std::string_view units, Type type,
                            std::uint64_t width, Packing packing, std::uint64_t most_rows) {
  const std::string path = child(name);
  Id element = make_type(type);
  Id id =
      create_growing(id_.get(), name, element.get(), width, width == 0 ? 1 : 2, most_rows, packing);
  context_->check(id.get(), "creating", path);
  Dataset made{{context_, std::move(id), path},
               std::move(element),
               {},
               type.bytes * std::max<std::uint64_t>(1, width)};
  made.set("units", units);
  return made;
}

Dataset Group::create_table(const std::string& name, std::string_view units,
                            std::vector<Column> columns) {
  const std::string path = child(name);
  Id record = make_type(columns);
  Id id =
      create_growing(id_.get(), name, record.get(), 0, 1, most_rows_of_table, Packing::deflated);
  context_->check(id.get(), "creating", path);
  const std::size_t bytes = row_bytes(columns);
  Dataset made{{context_, std::move(id), path}, std::move(record), std::move(columns), bytes};
  made.set("units", units);
  return made;
}

void Group::create_text(const std::string& name, std::string_view text) {
  const std::string path = child(name);
  if (text.size() > longest_text) context_->refuse(path + " would be longer than a text may be");
  const Id type = make_type(Type::text(text.size()));
  const Id space{H5Screate(H5S_SCALAR), H5Sclose};
  Id id{H5Dcreate2(id_.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT,
                   H5P_DEFAULT),
        H5Dclose};
  context_->check(id.get(), "creating", path);
  const char nothing = '\0';
  context_->check(H5Dwrite(id.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                           text.empty() ? &nothing : text.data()),
                  "writing", path);
  context_->check(H5Dflush(id.get()), "writing", path);  // see Dataset::append()
  Node{context_, std::move(id), path}.set("units", "text");
}

void Group::remove(const std::string& name) {
  context_->check(H5Ldelete(id_.get(), name.c_str(), H5P_DEFAULT), "removing", child(name));
}

Node Group::open(const std::string& name, int kind) const {
  const std::string path = child(name);
  H5L_info_t link{};
  context_->check(H5Lget_info(id_.get(), name.c_str(), &link, H5P_DEFAULT), "finding", path);
  // Soft and external links are never followed: a file speaks for itself alone.
  if (link.type != H5L_TYPE_HARD) context_->refuse(path + " is a link, which is not followed");
  Id id{H5Oopen(id_.get(), name.c_str(), H5P_DEFAULT), H5Oclose};
  context_->check(id.get(), "opening", path);
  if (check_header(*context_, id.get(), path) != kind) {
    context_->refuse(path + " is not what schema version 1 says");
  }
  return {context_, std::move(id), path};
}

bool Group::has(const std::string& name) const {
  return context_->check(H5Lexists(id_.get(), name.c_str(), H5P_DEFAULT), "looking up",
                         child(name)) > 0;
}

Group Group::group(const std::string& name) const { return Group{open(name, H5O_TYPE_GROUP)}; }

Dataset Group::array(const std::string& name, Type type, std::uint64_t width) const {
  Node node = open(name, H5O_TYPE_DATASET);
  Id stored{H5Dget_type(node.id()), H5Tclose};
  const Id space{H5Dget_space(node.id()), H5Sclose};
  const int rank = width == 0 ? 1 : 2;
  std::array<hsize_t, 2> extent{};
  if (H5Tequal(stored.get(), make_type(type).get()) <= 0) node.refuse("has another type");
  if (H5Sget_simple_extent_ndims(space.get()) != rank) node.refuse("has another rank");
  H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
  if (rank == 2 && extent[1] != width) {
    node.refuse(fmt::format("has {} columns where {} are expected", extent[1], width));
  }
  return {std::move(node), std::move(stored), {}, type.bytes * std::max<std::uint64_t>(1, width)};
}

Dataset Group::table(const std::string& name, const std::vector<Column>& expected) const {
  Node node = open(name, H5O_TYPE_DATASET);
  Id stored{H5Dget_type(node.id()), H5Tclose};
  const Id space{H5Dget_space(node.id()), H5Sclose};
  if (H5Sget_simple_extent_ndims(space.get()) != 1) node.refuse("has another rank");
  if (H5Tget_class(stored.get()) != H5T_COMPOUND ||
      H5Tget_nmembers(stored.get()) != static_cast<int>(expected.size())) {
    node.refuse("has other columns than schema version 1 says");
  }
  std::vector<Column> columns = expected;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].type.kind != Type::Kind::text) continue;
    const Id member{H5Tget_member_type(stored.get(), static_cast<unsigned>(i)), H5Tclose};
    columns[i].type = Type::text(text_width(member.get()));
    if (columns[i].type.bytes > longest_cell) node.refuse("has a column of absurd width");
  }
  if (!is_record_of(stored.get(), columns)) {
    node.refuse("has other columns than schema version 1 says");
  }
  const std::size_t bytes = row_bytes(columns);
  return {std::move(node), std::move(stored), std::move(columns), bytes};
}

std::string Group::text(const std::string& name) const {
  const Node node = open(name, H5O_TYPE_DATASET);
  const hid_t id = node.id();
  const Id stored{H5Dget_type(id), H5Tclose};
  const Id space{H5Dget_space(id), H5Sclose};
  const Id creation{H5Dget_create_plist(id), H5Pclose};
  const std::size_t width = text_width(stored.get());
  if (width == 0 || width > longest_text || H5Sget_simple_extent_type(space.get()) != H5S_SCALAR) {
    node.refuse("is not a single text of a fixed length");
  }
  const haddr_t offset = H5Dget_offset(id);
  if (H5Pget_layout(creation.get()) != H5D_CONTIGUOUS ||
      H5Pget_external_count(creation.get()) != 0 || offset == HADDR_UNDEF ||
      offset > context_->file_bytes || width > context_->file_bytes - offset) {
    node.refuse("is not stored within the file");
  }
  context_->charge(width, node.path());
  std::string text(width, '\0');
  context_->check(
      H5Dread(id, make_type(Type::text(width)).get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()),
      "reading", node.path());
  text.erase(text.find_last_not_of('\0') + 1);
  return text;
}

std::vector<std::string> Group::names() const {
  H5G_info_t info{};
  context_->check(H5Gget_info(id_.get(), &info), "listing", path_);
  if (context_->reading && info.nlinks > context_->file_bytes / 16) refuse("has too many members");
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    std::array<char, 256> name{};
    const auto length = H5Lget_name_by_idx(id_.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i,
                                           name.data(), name.size(), H5P_DEFAULT);
    if (context_->check(length, "listing", path_) >= static_cast<ssize_t>(name.size())) {
      refuse("has a member with a name of more than 255 bytes");
    }
    names.emplace_back(name.data());
  }
  return names;
}

}  // namespace steelyard::results::hdf5
