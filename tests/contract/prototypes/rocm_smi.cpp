#include <rocm_smi/rocm_smi.h>

#include "harness/backends/cuda_shaped/rocm_smi_prototypes.hpp"
#include "tests/contract/prototypes/prototype.hpp"

namespace steelyard::cuda_shaped {
namespace {

namespace rsmi = prototypes::rsmi;

#define HOLDS_RSMI(DECLARED, FUNCTION)                                                       \
  static_assert(::steelyard::prototypes::same<rsmi::DECLARED*, decltype(::rsmi_##FUNCTION)>, \
                "rsmi_" #FUNCTION " is declared otherwise in the vendor's header")

HOLDS_RSMI(Init, init);
HOLDS_RSMI(DeviceCount, num_monitor_devices);
HOLDS_RSMI(PciId, dev_pci_id_get);
HOLDS_RSMI(AveragePower, dev_power_ave_get);
HOLDS_RSMI(EnergyCount, dev_energy_count_get);
HOLDS_RSMI(PowerCap, dev_power_cap_get);
HOLDS_RSMI(Temperature, dev_temp_metric_get);
HOLDS_RSMI(Clock, dev_gpu_clk_freq_get);

static_assert(RSMI_CLK_TYPE_SYS == rsmi::system_clock);
static_assert(RSMI_CLK_TYPE_MEM == rsmi::memory_clock);
static_assert(RSMI_TEMP_TYPE_EDGE == rsmi::edge_temperature);
static_assert(RSMI_TEMP_TYPE_JUNCTION == rsmi::junction_temperature);
static_assert(RSMI_TEMP_CURRENT == rsmi::current_temperature);
static_assert(RSMI_STATUS_NOT_SUPPORTED == rsmi::not_supported);
// What the clock's reader knows to read.
static_assert(offsetof(rsmi_frequencies_t, frequency) == 8 ||
              offsetof(rsmi_frequencies_t, frequency) == 16);
static_assert(sizeof(rsmi_frequencies_t) <= 1024);

}  // namespace
}  // namespace steelyard::cuda_shaped
