#pragma once

namespace steelyard::device {

/// The descriptor over which a child process reports (watched_child.hpp).
inline constexpr int report_descriptor = 3;

/// For a process that exists to run foreign code: it dies with its parent, without a core file, and
/// first if memory runs out. A crash ends it by its signal, and what it starts does not hold the
/// report open.
void make_expendable();

}  // namespace steelyard::device
