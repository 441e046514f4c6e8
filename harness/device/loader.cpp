#include "harness/device/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <map>
#include <sstream>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "harness/core/whereabouts.hpp"

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

std::string folders_text() {
  std::string text;
  for (const fs::path& folder : backend_folders()) {
    text += (text.empty() ? "" : ", ") + folder.string();
  }
  return text;
}

/// What there is to choose from, and where it was looked for.
struct Search {
  std::map<std::string, fs::path> files = find_files();
  std::string folders = folders_text();
};

/// The listing of a file that is examined; `name` is what its table should call it, or "" for any.
BackendListing examine(const std::string& name, const fs::path& file, Depth depth,
                       const ChildLimits& limits) {
  BackendListing listing;
  listing.name = name;
  listing.file = file;
  try {
    listing.trusted = trusted_file(file, Trust::of_this_program());
    Examined examined = examine_backend(listing.trusted->path, depth, limits);
    const Report& report = examined.report;
    if (name.empty()) listing.name = report.name;
    listing.version = report.version;
    listing.description = report.description;
    listing.devices = report.count;
    listing.seen = report.devices;
    listing.sentence = examined.sentence;
    if (!report.name.empty() && report.name != listing.name) {
      listing.sentence = fmt::format("{} calls itself '{}'; name the file steelyard_backend_{}.so.",
                                     file.string(), report.name, report.name);
    }
  } catch (const DeviceError& error) {
    listing.sentence = error.what();
  }
  listing.usable = listing.sentence.empty();
  const auto opened = std::ranges::find(listing.seen, "", &ExaminedDevice::sentence);
  if (opened != listing.seen.end()) {
    listing.is_accelerator = opened->properties.is_accelerator != 0;
    listing.emulated = opened->properties.emulated != 0;
    listing.modelled = opened->properties.modelled != 0;
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

std::string devices_text(std::uint32_t count) {
  return fmt::format("{} device{}", count, count == 1 ? "" : "s");
}

/// A device that is there and that measures.
bool is_real(const BackendListing& listing) {
  return listing.usable && !listing.emulated && !listing.modelled;
}

/// What `auto` takes. Examines no further than to the first accelerator.
BackendListing choose_by_itself(const Search& search, std::string* why, const ChildLimits& limits) {
  std::vector<BackendListing> listings;
  const auto tell = [&](const std::string& sentence) {
    if (why != nullptr) *why = sentence;
  };
  for (const auto& [name, file] : search.files) {
    listings.push_back(examine(name, file, Depth::first_device, limits));
    const BackendListing& listing = listings.back();
    if (!is_real(listing) || !listing.is_accelerator) continue;
    tell(fmt::format("The backend {} was taken: it is the first with an accelerator ({}).", name,
                     devices_text(listing.devices)));
    return listing;
  }
  const std::string reasons = obstacles(listings);
  const auto other = std::ranges::find_if(listings, is_real);
  if (other == listings.end()) {
    throw DeviceError(fmt::format("No backend is usable here (folders searched: {}). {}",
                                  search.folders, reasons));
  }
  tell(fmt::format("The backend {} was taken, since no accelerator was found.{}{}", other->name,
                   reasons.empty() ? "" : " ", reasons));
  return *other;
}

BackendListing choose_from(const Search& search, const std::string& name, std::string* why,
                           const ChildLimits& limits) {
  if (name == "auto") return choose_by_itself(search, why, limits);
  const auto found = search.files.find(name);
  if (found == search.files.end()) {
    std::vector<std::string> valid{"auto"};
    for (const auto& file : search.files) valid.push_back(file.first);
    throw UsageError(unknown_name("backend", name, valid));
  }
  BackendListing listing = examine(name, found->second, Depth::first_device, limits);
  if (!listing.usable) {
    throw DeviceError(fmt::format("The backend {} is not usable here. {}", name, listing.sentence));
  }
  if (why != nullptr) *why = fmt::format("The backend {} was asked for.", name);
  return listing;
}

}  // namespace

std::vector<fs::path> backend_folders() {
  std::vector<fs::path> folders;
  append_folders_of_variable(folders);
  for (const fs::path& own : own_folders()) folders.push_back(own / "backends");
  return folders;
}

std::vector<std::string> backend_names() {
  std::vector<std::string> names;
  for (const auto& file : find_files()) names.push_back(file.first);
  return names;
}

std::vector<BackendListing> list_backends(Depth depth, const ChildLimits& limits) {
  std::vector<BackendListing> listings;
  for (const auto& [name, file] : find_files()) {
    listings.push_back(examine(name, file, depth, limits));
  }
  return listings;
}

BackendListing choose_backend(const std::string& name, std::string* why,
                              const ChildLimits& limits) {
  return choose_from(Search(), name, why, limits);
}

BackendListing choose_backend_file(const fs::path& file, std::string* why,
                                   const ChildLimits& limits) {
  BackendListing listing = examine("", file, Depth::first_device, limits);
  if (!listing.usable) {
    throw DeviceError(
        fmt::format("The backend in {} is not usable here. {}", file.string(), listing.sentence));
  }
  if (why != nullptr) {
    *why = fmt::format("The backend {} was taken from {}, as asked.", listing.name, file.string());
  }
  return listing;
}

EarlyChoice::EarlyChoice(const std::string& name, const fs::path& file) {
  try {
    auto work = [name, file, limits = usual_limits(), search = Search()] {
      Chosen chosen;
      chosen.listing = file.empty() ? choose_from(search, name, &chosen.why, limits)
                                    : choose_backend_file(file, &chosen.why, limits);
      return chosen;
    };
    chosen_ = std::async(std::launch::async, std::move(work));
  } catch (const Error&) {
    // It is told where the choice is wanted, when all ranks can hear of it.
    std::promise<Chosen> failed;
    chosen_ = failed.get_future();
    failed.set_exception(std::current_exception());
  }
}

BackendListing EarlyChoice::take(std::string* why) {
  const InCall call("examining a backend in another process", Waits::for_the_device);
  Chosen chosen = chosen_.get();
  if (why != nullptr) *why = std::move(chosen.why);
  return std::move(chosen.listing);
}

LoadedBackend open_examined(const BackendListing& listing) {
  STEELYARD_ASSERT(listing.usable && listing.trusted);
  check_unchanged(*listing.trusted);
  LoadedBackend loaded = load_backend(listing.trusted->path);
  try {
    probe_backend(*loaded.table);
  } catch (const DeviceError& error) {
    throw DeviceError(
        fmt::format("The backend {} is no longer usable here. {}", listing.name, error.what()));
  }
  return loaded;
}

LoadedBackend open_backend(const std::string& name, std::string* why) {
  return open_examined(choose_backend(name, why));
}

}  // namespace steelyard::device
