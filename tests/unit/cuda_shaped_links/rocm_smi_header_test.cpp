#include <gtest/gtest.h>
#include <rocm_smi/rocm_smi.h>

#include "harness/backends/cuda_shaped/rocm_smi_prototypes.hpp"
#include "tests/unit/cuda_shaped_links/same_call.hpp"

namespace steelyard::cuda_shaped {
namespace {

namespace ours = prototypes::rsmi;

static_assert(same_call<decltype(rsmi_init), ours::Init>);
static_assert(same_call<decltype(rsmi_num_monitor_devices), ours::DeviceCount>);
static_assert(same_call<decltype(rsmi_dev_pci_id_get), ours::PciId>);
static_assert(same_call<decltype(rsmi_dev_power_ave_get), ours::AveragePower>);
static_assert(same_call<decltype(rsmi_dev_energy_count_get), ours::EnergyCount>);
static_assert(same_call<decltype(rsmi_dev_power_cap_get), ours::PowerCap>);
static_assert(same_call<decltype(rsmi_dev_temp_metric_get), ours::Temperature>);
static_assert(same_call<decltype(rsmi_dev_gpu_clk_freq_get), ours::Clock>);

static_assert(RSMI_CLK_TYPE_SYS == ours::system_clock);
static_assert(RSMI_CLK_TYPE_MEM == ours::memory_clock);
static_assert(RSMI_TEMP_TYPE_EDGE == ours::edge_temperature);
static_assert(RSMI_TEMP_TYPE_JUNCTION == ours::junction_temperature);
static_assert(RSMI_TEMP_CURRENT == ours::current_temperature);
static_assert(RSMI_STATUS_NOT_SUPPORTED == ours::not_supported);

TEST(RocmSmiHeader, AgreesWithWhatIsDeclaredHere) {
  // rsmi_dev_gpu_clk_freq_get() fills this; the reader knows both forms that there have been.
  EXPECT_LE(sizeof(rsmi_frequencies_t), 1024u);
  EXPECT_EQ(offsetof(rsmi_frequencies_t, frequency) % 8, 0u);
}

}  // namespace
}  // namespace steelyard::cuda_shaped
