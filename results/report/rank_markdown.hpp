#pragma once

#include <string>

#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// The ranking as Markdown, for pull requests: what is weighed against what, what is doubtful, a
/// short table of chips by profile with intervals and verdicts; folded away the scores by group,
/// what is missing, every case, the runs, and sources. Nothing from a file is Markdown or HTML, or
/// names a person (markdown.hpp).
std::string rank_markdown(const Ranking& ranking);

}  // namespace steelyard::results
