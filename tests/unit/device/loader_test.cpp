#include "harness/device/loader.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "harness/core/error.hpp"

namespace steelyard::device {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

const fs::path odd_backends = fs::path(STEELYARD_BINARY_DIR) / "tests/odd_backends";

const fs::path deadly_backends = fs::path(STEELYARD_BINARY_DIR) / "tests/deadly_backends";

void search(const std::string& folders) { setenv("STEELYARD_BACKEND_PATH", folders.c_str(), 1); }

/// A folder with links to some of the odd backends; the build's own stand behind it.
class BackendFolder {
 public:
  BackendFolder() {
    std::string text = (fs::temp_directory_path() / "steelyard_loader_XXXXXX").string();
    folder_ = mkdtemp(text.data());
  }
  ~BackendFolder() { fs::remove_all(folder_); }
  BackendFolder(const BackendFolder&) = delete;
  BackendFolder& operator=(const BackendFolder&) = delete;

  void add(const std::string& name) const {
    const std::string file = "steelyard_backend_" + name + ".so";
    fs::create_symlink(odd_backends / file, folder_ / file);
  }
  const fs::path& path() const { return folder_; }

 private:
  fs::path folder_;
};

template <class Expected, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Expected& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::string refusal(const std::string& name) {
  return message_of<DeviceError>(
      [&] { load_backend(odd_backends / ("steelyard_backend_" + name + ".so")); });
}

TEST(LoadBackend, ReadsTheTable) {
  const LoadedBackend loaded = load_backend(odd_backends / "steelyard_backend_sound.so");
  EXPECT_STREQ(loaded.table->name, "sound");
  EXPECT_EQ(loaded.file, odd_backends / "steelyard_backend_sound.so");
}

TEST(LoadBackend, RefusesAFileThatIsNotThere) {
  EXPECT_THAT(refusal("nowhere"), AllOf(HasSubstr("could not be opened"), HasSubstr("nowhere")));
}

TEST(LoadBackend, RefusesAFileThatIsNoLibrary) {
  const BackendFolder folder;
  const fs::path file = folder.path() / "steelyard_backend_text.so";
  std::ofstream(file) << "no library\n";
  EXPECT_THAT(message_of<DeviceError>([&] { load_backend(file); }),
              AllOf(HasSubstr("could not be opened"), HasSubstr("steelyard_backend_text.so")));
}

TEST(LoadBackend, RefusesALibraryWithoutTheEntryPoint) {
  EXPECT_THAT(refusal("no_symbol"), HasSubstr("does not export steelyard_backend_v1()"));
}

TEST(LoadBackend, RefusesAnotherAbi) {
  EXPECT_THAT(refusal("other_abi"), AllOf(HasSubstr("ABI 7"), HasSubstr("ABI 1")));
}

TEST(LoadBackend, RefusesATableWithoutARequiredGroup) {
  EXPECT_THAT(refusal("no_memory"), HasSubstr("'memory' is missing"));
}

TEST(BackendFolders, AreThoseOfTheVariableThenTheOwn) {
  search("/first:/second");
  const std::vector<fs::path> folders = backend_folders();
  ASSERT_GE(folders.size(), 3u);
  EXPECT_EQ(folders[0], "/first");
  EXPECT_EQ(folders[1], "/second");
  EXPECT_THAT(folders, Contains(fs::path(STEELYARD_BINARY_DIR) / "lib/steelyard/backends"));
}

TEST(BackendFolders, IgnoreEmptyEntries) {
  search("::/first::");
  const std::vector<fs::path> folders = backend_folders();
  EXPECT_EQ(folders[0], "/first");
  for (const fs::path& folder : folders) EXPECT_TRUE(folder.is_absolute()) << folder;
}

TEST(BackendFolders, RefuseRelativeEntries) {
  search("/first:plugins");
  EXPECT_THAT(message_of<UsageError>([] { backend_folders(); }), HasSubstr("'plugins'"));
}

TEST(BackendFolders, DoWithoutTheVariable) {
  unsetenv("STEELYARD_BACKEND_PATH");
  EXPECT_FALSE(backend_folders().empty());
}

TEST(BackendNames, AreThoseOfFilesNamedLikeBackends) {
  const BackendFolder folder;
  folder.add("sound");
  for (const char* other : {"readme.txt", "steelyard_backend_.so", "steelyard_backend_x.so.1",
                            "libsteelyard_backend_y.so"}) {
    std::ofstream(folder.path() / other) << "";
  }
  search(folder.path().string());
  const std::vector<std::string> names = backend_names();
  EXPECT_THAT(names, IsSupersetOf({"fake", "sound"}));
  EXPECT_TRUE(std::ranges::is_sorted(names));
  for (const char* no_name : {"", "x", "y", "readme.txt"}) {
    EXPECT_THAT(names, Not(Contains(no_name)));
  }
}

std::map<std::string, BackendListing> listings() {
  std::map<std::string, BackendListing> found;
  for (const BackendListing& listing : list_backends()) found.emplace(listing.name, listing);
  return found;
}

TEST(ListBackends, TellsWhatIsUsableAndWhatIsNot) {
  search(odd_backends.string());
  auto found = listings();
  EXPECT_TRUE(found["sound"].usable);
  EXPECT_EQ(found["sound"].devices, 2u);
  EXPECT_EQ(found["sound"].version, "1");
  EXPECT_EQ(found["sound"].description, "Notes calls");
  EXPECT_FALSE(found["sound"].is_accelerator);
  EXPECT_TRUE(found["accelerator"].is_accelerator);
  EXPECT_FALSE(found["accelerator"].emulated);
  EXPECT_TRUE(found["double"].emulated);
  EXPECT_TRUE(found["fake"].emulated);
  for (const char* name : {"absent", "empty", "misnamed", "no_memory", "no_symbol", "other_abi"}) {
    EXPECT_FALSE(found[name].usable) << name;
    EXPECT_NE(found[name].sentence, "") << name;
  }
  EXPECT_EQ(found["absent"].sentence, "The odd library was not found; install it.");
  EXPECT_THAT(found["empty"].sentence, HasSubstr("no device"));
  EXPECT_THAT(found["misnamed"].sentence, HasSubstr("'somebody'"));
  EXPECT_THAT(found["other_abi"].sentence, HasSubstr("ABI 7"));
}

TEST(ListBackends, LooksAtOneDeviceOrAtAll) {
  search(odd_backends.string());
  for (const BackendListing& listing : list_backends(Depth::every_device)) {
    if (listing.name != "sound") continue;
    ASSERT_EQ(listing.seen.size(), 2u);
    EXPECT_EQ(listing.seen[1].index, 1u);
    EXPECT_STREQ(listing.seen[1].properties.name, "Stub");
  }
  EXPECT_EQ(listings()["sound"].seen.size(), 1u);
}

TEST(ListBackends, RefusesAFolderThatEverybodyMayWrite) {
  const BackendFolder folder;
  folder.add("sound");
  search(folder.path().string());
  EXPECT_TRUE(listings()["sound"].usable);
  fs::permissions(folder.path(), fs::perms::all);
  const BackendListing listing = listings()["sound"];
  EXPECT_FALSE(listing.usable);
  EXPECT_THAT(listing.sentence, HasSubstr("chmod o-w " + folder.path().string()));
  EXPECT_EQ(listing.version, "");  // nobody looked into it
  EXPECT_THAT(message_of<DeviceError>([] { open_backend("sound"); }), HasSubstr("chmod o-w"));
}

TEST(ListBackends, TakesTheFirstOfAName) {
  const BackendFolder first, second;
  first.add("sound");
  second.add("sound");
  search(first.path().string() + ":" + second.path().string());
  EXPECT_EQ(listings()["sound"].file, first.path() / "steelyard_backend_sound.so");
}

TEST(OpenBackend, NamesTheNearestForAnUnknownName) {
  search(odd_backends.string());
  EXPECT_THAT(message_of<UsageError>([] { open_backend("fakke"); }),
              AllOf(HasSubstr("'fakke'"), HasSubstr("'fake'")));
  EXPECT_THAT(message_of<UsageError>([] { open_backend("outo"); }), HasSubstr("'auto'"));
}

TEST(OpenBackend, SaysWhyABackendIsNotUsable) {
  search(odd_backends.string());
  EXPECT_THAT(message_of<DeviceError>([] { open_backend("absent"); }),
              AllOf(HasSubstr("absent is not usable here"), HasSubstr("install it")));
  EXPECT_THAT(message_of<DeviceError>([] { open_backend("misnamed"); }), HasSubstr("'somebody'"));
}

TEST(OpenBackend, OpensByName) {
  search(odd_backends.string());
  std::string why;
  EXPECT_STREQ(open_backend("sound", &why).table->name, "sound");
  EXPECT_THAT(why, HasSubstr("asked for"));
}

TEST(OpenBackend, TakesTheFirstAcceleratorByItself) {
  search(odd_backends.string());
  std::string why;
  EXPECT_STREQ(open_backend("auto", &why).table->name, "accelerator");
  EXPECT_THAT(why, AllOf(HasSubstr("accelerator"), HasSubstr("2 devices")));
}

TEST(OpenBackend, GoesOnWithoutABackendThatCrashes) {
  const BackendFolder folder;
  fs::create_symlink(deadly_backends / "steelyard_backend_crash_probe.so",
                     folder.path() / "steelyard_backend_crash_probe.so");
  folder.add("sound");
  search(folder.path().string());
  std::string why;
  open_backend("auto", &why);
  EXPECT_THAT(why, HasSubstr("crash_probe: It crashed while it was asked for its devices"));
  EXPECT_THAT(message_of<DeviceError>([] { open_backend("crash_probe"); }),
              HasSubstr("crash_probe is not usable here. It crashed"));
}

TEST(OpenBackend, OpensAFileWhereverItLies) {
  std::string why;
  const fs::path file = odd_backends / "steelyard_backend_misnamed.so";
  const BackendListing listing = choose_backend_file(file, &why);
  EXPECT_EQ(listing.name, "somebody");
  EXPECT_THAT(why, HasSubstr(file.string()));
  EXPECT_STREQ(open_examined(listing).table->name, "somebody");
  EXPECT_THAT(message_of<DeviceError>(
                  [] { choose_backend_file(odd_backends / "steelyard_backend_absent.so"); }),
              HasSubstr("install it"));
  EXPECT_THAT(message_of<DeviceError>([] { choose_backend_file("/nowhere/at_all.so"); }),
              HasSubstr("could not be opened"));
}

TEST(EarlyChoice, IsThatOfTheMomentItWasBegun) {
  const BackendFolder folder;
  folder.add("accelerator");
  search(folder.path().string());
  EarlyChoice early("auto", "");
  unsetenv("STEELYARD_BACKEND_PATH");
  std::string why;
  const BackendListing listing = early.take(&why);
  EXPECT_EQ(listing.name, "accelerator");
  EXPECT_THAT(why, HasSubstr("the first with an accelerator"));
  EXPECT_STREQ(open_examined(listing).table->name, "accelerator");
}

TEST(EarlyChoice, TakesAFileWhereverItLies) {
  const fs::path file = odd_backends / "steelyard_backend_misnamed.so";
  EXPECT_EQ(EarlyChoice("auto", file).take(nullptr).name, "somebody");
}

TEST(EarlyChoice, TellsItsErrorsWhereItIsTaken) {
  search("/first:plugins");
  EarlyChoice relative("auto", "");
  EXPECT_THAT(message_of<UsageError>([&] { relative.take(nullptr); }), HasSubstr("'plugins'"));
  search("/first");
  EarlyChoice unknown("fakee", "");
  EXPECT_THAT(message_of<UsageError>([&] { unknown.take(nullptr); }), HasSubstr("fake"));
  EarlyChoice absent("auto", "/nowhere/at_all.so");
  EXPECT_THAT(message_of<DeviceError>([&] { absent.take(nullptr); }),
              HasSubstr("could not be opened"));
}

TEST(EarlyChoice, MayBeForgotten) { EarlyChoice("auto", ""); }

TEST(OpenBackend, RefusesAFileThatEverybodyMayWrite) {
  const BackendFolder folder;
  const fs::path file = folder.path() / "steelyard_backend_sound.so";
  fs::copy_file(odd_backends / "steelyard_backend_sound.so", file);
  EXPECT_TRUE(choose_backend_file(file).usable);
  fs::permissions(file, fs::perms::others_write, fs::perm_options::add);
  EXPECT_THAT(message_of<DeviceError>([&] { choose_backend_file(file); }),
              HasSubstr("chmod o-w " + file.string()));
}

TEST(OpenBackend, OpensNoOtherFileThanTheOneExamined) {
  const BackendFolder folder;
  const fs::path file = folder.path() / "steelyard_backend_sound.so";
  fs::copy_file(odd_backends / "steelyard_backend_sound.so", file);
  const BackendListing listing = choose_backend_file(file);
  fs::copy_file(odd_backends / "steelyard_backend_accelerator.so", folder.path() / "new");
  fs::rename(folder.path() / "new", file);
  EXPECT_THAT(message_of<DeviceError>([&] { open_examined(listing); }),
              HasSubstr("changed after it was examined"));
}

TEST(OpenBackend, TakesNoTestDoubleByItself) {
  const BackendFolder folder;
  folder.add("double");
  folder.add("sound");
  folder.add("absent");
  search(folder.path().string());
  std::string why;
  const std::string name = open_backend("auto", &why).table->name;
  EXPECT_THAT(name, AnyOf("cpu", "sound"));
  EXPECT_THAT(why, AllOf(HasSubstr("no accelerator"), HasSubstr("absent: The odd library")));
}

}  // namespace
}  // namespace steelyard::device
