#include "harness/device/loader.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "harness/device/device.hpp"
#include "harness/device/table_check.hpp"

namespace fs = std::filesystem;

namespace steelyard::device {
namespace {

constexpr std::string_view file_prefix = "steelyard_backend_";
constexpr std::string_view file_suffix = ".so";

/// The backend's name in `steelyard_backend_NAME.so`, or "" for any other file.
std::string name_in(const fs::path& file) {
  const std::string text = file.filename().string();
  if (!text.starts_with(file_prefix) || !text.ends_with(file_suffix)) return "";
  if (text.size() <= file_prefix.size() + file_suffix.size()) return "";
  return text.substr(file_prefix.size(), text.size() - file_prefix.size() - file_suffix.size());
}

void append_folders_of_variable(std::vector<fs::path>& folders) {
  const char* variable = std::getenv("STEELYARD_BACKEND_PATH");
  std::istringstream entries(variable == nullptr ? "" : variable);
  for (std::string entry; std::getline(entries, entry, ':');) {
    if (entry.empty()) continue;
    if (entry.front() != '/') {
      throw UsageError(fmt::format(
          "STEELYARD_BACKEND_PATH names the relative folder '{}'; write its whole path, since "
          "backends are never searched from the working directory.",
          entry));
    }
    folders.emplace_back(entry);
  }
}

/// Name to file for everything in the folders; the first of a name wins. A folder that cannot be
/// read holds no backends.
std::map<std::string, fs::path> find_files() {
  std::map<std::string, fs::path> files;
  for (const fs::path& folder : backend_folders()) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      const std::string name = name_in(entry->path());
      if (!name.empty()) files.try_emplace(name, entry->path());
    }
  }
  return files;
}

/// Loads the file and fills what its table says. Throws DeviceError.
void load(BackendListing& listing) {
  listing.loaded = load_backend(listing.file);
  const sy_backend_v1& table = *listing.loaded.table;
  listing.version = table.version;
  listing.description = table.description;
  if (table.name != listing.name) {
    listing.loaded = {};
    throw DeviceError(fmt::format("{} calls itself '{}'; name the file steelyard_backend_{}.so.",
                                  listing.file.string(), table.name, table.name));
  }
}

/// Asks for devices. Throws DeviceError with the backend's sentence if there is none.
void probe(BackendListing& listing) {
  const sy_backend_v1& table = *listing.loaded.table;
  char sentence[SY_LONG_TEXT] = "";
  const sy_status status = table.devices->probe(sentence, sizeof(sentence));
  sentence[sizeof(sentence) - 1] = '\0';
  if (status != SY_OK) {
    const std::string text = *sentence != '\0' ? sentence : table.last_error();
    throw DeviceError(text.empty() ? "It found no device and gave no reason." : text);
  }
  if (table.devices->count(&listing.devices) != SY_OK) {
    throw DeviceError(fmt::format("Its devices could not be counted: {}", table.last_error()));
  }
  if (listing.devices == 0) throw DeviceError("It found its libraries, but no device.");
}

/// Opens the first device for a moment, to learn what kind it is.
void look_at_first_device(BackendListing& listing) {
  const Device device(*listing.loaded.table, 0);
  listing.is_accelerator = device.properties().is_accelerator != 0;
  listing.emulated = device.properties().emulated != 0;
}

BackendListing examine(const std::string& name, const fs::path& file) {
  BackendListing listing;
  listing.name = name;
  listing.file = file;
  try {
    load(listing);
    probe(listing);
    look_at_first_device(listing);
    listing.usable = true;
  } catch (const Error& error) {
    listing.sentence = error.what();
  }
  return listing;
}

/// Why no accelerator was taken: each backend that is not usable, with its sentence.
std::string obstacles(const std::vector<BackendListing>& listings) {
  std::string text;
  for (const BackendListing& listing : listings) {
    if (listing.usable) continue;
    text += fmt::format("{}{}: {}", text.empty() ? "" : " ", listing.name, listing.sentence);
  }
  return text;
}

std::string folders_text() {
  std::string text;
  for (const fs::path& folder : backend_folders()) {
    text += (text.empty() ? "" : ", ") + folder.string();
  }
  return text;
}

std::string devices_text(std::uint32_t count) {
  return fmt::format("{} device{}", count, count == 1 ? "" : "s");
}

LoadedBackend choose(std::string* why) {
  const std::vector<BackendListing> listings = list_backends();
  const auto take = [&](bool accelerator) {
    return std::ranges::find_if(listings, [&](const BackendListing& listing) {
      return listing.usable && !listing.emulated && listing.is_accelerator == accelerator;
    });
  };
  std::string sentence;
  auto chosen = take(true);
  if (chosen != listings.end()) {
    sentence = fmt::format("The backend {} was taken: it is the first with an accelerator ({}).",
                           chosen->name, devices_text(chosen->devices));
  } else if (chosen = take(false); chosen != listings.end()) {
    sentence =
        fmt::format("The backend {} was taken, since no accelerator was found.", chosen->name);
    const std::string reasons = obstacles(listings);
    if (!reasons.empty()) sentence += " " + reasons;
  } else {
    throw DeviceError(fmt::format("No backend is usable here (folders searched: {}). {}",
                                  folders_text(), obstacles(listings)));
  }
  if (why != nullptr) *why = sentence;
  return chosen->loaded;
}

}  // namespace

std::vector<fs::path> backend_folders() {
  std::vector<fs::path> folders;
  append_folders_of_variable(folders);
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path root = program.parent_path().parent_path();
    for (const char* below : {STEELYARD_BACKENDS_DIR, "lib/steelyard/backends"}) {
      if (std::ranges::find(folders, root / below) == folders.end()) {
        folders.push_back(root / below);
      }
    }
  }
  return folders;
}

LoadedBackend load_backend(const fs::path& file) {
  const fs::path whole = fs::absolute(file);
  void* library = dlopen(whole.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw DeviceError(
        fmt::format("The backend file {} could not be opened: {}", whole.string(), dlerror()));
  }
  auto* entry = reinterpret_cast<sy_backend_v1_entry>(dlsym(library, SY_ENTRY_NAME));
  if (entry == nullptr) {
    throw DeviceError(
        fmt::format("{} is no backend: it does not export {}().", whole.string(), SY_ENTRY_NAME));
  }
  const sy_backend_v1* table = entry();
  const std::string flaw = flaw_of(table);
  if (!flaw.empty()) {
    throw DeviceError(fmt::format("The backend file {} was refused: {}", whole.string(), flaw));
  }
  return {table, whole};
}

std::vector<std::string> backend_names() {
  std::vector<std::string> names;
  for (const auto& file : find_files()) names.push_back(file.first);
  return names;
}

std::vector<BackendListing> list_backends() {
  std::vector<BackendListing> listings;
  for (const auto& [name, file] : find_files()) listings.push_back(examine(name, file));
  return listings;
}

LoadedBackend open_backend(const std::string& name, std::string* why) {
  if (name == "auto") return choose(why);
  const std::map<std::string, fs::path> files = find_files();
  const auto found = files.find(name);
  if (found == files.end()) {
    std::vector<std::string> valid = backend_names();
    valid.insert(valid.begin(), "auto");
    throw UsageError(unknown_name("backend", name, valid));
  }
  BackendListing listing;
  listing.name = name;
  listing.file = found->second;
  load(listing);
  try {
    probe(listing);
  } catch (const DeviceError& error) {
    throw DeviceError(fmt::format("The backend {} is not usable here. {}", name, error.what()));
  }
  if (why != nullptr) *why = fmt::format("The backend {} was asked for.", name);
  return listing.loaded;
}

}  // namespace steelyard::device
