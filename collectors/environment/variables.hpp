#pragma once

#include <map>
#include <string>
#include <string_view>

namespace steelyard::collectors {

/// Whether an environment variable is kept in the run file: it is known to change how fast or how a
/// run goes (threads, binding, libraries, transports, visible devices, the shape of the batch job).
/// Everything else stays out, and so does what looks like a secret, and the launcher's bookkeeping.
bool is_kept(std::string_view variable);

/// The kept ones of "NAME=VALUE" texts, as in environ(7): the last is null.
std::map<std::string, std::string> kept_variables(const char* const* environment);

}  // namespace steelyard::collectors
