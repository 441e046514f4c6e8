#include "harness/device/table_check.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <string>

#include "tests/unit/device/stub_backend.hpp"

namespace steelyard::device {
namespace {

using ::testing::HasSubstr;

/// A table whose groups can be changed one at a time.
struct EditableTable {
  sy_backend_v1 head = stub::fresh_table();
  sy_devices devices = *head.devices;
  sy_memory memory = *head.memory;
  sy_streams streams = *head.streams;
  sy_gemm_functions gemm = *head.gemm;
  sy_pointwise pointwise = *head.pointwise;
  sy_collectives collectives = *head.collectives;
  sy_telemetry telemetry = *head.telemetry;
  sy_probe probe = *head.probe;

  EditableTable() {
    head.devices = &devices;
    head.memory = &memory;
    head.streams = &streams;
    head.gemm = &gemm;
    head.pointwise = &pointwise;
    head.collectives = &collectives;
    head.telemetry = &telemetry;
    head.probe = &probe;
  }
  EditableTable(const EditableTable&) = delete;
  EditableTable& operator=(const EditableTable&) = delete;
};

TEST(TableCheck, FindsNothingWrongWithAWholeTable) {
  const EditableTable table;
  EXPECT_EQ(flaw_of(&table.head), "");
}

TEST(TableCheck, RefusesNoTable) { EXPECT_THAT(flaw_of(nullptr), HasSubstr("no table")); }

TEST(TableCheck, RefusesAnotherAbi) {
  for (const std::uint32_t abi : {SY_ABI_VERSION - 1, SY_ABI_VERSION + 1}) {
    EditableTable table;
    table.head.abi = abi;
    EXPECT_THAT(flaw_of(&table.head), HasSubstr("ABI " + std::to_string(abi)));
  }
}

TEST(TableCheck, RefusesAShorterTableAndTakesALongerOne) {
  EditableTable table;
  table.head.size = sizeof(sy_backend_v1) - 1;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("its table has"));
  table.head.size = sizeof(sy_backend_v1) + 8;
  EXPECT_EQ(flaw_of(&table.head), "");
}

TEST(TableCheck, RefusesNamesThatAreNoNames) {
  for (const char* name : {"", "Upper", "with-dash", "with space", "a/b"}) {
    EditableTable table;
    table.head.name = name;
    EXPECT_THAT(flaw_of(&table.head), HasSubstr("its name")) << name;
  }
  EditableTable table;
  table.head.name = nullptr;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("its name"));
  table.head.name = "az_09";
  EXPECT_EQ(flaw_of(&table.head), "");
}

TEST(TableCheck, RefusesAHeadWithoutTexts) {
  EditableTable table;
  table.head.version = nullptr;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("version"));
  table.head.version = "1";
  table.head.description = nullptr;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("description"));
  table.head.description = "";
  table.head.last_error = nullptr;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("last_error"));
}

TEST(TableCheck, WantsTheRequiredGroups) {
  EditableTable table;
  table.head.devices = nullptr;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("group 'devices' is missing"));
  table.head.devices = &table.devices;
  table.head.memory = nullptr;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("group 'memory' is missing"));
  table.head.memory = &table.memory;
  table.head.streams = nullptr;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr("group 'streams' is missing"));
}

TEST(TableCheck, DoesWithoutTheOtherGroups) {
  EditableTable table;
  table.head.gemm = nullptr;
  table.head.pointwise = nullptr;
  table.head.collectives = nullptr;
  table.head.telemetry = nullptr;
  table.head.probe = nullptr;
  EXPECT_EQ(flaw_of(&table.head), "");
}

/// A group is its size, then function pointers: takes each away in turn, and wants a sentence for
/// all of them but `optional`.
template <class Group>
void expect_each_function_missed(EditableTable& table, Group& group, const char* name,
                                 int optional = -1) {
  using Function = void (*)();
  const Group whole = group;
  constexpr int functions = (sizeof(Group) - sizeof(std::size_t)) / sizeof(Function);
  for (int i = 0; i < functions; ++i) {
    auto* bytes = reinterpret_cast<unsigned char*>(&group);
    std::memset(bytes + sizeof(std::size_t) + i * sizeof(Function), 0, sizeof(Function));
    const std::string flaw = flaw_of(&table.head);
    if (i == optional) {
      EXPECT_EQ(flaw, "");
    } else {
      EXPECT_THAT(flaw, HasSubstr(std::string("group '") + name + "' lacks")) << "function " << i;
    }
    group = whole;
  }
  group.size = sizeof(Group) - 1;
  EXPECT_THAT(flaw_of(&table.head), HasSubstr(std::string("group '") + name + "' has"));
  group.size = sizeof(Group) + 8;
  EXPECT_EQ(flaw_of(&table.head), "");
  group = whole;
}

TEST(TableCheck, MissesEveryFunctionButAbort) {
  EditableTable table;
  expect_each_function_missed(table, table.devices, "devices");
  expect_each_function_missed(table, table.memory, "memory");
  expect_each_function_missed(table, table.streams, "streams");
  expect_each_function_missed(table, table.gemm, "gemm");
  expect_each_function_missed(table, table.pointwise, "pointwise");
  expect_each_function_missed(table, table.collectives, "collectives", 3);
  expect_each_function_missed(table, table.telemetry, "telemetry");
  expect_each_function_missed(table, table.probe, "probe");
}

}  // namespace
}  // namespace steelyard::device
