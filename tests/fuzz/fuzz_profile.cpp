// Any text as a profile; then which cases it counts.
#include "harness/core/error.hpp"
#include "results/profiles/profile.hpp"
#include "tests/fuzz/input.hpp"

namespace steelyard::fuzz {
namespace {

using namespace steelyard::results;

CaseRecord example(const std::string& name, double message_bytes) {
  CaseRecord record;
  record.name = name;
  record.workload = name.substr(0, name.find(':'));
  record.group = "square matmul";
  record.work.message_bytes = message_bytes;
  return record;
}

void match_all(const std::filesystem::path& file) {
  const Profile profile = load_profile(file);
  require(!profile.parts.empty(), "a profile has a part");
  for (const ProfilePartSpec& part : profile.parts) require(part.weight > 0, "a part weighs");
  for (const CaseRecord& record :
       {example("matmul:dtype=bf16,m=4096,n=4096,k=4096", 0),
        example("allreduce:dtype=bf16,bytes=1048576,op=sum,mode=latency", 1048576),
        example("what is this?", 0), example("", 0)}) {
    const auto part = part_of(profile, record);
    require(!part || *part < profile.parts.size(), "a part that is there");
    require(!part || matches(profile.parts[*part].match, record), "the part matches");
  }
}

}  // namespace
}  // namespace steelyard::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace steelyard;
  const fuzz::InputFile file({data, size});
  try {
    fuzz::match_all(file.path());
  } catch (const DataError& error) {
    fuzz::require_printable(error.what());
  }
  return 0;
}
