#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "results/import/format.hpp"

/// From the output of other tools to a run, all in memory:
///
///     const auto imported = import_files({"all_reduce.txt"}, {.chip = "nvidia-h20"});
///     // imported.run: origin imported, complete; imported.sources: what was read and left out
namespace steelyard::results::import {

struct ImportOptions {
  std::string format = "auto";  ///< "auto": by the content of each file
  std::string chip;             ///< id of the catalogue; "": as the tool names the device
  std::string label;
  std::string command_line;
  std::string tool_version;  ///< of this program
  Hints hints;
};

/// One file: what it was, what was read of it.
struct Source {
  std::string file;
  std::string sha256;
  const Format* format = nullptr;
  Reading reading;
};

struct Imported {
  RunRecord run;
  std::vector<Source> sources;
};

/// Reads the files, in their order. A case that several of them hold has one round for each time.
/// Case ids are made of the name, method version 0 and the tool's method (CaseDraft::method), so
/// they agree between imports of the same tool and with nothing that this program measured.
///
/// Throws UsageError (no file, unknown format, one file given twice) or DataError, which names the
/// file: not a regular file, more than 64 MiB, not text, of no format that is known, without any
/// result that can be read, or of other devices than the files before.
Imported import_files(const std::vector<std::filesystem::path>& files,
                      const ImportOptions& options);

/// One text that is in memory already; `name` stands for the file in messages.
Source read_source(std::string_view text, const std::string& name, const ImportOptions& options);
/// The run of sources that were read.
RunRecord combine(std::vector<Source>& sources, const ImportOptions& options);

}  // namespace steelyard::results::import
