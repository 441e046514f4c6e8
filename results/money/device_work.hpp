#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "results/money/money.hpp"
#include "results/profiles/profile.hpp"
#include "results/verdicts/ranking.hpp"

/// What one device does with the cases of a profile: rates, energy, steps of training.
namespace steelyard::results {

/// A chip of the ranking, or the shipped reference, as something that runs cases.
class WorkingDevice {
 public:
  /// `chip`: index into ranking.chips; nothing: the shipped reference. `ranking` outlives this.
  WorkingDevice(const Ranking& ranking, std::optional<std::size_t> chip)
      : ranking_(&ranking), chip_(chip) {}

  std::optional<std::size_t> chip() const { return chip_; }

  /// One case: of the reference its rate without a spread.
  struct Figures {
    Interval seconds;
    double flops = 0;  ///< per iteration; 0: another kind of case
    const CaseEnergy* energy = nullptr;
    Origin origin = Origin::measured;
    bool has_interval = true;
  };
  /// Nothing if there is no figure, or one that cannot be believed.
  std::optional<Figures> figures(const RankedCase& row) const;

 private:
  const Ranking* ranking_;
  std::optional<std::size_t> chip_;
};

/// A case that counts under a profile, with its share of the weight.
struct WeightedCase {
  const RankedCase* row = nullptr;
  double weight = 0;
};

/// Those that count on every chip, each with an even share of its part's weight.
std::vector<WeightedCase> counted_cases(const Ranking& ranking, const ProfileRanking& profile);

/// Sets `flops`, `origin`, `has_interval`, and where energy was measured `power` and
/// `joules_per_eflop`. Nothing of it where a counted matmul has no figure.
void measure_work(ChipMoney& money, const WorkingDevice& device,
                  const std::vector<WeightedCase>& cases);

/// tokens_per_step / (sum of count x seconds); the cost is left open.
TokenBound token_bound(const TokenModel& model, const Ranking& ranking,
                       const WorkingDevice& device);

}  // namespace steelyard::results
