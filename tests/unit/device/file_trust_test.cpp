#include "harness/device/file_trust.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "harness/core/error.hpp"

namespace steelyard::device {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uid_t me = 1000, somebody = 4242;
constexpr gid_t my_group = 1000, shared_group = 4343, trusted_group = 77;
const Trust trust{.owners = {0, me}, .groups = {0, trusted_group}};

std::string danger(uid_t owner, gid_t group, mode_t mode, Place place) {
  struct stat state {};
  state.st_uid = owner;
  state.st_gid = group;
  state.st_mode = mode;
  return danger_of("/some/place", state, place, trust);
}

constexpr std::array everywhere{Place::file, Place::folder, Place::above};

TEST(DangerOf, TrustsRootAndTheUser) {
  for (const Place place : everywhere) {
    EXPECT_EQ(danger(0, 0, 0755, place), "");
    EXPECT_EQ(danger(me, my_group, 0755, place), "");
    EXPECT_EQ(danger(me, shared_group, 0750, place), "");
  }
}

TEST(DangerOf, RefusesWhatBelongsToSomebodyElse) {
  for (const Place place : everywhere) {
    EXPECT_THAT(
        danger(somebody, 0, 0555, place),
        AllOf(HasSubstr("/some/place belongs to user 4242"), HasSubstr("copy the backend")));
    EXPECT_NE(danger(somebody, 0, S_ISVTX | 0777, place), "");
  }
}

TEST(DangerOf, RefusesWhatEverybodyMayWrite) {
  for (const Place place : everywhere) {
    EXPECT_THAT(danger(0, 0, 0757, place), HasSubstr("`chmod o-w /some/place`"));
  }
}

TEST(DangerOf, RefusesWhatAGroupMayWrite) {
  for (const Place place : everywhere) {
    EXPECT_THAT(danger(me, shared_group, 0775, place),
                AllOf(HasSubstr("the group 4343"), HasSubstr("`chmod g-w /some/place`")));
  }
}

TEST(DangerOf, LetsGroupsWriteThatCouldReplaceTheProgram) {
  for (const Place place : everywhere) {
    EXPECT_EQ(danger(me, 0, 0775, place), "");
    EXPECT_EQ(danger(me, trusted_group, 0775, place), "");
  }
}

TEST(DangerOf, LetsASharedFolderAboveBeSticky) {
  EXPECT_EQ(danger(0, 0, S_ISVTX | 0777, Place::above), "");
  EXPECT_EQ(danger(0, shared_group, S_ISVTX | 0775, Place::above), "");
  // A library planted beside the backend would be loaded with it.
  EXPECT_NE(danger(0, 0, S_ISVTX | 0777, Place::folder), "");
  EXPECT_NE(danger(0, 0, S_ISVTX | 0777, Place::file), "");
}

struct Account {
  Account(std::string user, std::vector<std::string> of_group) : user_(std::move(user)) {
    names_ = std::move(of_group);
    for (std::string& name : names_) members_.push_back(name.data());
    members_.push_back(nullptr);
    owner.pw_name = user_.data();
    owner.pw_gid = my_group;
    group.gr_name = user_.data();
    group.gr_gid = my_group;
    group.gr_mem = members_.data();
  }
  passwd owner{};
  struct group group {};

 private:
  std::string user_;
  std::vector<std::string> names_;
  std::vector<char*> members_;
};

TEST(IsOwnGroup, IsTheGroupNamedLikeItsOnlyMember) {
  EXPECT_TRUE(is_own_group(Account("ada", {}).owner, Account("ada", {}).group));
  Account alone("ada", {"ada"});
  EXPECT_TRUE(is_own_group(alone.owner, alone.group));
  Account two("ada", {"ada", "bob"});
  EXPECT_FALSE(is_own_group(two.owner, two.group));
  Account other("ada", {"bob"});
  EXPECT_FALSE(is_own_group(other.owner, other.group));
}

TEST(IsOwnGroup, IsThePrimaryGroupByThatName) {
  Account ada("ada", {});
  std::string users = "users";
  ada.group.gr_name = users.data();
  EXPECT_FALSE(is_own_group(ada.owner, ada.group));
  Account moved("ada", {});
  moved.group.gr_gid = shared_group;
  EXPECT_FALSE(is_own_group(moved.owner, moved.group));
}

TEST(TrustOfThisProgram, HoldsRootAndTheUser) {
  const Trust of_program = Trust::of_this_program();
  EXPECT_TRUE(of_program.owners.contains(0));
  EXPECT_TRUE(of_program.owners.contains(::geteuid()));
  EXPECT_TRUE(of_program.groups.contains(0));
}

/// plugins/backend.so and link -> plugins/backend.so in a folder of this user's.
class TrustedFileTest : public testing::Test {
 protected:
  TrustedFileTest() {
    std::string text = (fs::temp_directory_path() / "steelyard_trust_XXXXXX").string();
    folder_ = fs::canonical(mkdtemp(text.data()));
    fs::create_directory(folder_ / "plugins");
    fs::create_directory(folder_ / "links");
    std::ofstream(file()) << "x";
    fs::permissions(file(), fs::perms::owner_all);
    fs::permissions(file().parent_path(), fs::perms::owner_all);
    fs::create_symlink(file(), link());
  }
  ~TrustedFileTest() override { fs::remove_all(folder_); }
  fs::path file() const { return folder_ / "plugins" / "backend.so"; }
  fs::path link() const { return folder_ / "links" / "backend.so"; }

  static std::string refusal(const fs::path& path) {
    try {
      trusted_file(path, Trust::of_this_program());
    } catch (const DeviceError& error) {
      return error.what();
    }
    return "";
  }
  static void open_to_all(const fs::path& path) {
    fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
  }

  fs::path folder_;
};

TEST_F(TrustedFileTest, ResolvesLinks) {
  EXPECT_EQ(trusted_file(link(), Trust::of_this_program()).path, file());
  EXPECT_EQ(trusted_file(file(), Trust::of_this_program()).path, file());
}

TEST_F(TrustedFileTest, LooksAtFileAndFolders) {
  for (const fs::path& open : {file(), file().parent_path(), folder_}) {
    EXPECT_EQ(refusal(file()), "");
    open_to_all(open);
    EXPECT_THAT(refusal(file()), HasSubstr("chmod o-w " + open.string() + "`"));
    EXPECT_NE(refusal(link()), "");
    fs::permissions(open, fs::perms::owner_all);
  }
}

TEST_F(TrustedFileTest, LooksAtTheFolderInWhichALinkStands) {
  open_to_all(folder_ / "links");
  EXPECT_THAT(refusal(link()), HasSubstr("chmod o-w " + (folder_ / "links").string() + "`"));
  EXPECT_EQ(refusal(file()), "");
}

TEST_F(TrustedFileTest, IsAFile) {
  EXPECT_THAT(refusal(folder_), HasSubstr("is no file"));
  EXPECT_THAT(refusal(folder_ / "nothing.so"), HasSubstr("could not be opened"));
}

TEST_F(TrustedFileTest, NoticesAnotherContent) {
  const TrustedFile trusted = trusted_file(file(), Trust::of_this_program());
  EXPECT_NO_THROW(check_unchanged(trusted));
  std::ofstream(file()) << "another";
  EXPECT_THROW(check_unchanged(trusted), DeviceError);
}

TEST_F(TrustedFileTest, NoticesAnotherFile) {
  const TrustedFile trusted = trusted_file(file(), Trust::of_this_program());
  fs::copy_file(file(), folder_ / "new");
  fs::rename(folder_ / "new", file());
  EXPECT_THROW(check_unchanged(trusted), DeviceError);
  fs::remove(file());
  EXPECT_THROW(check_unchanged(trusted), DeviceError);
}

}  // namespace
}  // namespace steelyard::device
