#include "results/store/hdf5_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <utility>

#include "results/store/hdf5_context.hpp"
#include "results/store/hdf5_version.hpp"

namespace steelyard::results::hdf5 {

std::size_t row_bytes(std::span<const Column> columns) {
  std::size_t sum = 0;
  for (const Column& column : columns) sum += column.type.bytes;
  return sum;
}

Id::Id(Id&& other) noexcept : value_(std::exchange(other.value_, -1)), close_(other.close_) {}

Id& Id::operator=(Id&& other) noexcept {
  std::swap(value_, other.value_);
  std::swap(close_, other.close_);
  return *this;
}

Id::~Id() {
  // A failure here has been met before, by the call that uses the object, or will be by
  // File::close.
  if (value_ >= 0) close_(value_);
}

std::int64_t Id::release() { return std::exchange(value_, -1); }

Node::Node(std::shared_ptr<Context> context, Id id, std::string path)
    : context_(std::move(context)), id_(std::move(id)), path_(std::move(path)) {}

void Node::refuse(const std::string& why) const { context_->refuse(path_ + " " + why); }

void Node::charge(std::uint64_t bytes) const { context_->charge(bytes, path_); }

void Node::set(const std::string& name, Type type, std::span<const std::byte> value) {
  const std::string object = fmt::format("attribute '{}' of {}", name, path_);
  const auto exists = H5Aexists(id_.get(), name.c_str());
  if (context_->check(exists, "looking up", object) > 0) {
    context_->check(H5Adelete(id_.get(), name.c_str()), "replacing", object);
  }
  const Id space{H5Screate(H5S_SCALAR), H5Sclose};
  const Id file_type = make_type(type);
  const Id attribute{
      H5Acreate2(id_.get(), name.c_str(), file_type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose};
  context_->check(attribute.get(), "creating", object);
  context_->check(H5Awrite(attribute.get(), file_type.get(), value.data()), "writing", object);
}

void Node::set(const std::string& name, std::string_view text) {
  const std::string padded = text.empty() ? std::string(1, '\0') : std::string(text);
  set(name, Type::text(padded.size()), std::as_bytes(std::span(padded)));
}

std::vector<std::byte> Node::get(const std::string& name, Type::Kind kind) const {
  const std::string object = fmt::format("attribute '{}' of {}", name, path_);
  const Id attribute{H5Aopen(id_.get(), name.c_str(), H5P_DEFAULT), H5Aclose};
  context_->check(attribute.get(), "opening", object);
  const Id space{H5Aget_space(attribute.get()), H5Sclose};
  const Id stored{H5Aget_type(attribute.get()), H5Tclose};
  Type type = kind == Type::Kind::text      ? Type::text(text_width(stored.get()))
              : kind == Type::Kind::int32   ? Type::int32()
              : kind == Type::Kind::uint64  ? Type::uint64()
              : kind == Type::Kind::float64 ? Type::float64()
              : kind == Type::Kind::float32 ? Type::float32()
                                            : Type::uint8();
  const Id wanted = make_type(type);
  if (H5Sget_simple_extent_type(space.get()) != H5S_SCALAR ||
      H5Tequal(stored.get(), wanted.get()) <= 0 || type.bytes > longest_attribute) {
    context_->refuse(object + " has another type or size than schema version 1 says");
  }
  context_->charge(type.bytes, object);
  std::vector<std::byte> value(type.bytes);
  context_->check(H5Aread(attribute.get(), wanted.get(), value.data()), "reading", object);
  return value;
}

Dataset::Dataset(Node node, Id type, std::vector<Column> columns, std::size_t row_size)
    : Node(std::move(node)),
      type_(std::move(type)),
      columns_(std::move(columns)),
      row_size_(row_size) {}

namespace {

/// Bytes that a file may ask for: a fixed part, and a multiple of its size (samples of a real
/// clock are compressed to a third or a half; those of a virtual one to a hundredth).
constexpr std::uint64_t fixed_memory = 16 << 20;
constexpr std::uint64_t memory_per_file_byte = 128;

/// Access properties: the format of HDF5 1.10, whose every block of metadata has a checksum.
Id access_properties() {
  Id access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);
  H5Pset_fclose_degree(access.get(), H5F_CLOSE_SEMI);
  return access;
}

/// Looks at a file before HDF5 does: HDF5 would wait on a pipe, and formats without checksums are
/// where its own reader is weakest.
void check_before_opening(const Context& context) {
  const std::filesystem::path path(context.file);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) context.refuse("there is no such file");
  if (!std::filesystem::is_regular_file(status)) context.refuse("it is not a regular file");
  // Also those of /proc, some of which wait for a reader's patience to end.
  if (std::filesystem::file_size(path, error) == 0) context.refuse("it is empty");
  std::array<char, 12> head{};
  std::ifstream in(path, std::ios::binary);
  if (!in) context.refuse(fmt::format("it cannot be opened ({})", std::strerror(errno)));
  in.read(head.data(), head.size());
  if (!in || std::memcmp(head.data(), "\x89HDF\r\n\x1a\n", 8) != 0) {
    context.refuse("it is not an HDF5 file");
  }
  if (head[8] != 3) context.refuse("it is not in the format of HDF5 1.10 that run files have");
  if (head[11] != 0) context.refuse("a program is writing to it, or died while it did");
  const int descriptor = ::open(context.file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool locked =
      descriptor >= 0 && ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  if (descriptor >= 0) ::close(descriptor);
  if (locked) context.refuse("another process has it open for writing; wait until that has ended");
}

}  // namespace

File::File(std::shared_ptr<Context> context, Id id)
    : context_(std::move(context)), id_(std::move(id)) {}

File File::create(const std::filesystem::path& file, const char* what) {
  prepare_library();
  auto context = std::make_shared<Context>(Context{.file = file.string(), .what = what});
  const Id access = access_properties();
  const Id creation{H5Pcreate(H5P_FILE_CREATE), H5Pclose};
  H5Pset_attr_phase_change(creation.get(), 100, 50);
  Id id{H5Fcreate(context->file.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose};
  context->check(id.get(), "creating", "it");
  return {std::move(context), std::move(id)};
}

File File::open_for_writing(const std::filesystem::path& file, const char* what) {
  prepare_library();
  auto context = std::make_shared<Context>(Context{.file = file.string(), .what = what});
  Id id{H5Fopen(context->file.c_str(), H5F_ACC_RDWR, access_properties().get()), H5Fclose};
  context->check(id.get(), "opening", "it");
  return {std::move(context), std::move(id)};
}

std::uint64_t memory_for(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || status.st_size < 0) return fixed_memory;
  const auto stored = std::min(static_cast<std::uint64_t>(status.st_size),
                               static_cast<std::uint64_t>(status.st_blocks) * 512);
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max() / 16;
  return fixed_memory + memory_per_file_byte * std::min(stored, most / memory_per_file_byte);
}

File File::open_for_reading(const std::filesystem::path& file, const char* what) {
  prepare_library();
  auto context =
      std::make_shared<Context>(Context{.file = file.string(), .what = what, .reading = true});
  check_before_opening(*context);
  context->file_bytes = std::filesystem::file_size(file);
  context->memory_left = memory_for(file);
  Id id{H5Fopen(context->file.c_str(), H5F_ACC_RDONLY, access_properties().get()), H5Fclose};
  context->check(id.get(), "opening", "it");
  return {std::move(context), std::move(id)};
}

Group File::root() const {
  Id id{H5Gopen2(id_.get(), "/", H5P_DEFAULT), H5Gclose};
  context_->check(id.get(), "opening", "/");
  check_header(*context_, id.get(), "/");
  return Group{Node{context_, std::move(id), "/"}};
}

void File::close() { context_->check(H5Fclose(id_.release()), "closing", "it"); }

std::string library_version() {
  prepare_library();  // the first call of the library, whichever it is, decides what it does at
                      // exit
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace steelyard::results::hdf5
