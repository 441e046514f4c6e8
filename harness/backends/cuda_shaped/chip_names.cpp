#include "harness/backends/cuda_shaped/chip_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace steelyard::cuda_shaped {
namespace {

/// A product whose name holds all of `words`, in any case. The first that fits counts, so the
/// longer names stand before the shorter: "H200" and "H20-3e" before "H20".
struct Row {
  std::string_view words;  ///< between spaces; each must be a whole word of the name
  std::string_view id;
  std::string_view maker;
};

constexpr std::array rows{
    Row{"ZW810E", "alibaba-zhenwu-810e", "Alibaba T-Head"},
    Row{"ZWM890", "alibaba-zhenwu-m890", "Alibaba T-Head"},
    Row{"PPU", "", "Alibaba T-Head"},
    Row{"Iluvatar BI V150", "iluvatar-bi150", "Iluvatar CoreX"},
    Row{"Iluvatar BI150", "iluvatar-bi150", "Iluvatar CoreX"},
    Row{"Iluvatar", "", "Iluvatar CoreX"},
    Row{"BW1000", "hygon-bw1000", "Hygon"},
    Row{"K100_AI", "hygon-k100-ai", "Hygon"},
    Row{"DCU", "", "Hygon"},
    Row{"Hygon", "", "Hygon"},
    Row{"GB200", "nvidia-gb200", "NVIDIA"},
    Row{"B200", "nvidia-b200-sxm", "NVIDIA"},
    Row{"B30A", "nvidia-b30a", "NVIDIA"},
    Row{"B40", "nvidia-b40", "NVIDIA"},
    Row{"H200", "nvidia-h200-sxm", "NVIDIA"},
    Row{"H20 3e", "nvidia-h20-141gb", "NVIDIA"},
    Row{"H20", "nvidia-h20", "NVIDIA"},
    Row{"H800", "nvidia-h800", "NVIDIA"},
    Row{"H100 PCIe", "nvidia-h100-pcie", "NVIDIA"},
    Row{"H100 80GB HBM3", "nvidia-h100-sxm", "NVIDIA"},
    Row{"A800", "nvidia-a800", "NVIDIA"},
    Row{"A100 SXM4 40GB", "nvidia-a100-sxm-40gb", "NVIDIA"},
    Row{"A100 SXM4 80GB", "nvidia-a100-sxm-80gb", "NVIDIA"},
    Row{"RTX 4090 D", "nvidia-rtx-4090d", "NVIDIA"},
    Row{"RTX PRO 6000D", "nvidia-rtx-pro-6000d", "NVIDIA"},
    Row{"MI250X", "amd-mi250x", "AMD"},
    Row{"MI300X", "amd-mi300x", "AMD"},
    Row{"MI308X", "amd-mi308x", "AMD"},
    Row{"MTT S4000", "moorethreads-s4000", "Moore Threads"},
    Row{"MTT S5000", "moorethreads-s5000", "Moore Threads"},
    Row{"C500", "metax-c500", "MetaX"},
    Row{"C550", "metax-c550", "MetaX"},
    Row{"MXC500", "metax-c500", "MetaX"},
    Row{"MXC550", "metax-c550", "MetaX"},
    Row{"BR100", "biren-br100", "Biren"},
    Row{"BR104", "biren-br104", "Biren"},
    Row{"BR106", "biren-br106", "Biren"},
    Row{"BR106M", "biren-br106", "Biren"},
    Row{"P800", "baidu-kunlun-p800", "Baidu Kunlun"},
    Row{"Kunlun", "", "Baidu Kunlun"},
    Row{"XPU", "", "Baidu Kunlun"},
    Row{"L600", "enflame-l600", "Enflame"},
    Row{"S60", "enflame-s60", "Enflame"},
};

bool is_break(char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_'; }

/// The words of `text` in small letters, each between single spaces: " nvidia h20 3e ".
std::string words_of(std::string_view text) {
  std::string words = " ";
  for (const char c : text) {
    if (!is_break(c)) {
      words += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (words.back() != ' ') {
      words += ' ';
    }
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

/// Makers that ship a runtime with CUDA's names.
constexpr std::array<std::string_view, 4> cuda_name_makers{"Alibaba T-Head", "Iluvatar CoreX",
                                                           "Hygon", "Baidu Kunlun"};

/// Under a vendor's runtime its own chips are looked for, and those that others bring under its
/// names.
bool reachable(const Vendor& vendor, const Row& row) {
  const std::string_view backend = vendor.name;
  if (row.maker == vendor.maker) return true;
  if (backend == "hip") return row.maker == "Hygon";
  return backend == "cuda" &&
         std::ranges::find(cuda_name_makers, row.maker) != cuda_name_makers.end();
}

}  // namespace

ChipName chip_of(const Vendor& vendor, std::string_view product) {
  const std::string words = words_of(product);
  for (const Row& row : rows) {
    if (reachable(vendor, row) && words.find(words_of(row.words)) != std::string::npos) {
      return {row.id, row.maker};
    }
  }
  return {"", vendor.maker};
}

}  // namespace steelyard::cuda_shaped
