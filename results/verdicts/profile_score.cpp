#include "results/verdicts/profile_score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "results/verdicts/stand_in.hpp"

namespace steelyard::results {
namespace {

class Planner {
 public:
  Planner(const Ranking& ranking, const Profile& profile,
          std::span<const CaseRecord* const> records)
      : ranking_(ranking), profile_(profile), records_(records) {
    for (std::size_t row = 0; row < ranking.cases.size(); ++row) {
      rows_.emplace(ranking.cases[row].name, row);
    }
    part_rows_.resize(profile.parts.size());
    for (std::size_t row = 0; row < records.size(); ++row) {
      if (const auto part = part_of(profile, *records[row])) part_rows_[*part].push_back(row);
    }
    for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
      if (!ranking.chips[chip].is_baseline && has_any(chip)) chips_.push_back(chip);
    }
  }

  ProfilePlan plan() {
    ProfilePlan result;
    result.ranking.profile = profile_.name;
    result.ranking.description = profile_.description;
    result.ranking.policy = profile_.missing;
    list_missing(result.ranking);
    result.excluded = plan_with(result.ranking.covered_weight,
                                [&](std::size_t row) { return counts_everywhere(row); });
    describe_parts(result.ranking);
    if (!result.ranking.missing.empty()) {
      result.wider =
          plan_with(result.ranking.wider_weight, [&](std::size_t row) { return has_pairs(row); });
    }
    if (result.excluded.chips.empty()) result.ranking.reason = why_no_score();
    return result;
  }

 private:
  const RankedCell* cell(std::size_t row, std::size_t chip) const {
    const auto& found = ranking_.cases[row].cells[chip];
    return found ? &*found : nullptr;
  }

  bool eligible(std::size_t row, std::size_t chip) const {
    const RankedCell* own = cell(row, chip);
    return own != nullptr && own->standing == Standing::counted && own->ratio;
  }

  bool has_any(std::size_t chip) const {
    return std::any_of(part_rows_.begin(), part_rows_.end(), [&](const auto& rows) {
      return std::any_of(rows.begin(), rows.end(),
                         [&](std::size_t row) { return eligible(row, chip); });
    });
  }

  bool counts_everywhere(std::size_t row) const {
    return std::all_of(chips_.begin(), chips_.end(),
                       [&](std::size_t chip) { return eligible(row, chip); });
  }

  bool counts_somewhere(std::size_t row) const {
    return std::any_of(chips_.begin(), chips_.end(),
                       [&](std::size_t chip) { return eligible(row, chip); });
  }

  /// A figure that is good for a score, whatever the baseline has.
  bool has_figure(std::size_t row, std::size_t chip) const {
    const RankedCell* own = cell(row, chip);
    return own != nullptr && own->figures &&
           (own->standing == Standing::counted || own->standing == Standing::no_reference);
  }

  /// Nothing of the case is there to be compared: it could not be run, or was not.
  bool is_absent(std::size_t row, std::size_t chip) const {
    const RankedCell* own = cell(row, chip);
    return own == nullptr || own->standing == Standing::no_figure;
  }

  /// The row in which a chip does the work of a multiplication: its own, or a wider one.
  std::optional<std::size_t> row_for(std::size_t row, std::size_t chip) const {
    if (has_figure(row, chip)) return row;
    if (!is_absent(row, chip) || figure_kind(records_[row]->work) != FigureKind::flops) {
      return std::nullopt;
    }
    for (const std::string& name : wider_cases(ranking_.cases[row].name)) {
      const auto [first, last] = rows_.equal_range(name);
      for (auto each = first; each != last; ++each) {
        const CaseRecord& stand_in = *records_[each->second];
        if (stand_in.method_version == records_[row]->method_version &&
            stand_in.work.flops == records_[row]->work.flops && has_figure(each->second, chip)) {
          return each->second;
        }
      }
    }
    return std::nullopt;
  }

  /// What the table has for the case; that of any chip, for the case is the same.
  std::optional<double> reference(std::size_t row) const {
    for (const auto& own : ranking_.cases[row].cells) {
      if (own && own->reference && !own->reference->other_scale) return own->reference->value;
    }
    return std::nullopt;
  }

  std::optional<CasePair> pair(std::size_t row, std::size_t chip) const {
    if (eligible(row, chip)) return CasePair{row, row, cell(row, chip)->ratio->point};
    const auto own = row_for(row, chip);
    if (!own) return std::nullopt;
    const double figure = cell(*own, chip)->figures->figure.point;
    if (!ranking_.baseline.measured) {
      const auto value = *own == row ? std::nullopt : reference(row);
      return value ? std::optional(CasePair{*own, row, figure / *value}) : std::nullopt;
    }
    const auto base = row_for(row, 0);
    // Both have the case and yet there is no ratio: they are not comparable.
    if (!base || (*own == row && *base == row)) return std::nullopt;
    return CasePair{*own, *base, figure / cell(*base, 0)->figures->figure.point};
  }

  bool has_pairs(std::size_t row) const {
    return counts_somewhere(row) &&
           std::all_of(chips_.begin(), chips_.end(),
                       [&](std::size_t chip) { return pair(row, chip).has_value(); });
  }

  ScorePlan plan_with(double& covered, const std::function<bool(std::size_t)>& takes) const {
    std::vector<double> weights;
    std::vector<std::vector<CasePair>> pairs(chips_.size());
    double covered_weight = 0;
    double all_weight = 0;
    for (std::size_t part = 0; part < part_rows_.size(); ++part) {
      const double weight = profile_.parts[part].weight;
      all_weight += weight;
      std::vector<std::size_t> rows;
      std::copy_if(part_rows_[part].begin(), part_rows_[part].end(), std::back_inserter(rows),
                   takes);
      if (rows.empty() || chips_.empty()) continue;
      covered_weight += weight;
      for (const std::size_t row : rows) {
        weights.push_back(weight / static_cast<double>(rows.size()));
        for (std::size_t i = 0; i < chips_.size(); ++i) {
          pairs[i].push_back(*pair(row, chips_[i]));
        }
      }
    }
    covered = covered_weight / all_weight;
    if (weights.empty()) return {};
    return make_plan(ranking_, chips_, weights, pairs);
  }

  std::string why_missing(std::size_t row, std::size_t chip) const {
    const RankedCell* own = cell(row, chip);
    if (own == nullptr) return "its runs do not have this case";
    if (own->standing == Standing::no_figure && !own->reason.empty()) {
      return fmt::format("{}: {}", own->standing_reason, own->reason);
    }
    return own->standing_reason;
  }

  void list_missing(ProfileRanking& out) const {
    for (std::size_t chip = 0; chip < ranking_.chips.size(); ++chip) {
      if (ranking_.chips[chip].is_baseline) continue;
      for (const auto& rows : part_rows_) {
        for (const std::size_t row : rows) {
          if (!counts_somewhere(row) || eligible(row, chip)) continue;
          const auto other = pair(row, chip);
          out.missing.push_back(
              {chip, ranking_.cases[row].name, why_missing(row, chip),
               other && other->row != row ? ranking_.cases[other->row].name : ""});
        }
      }
    }
  }

  void describe_parts(ProfileRanking& out) const {
    for (std::size_t p = 0; p < part_rows_.size(); ++p) {
      ProfilePart part{profile_.parts[p].name, profile_.parts[p].weight, {}, 0, ""};
      bool somewhere = false;
      for (const std::size_t row : part_rows_[p]) {
        somewhere = somewhere || counts_somewhere(row);
        if (!chips_.empty() && counts_everywhere(row)) {
          part.counted.push_back(ranking_.cases[row].name);
        } else {
          ++part.left_out;
        }
      }
      if (part_rows_[p].empty()) {
        part.reason = "no run has a case of this kind";
      } else if (part.counted.empty()) {
        part.reason = somewhere ? "the chips have no case of it in common that counts"
                                : "no chip has a ratio for a case of it";
      }
      out.parts.push_back(std::move(part));
    }
  }

  std::string why_no_score() const {
    return chips_.empty() ? "no chip has a ratio for a case of this profile"
                          : "the chips have no case of this profile in common that counts";
  }

  const Ranking& ranking_;
  const Profile& profile_;
  std::span<const CaseRecord* const> records_;
  std::multimap<std::string, std::size_t> rows_;     ///< by name of the case
  std::vector<std::vector<std::size_t>> part_rows_;  ///< cases of each part
  std::vector<std::size_t> chips_;                   ///< that are scored
};

}  // namespace

ProfilePlan plan_profile(const Ranking& ranking, const Profile& profile,
                         std::span<const CaseRecord* const> records) {
  return Planner(ranking, profile, records).plan();
}

}  // namespace steelyard::results
