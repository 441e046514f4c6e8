#include "harness/backends/opencl/address_book.hpp"

#include <gtest/gtest.h>

#include "harness/device/kit/guard.hpp"

namespace steelyard::opencl {
namespace {

/// A handle that nobody follows.
Mem handle(std::uintptr_t number) { return reinterpret_cast<Mem>(number); }

std::byte* at(void* pointer, std::size_t offset) {
  return reinterpret_cast<std::byte*>(reinterpret_cast<std::uintptr_t>(pointer) + offset);
}

void expect_unknown(const AddressBook& book, const void* pointer, std::size_t bytes) {
  try {
    book.find(pointer, bytes);
    ADD_FAILURE() << "found";
  } catch (const kit::Failure& failure) {
    EXPECT_EQ(failure.status(), SY_INVALID_ARGUMENT);
  }
}

TEST(AddressBook, FindsEveryPartOfABuffer) {
  AddressBook book;
  void* const first = book.add(handle(1), 100);
  void* const second = book.add(handle(2), 5000);
  for (const auto& [offset, bytes] :
       {std::pair<std::size_t, std::size_t>{0, 100}, {0, 1}, {99, 1}, {40, 60}}) {
    const Place place = book.find(at(first, offset), bytes);
    EXPECT_EQ(place.buffer, handle(1));
    EXPECT_EQ(place.offset, offset);
  }
  EXPECT_EQ(book.find(at(second, 4096), 904).buffer, handle(2));
  EXPECT_EQ(book.find(at(second, 4096), 904).offset, 4096u);
  EXPECT_EQ(book.bytes(), 5100u);
}

TEST(AddressBook, RefusesWhatReachesBeyondABuffer) {
  AddressBook book;
  void* const first = book.add(handle(1), 4096);
  book.add(handle(2), 4096);
  expect_unknown(book, first, 4097);
  expect_unknown(book, at(first, 4095), 2);
  expect_unknown(book, at(first, 4096), 1);
  expect_unknown(book, at(first, 1), static_cast<std::size_t>(-1));
}

TEST(AddressBook, RefusesAddressesOfNoBuffer) {
  AddressBook book;
  expect_unknown(book, &book, 1);
  void* const only = book.add(handle(1), 10);
  expect_unknown(book, at(only, static_cast<std::size_t>(-1)), 1);
  expect_unknown(book, &book, 1);
}

TEST(AddressBook, ForgetsWhatIsRemoved) {
  AddressBook book;
  void* const gone = book.add(handle(1), 10);
  void* const kept = book.add(handle(2), 20);
  EXPECT_EQ(book.remove(gone), handle(1));
  expect_unknown(book, gone, 1);
  EXPECT_THROW(book.remove(gone), kit::Failure);
  EXPECT_THROW(book.remove(at(kept, 1)), kit::Failure);
  EXPECT_EQ(book.bytes(), 20u);
  EXPECT_NE(book.add(handle(3), 10), gone) << "an address was given twice";
}

TEST(AddressBook, KeepsTwoBooksApart) {
  AddressBook one, other;
  void* const pointer = one.add(handle(1), 10);
  other.add(handle(2), 10);
  expect_unknown(other, pointer, 1);
}

TEST(AddressBook, AlignsAndHandsOutWhatNoHostProgramHas) {
  AddressBook book;
  for (const std::size_t bytes : {1, 63, 4097}) {
    const auto address = reinterpret_cast<std::uintptr_t>(book.add(handle(1), bytes));
    EXPECT_EQ(address % 4096, 0u);
    EXPECT_EQ(address >> 62, 1u) << "an x86-64 could follow it";
    EXPECT_EQ(address >> 55 & 1, 1u) << "an Arm could follow it";
  }
}

TEST(AddressBook, NamesEveryBuffer) {
  AddressBook book;
  book.add(handle(1), 1);
  book.add(handle(2), 1);
  std::uintptr_t sum = 0;
  book.for_each_buffer([&](Mem buffer) { sum += reinterpret_cast<std::uintptr_t>(buffer); });
  EXPECT_EQ(sum, 3u);
}

}  // namespace
}  // namespace steelyard::opencl
