#include "results/report/carrier_json.hpp"

#include <nlohmann/json.hpp>

namespace steelyard::results {

nlohmann::ordered_json carrier_json(const Carrier& carrier) {
  using Json = nlohmann::ordered_json;
  if (carrier.words.empty()) return nullptr;
  Json ranks = Json::array();
  for (const RankShift& each : carrier.ranks) {
    ranks.push_back({{"rank", each.rank},
                     {"host", each.host},
                     {"device", each.device},
                     {"ratio", each.ratio},
                     {"shifted", each.shifted}});
  }
  return {{"words", carrier.words}, {"known", carrier.known}, {"ranks", ranks}};
}

}  // namespace steelyard::results
