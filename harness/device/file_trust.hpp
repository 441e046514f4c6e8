#pragma once

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

/// Which files may become part of this program. A backend runs with all rights of the person who
/// starts the program, so nobody else may be able to put code there: neither into the file, nor
/// into the folder that holds it (a library beside it would be loaded too), nor, by renaming, into
/// any folder above. docs/decisions/0008-plug-ins.md gives the reasons for the rule.
namespace steelyard::device {

/// Who may write without being one more person to trust.
struct Trust {
  std::set<uid_t> owners;
  std::set<gid_t> groups;

  /// Owners: root, this user, the owner of the program itself and of the root folder. Groups:
  /// root's, and those that may write the program's own file or folder. All of them can replace the
  /// program, so trusting them with a backend adds nothing.
  static Trust of_this_program();
};

/// What a path is to the backend.
enum class Place {
  file,    ///< the backend itself
  folder,  ///< holds it
  above    ///< a folder above that one; the sticky bit makes a shared one (/tmp) safe
};

/// Why `path`, whose state is `state`, is not to be trusted, with the remedy; "" if it is.
std::string danger_of(const std::filesystem::path& path, const struct stat& state, Place place,
                      const Trust& trust);

/// A group that has the owner's name, is his primary group and has no other member.
bool is_own_group(const passwd& owner, const group& group);

/// A file as it was when it was checked.
struct TrustedFile {
  std::filesystem::path path;  ///< whole, without symbolic links
  struct stat state {};
};

/// Resolves every symbolic link and checks each part of what comes out, and the folder in which
/// `file` was found. Throws DeviceError with the sentence of danger_of(), or if it is no file.
///
/// The file is to be opened by the path that is returned: that and all above it belong to those who
/// are trusted, so that nobody else can exchange it after the check. (Opening /proc/self/fd/N would
/// pin the very inode, but $ORIGIN of the library would then point nowhere.)
TrustedFile trusted_file(const std::filesystem::path& file, const Trust& trust);

/// Throws DeviceError if another file, or another content, now stands at the path.
void check_unchanged(const TrustedFile& file);

}  // namespace steelyard::device
