#pragma once

/// How long a kernel takes by the roofline model (Williams, Waterman & Patterson 2009, CACM 52(4)):
/// it is held up by arithmetic or by memory, whichever takes longer, and both overlap. Pure.
namespace steelyard {

/// What a chip reaches, not what its datasheet promises: peak times efficiency.
struct Roof {
  double operations_per_second = 0;  ///< 0: the kernel does no arithmetic that is modelled
  double bytes_per_second = 0;       ///< of device memory; 0: not known, so no bound
  double launch_seconds = 0;         ///< from one kernel's end to the next one's start
};

/// max(operations / rate, bytes / bandwidth) + launch. A term whose rate is 0 counts as nothing.
double roofline_seconds(double operations, double bytes, const Roof& roof);

}  // namespace steelyard
