#include "results/store/pack_columns.hpp"

#include <algorithm>

namespace steelyard::results {
namespace {

/// Chunks of what is deflated are as large as a reader takes them; those of plain columns, which
/// take their whole size on the disk, are small.
constexpr std::uint64_t deflated_chunk_bytes = 64 << 10;
constexpr std::uint64_t plain_chunk_bytes = 8 << 10;

}  // namespace

GrowingColumn::GrowingColumn(std::string name, std::string units, hdf5::Type type,
                             std::uint64_t width, hdf5::Packing packing)
    : name_(std::move(name)),
      units_(std::move(units)),
      type_(type),
      width_(width),
      packing_(packing) {}

std::uint64_t GrowingColumn::rows_of_chunk() const {
  const std::uint64_t chunk =
      packing_ == hdf5::Packing::plain ? plain_chunk_bytes : deflated_chunk_bytes;
  return std::max<std::uint64_t>(1, chunk / (type_.bytes * std::max<std::uint64_t>(1, width_)));
}

void GrowingColumn::create(hdf5::Group& group) const {
  group.create_array(name_, units_, type_, width_, packing_, rows_of_chunk());
}

void GrowingColumn::write(hdf5::Group& group, What what) {
  const std::uint64_t chunk = rows_of_chunk() * type_.bytes * std::max<std::uint64_t>(1, width_);
  const std::size_t size = what == What::all ? waiting_.size() : waiting_.size() / chunk * chunk;
  if (size == 0) return;
  group.array(name_, type_, width_).append(std::span(waiting_).first(size));
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(size));
}

TextPool::TextPool()
    : bytes_(std::string(pack_schema::bytes), "text", hdf5::Type::uint8(), 0,
             hdf5::Packing::deflated),
      ends_(std::string(pack_schema::ends), "bytes", hdf5::Type::uint64(), 0,
            hdf5::Packing::deflated) {}

int TextPool::number(const std::string& text) {
  const auto [known, is_new] = numbers_.emplace(text, static_cast<int>(numbers_.size()));
  if (is_new) {
    end_ += text.size();
    bytes_.add(std::as_bytes(std::span(text)));
    ends_.add(std::as_bytes(std::span(&end_, 1)));
  }
  return known->second;
}

void TextPool::create(hdf5::Group& root) const {
  auto group = root.create_group(std::string(pack_schema::texts),
                                 "Each text once: text i is bytes[ends[i - 1]:ends[i]], in UTF-8.");
  bytes_.create(group);
  ends_.create(group);
}

void TextPool::write(hdf5::Group& root, GrowingColumn::What what) {
  auto group = root.group(std::string(pack_schema::texts));
  bytes_.write(group, what);
  ends_.write(group, what);
}

Texts::Texts(const hdf5::Group& root) {
  const auto group = root.group(std::string(pack_schema::texts));
  bytes_ = group.array(std::string(pack_schema::bytes), hdf5::Type::uint8()).read();
  ends_ =
      group.array(std::string(pack_schema::ends), hdf5::Type::uint64()).read_as<std::uint64_t>();
  if (!std::is_sorted(ends_.begin(), ends_.end()) ||
      (ends_.empty() ? 0 : ends_.back()) != bytes_.size()) {
    group.refuse("has texts that do not follow each other");
  }
}

std::string_view Texts::get(int number, const hdf5::Node& asking) const {
  const auto i = static_cast<std::size_t>(number);
  if (number < 0 || i >= ends_.size()) asking.refuse("names a text that is not there");
  const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1];
  const std::uint64_t size = ends_[i] - begin;
  asking.charge(size);
  return {reinterpret_cast<const char*>(bytes_.data()) + begin, size};
}

std::vector<std::int32_t> read_counts(const hdf5::Group& group, const std::string& name) {
  const auto array = group.array(name, hdf5::Type::int32());
  auto counts = array.read_as<std::int32_t>();
  if (std::any_of(counts.begin(), counts.end(), [](std::int32_t each) { return each < 0; })) {
    array.refuse("has a negative number");
  }
  return counts;
}

}  // namespace steelyard::results
