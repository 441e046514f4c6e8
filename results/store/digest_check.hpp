#pragma once

#include <string>
#include <vector>

#include "results/store/run_file.hpp"

namespace steelyard::results {

/// What the digests of a run file say of it.
struct DigestCheck {
  enum class State {
    none,        ///< the file has no digests: written before there were any
    newer_form,  ///< digests of a form that this program does not know
    whole,       ///< the file is what its digests say
    altered,
  };
  State state = State::none;
  std::string head;                  ///< as it stands in the file; empty if not known
  std::vector<std::string> altered;  ///< "the samples of case NAME are", ...: what differs
};

/// Makes the digests of `content` again and compares them with those in it. Pure.
DigestCheck check_digests(const RunFileContent& content);

}  // namespace steelyard::results
