#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/dtype.hpp"
#include "harness/core/model/topology.hpp"
#include "results/chips/yaml_file.hpp"

/// One product as the catalogue knows it: every figure with where it comes from and how far it can
/// be trusted, and what other sources say instead. docs/adding.md tells how to add one.
namespace steelyard::results {

/// How far a figure can be trusted: low for single reports, rumours and arithmetic on hints.
enum class Confidence { low, medium, high };
std::string_view name(Confidence confidence);
std::optional<Confidence> parse_confidence(std::string_view text);

/// What kind of text a figure was found in.
enum class SourceKind { datasheet, paper, press, rumour };
std::string_view name(SourceKind kind);
std::optional<SourceKind> parse_source_kind(std::string_view text);

/// Where a value comes from.
struct Provenance {
  std::string source;
  SourceKind kind = SourceKind::rumour;
  Confidence confidence = Confidence::low;
  bool verified = false;  ///< the source was read for this catalogue, not quoted from memory
  std::string note;
};

/// A number with its source. The unit stands in the name of the member or key.
struct Figure {
  double value = 0;
  Provenance from;
};

/// A word with its source, where one is on record.
struct Statement {
  std::string value;
  std::optional<Provenance> from;
};

/// What sources disagree on.
struct Conflict {
  struct Claim {
    std::string value;  ///< as written: a number or a word
    std::string source;
    SourceKind kind = SourceKind::rumour;
    Confidence confidence = Confidence::low;
  };
  std::string field;  ///< "tdp_w", "dense_peak_tflops.fp8"
  std::vector<Claim> claims;
  std::string resolution;  ///< which was taken and why, or ""
};

/// A guess that is on record but is never used as a figure.
struct Estimate {
  std::string field;
  double value = 0;
  std::string source;
  Confidence confidence = Confidence::low;
  std::string note;
};

/// The rate of a large dense multiplication.
struct MeasuredGemm {
  std::string dtype;  ///< a key of dense_peak_tflops
  double tflops = 0;
  bool least = false;  ///< a maker's acceptance limit: the least that a good chip reaches
};

/// An all-reduce of large messages, as nccl-tests counts.
struct MeasuredAllReduce {
  int devices = 0;
  double busbw_gb_s = 0;
  bool in_switch = false;  ///< the switch added
};

/// A published measurement, in the words of its source, and what a model can use of it.
struct Measurement {
  std::string what;
  double value = 0;
  std::string unit;
  std::string source;
  std::string note;
  Confidence confidence = Confidence::low;
  std::optional<MeasuredGemm> gemm;
  std::optional<MeasuredAllReduce> all_reduce;
  std::optional<double> memory_gb_s;  ///< through device memory
};

struct Price {
  std::optional<double> usd;           ///< one chip
  std::optional<double> usd_per_hour;  ///< renting one
  double low = 0;
  double high = 0;
  std::string currency;  ///< of low and high
  std::string date;
  std::string source;
  Confidence confidence = Confidence::low;
  std::optional<SourceKind> kind;
  std::optional<bool> verified;
  std::string note;
};

struct Chip {
  std::string id;  ///< "nvidia-h20"
  std::string vendor;
  std::string name;
  std::vector<std::string> aliases;
  Statement status;  ///< shipping, announced, rumoured
  std::string status_note;
  Statement year;
  Statement form;
  Statement architecture;
  int chips_per_system = 1;  ///< above 1, peaks, memory and power are those of a whole system
  /// By "fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "int8", "fp4"; TFLOP/s (TOP/s), never
  /// sparse. A key that is absent is unknown.
  std::map<std::string, Figure, std::less<>> dense_peak_tflops;
  Dtype narrowed_f32 = Dtype::tf32;  ///< what the peak under "tf32" multiplies: tf32, hf32 or xf32
  bool fp8_fnuz = false;             ///< the peak under "fp8" is of the FNUZ formats, not of OCP's
  /// The peaks are those with sums in full width (f32); with narrower sums the chip is faster.
  bool peaks_of_full_accumulation = false;
  std::optional<Figure> peak_clock_mhz;  ///< core clock at which the maker says the peaks hold
  std::optional<Figure> memory_gib;
  std::optional<Statement> memory_type;
  std::optional<Figure> memory_bandwidth_gb_s;  ///< 1e9 bytes per second
  Statement interconnect;
  std::optional<Figure> interconnect_gb_s;  ///< per chip, both directions together
  std::optional<Topology> topology;         ///< how its links join chips; nothing: not on record
  int joined = 1;                           ///< how many chips they join; 1: not on record
  std::optional<Figure> nic_gbit_s;         ///< per chip
  std::optional<Figure> tdp_watts;
  std::optional<Price> price;
  Statement runtime_family;
  std::string torch_device;
  std::string torch_device_note;
  std::string torch_plugin;
  std::vector<std::string> runtime_compatibility;
  std::vector<std::string> related_ids;
  std::vector<std::pair<std::string, Provenance>> unpublished;  ///< fields known to be undisclosed
  std::vector<Estimate> estimates;
  std::vector<Conflict> conflicts;
  std::vector<Measurement> measured;
  std::string notes;
};

/// Throws DataError that names the place: a missing or unknown key, a figure without source, kind
/// or confidence, a number that is not above 0.
Chip parse_chip(const YamlNode& root);

/// The key of dense_peak_tflops for the unit that multiplies `dtype`: f64 -> fp64, f32 -> fp32, the
/// vendor's narrowed 32-bit format (tf32, hf32, xf32) -> tf32, every fp8 format -> fp8, int8 and
/// uint8 -> int8. Nothing for int32.
std::optional<std::string_view> peak_key(Dtype dtype);

/// The dense peak of one device for `dtype`. Null where it is not known, or is that of another
/// format of the same width (xf32 is no tf32); also where the row describes a whole system, since a
/// share of its peak is nobody's figure.
const Figure* dense_peak(const Chip& chip, Dtype dtype);

/// Device memory bandwidth of one device; null as above.
const Figure* memory_bandwidth(const Chip& chip);

/// What one device can send (or receive) over its links at once, bytes per second: half of the
/// catalogue's two-way figure. Nothing where that is unknown.
std::optional<double> one_way_link_bytes_per_second(const Chip& chip);

}  // namespace steelyard::results
