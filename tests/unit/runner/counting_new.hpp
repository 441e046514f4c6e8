#pragma once

/// A program that links this counts what its threads allocate with operator new, in its own code
/// and in the backends that it opens.
namespace steelyard::test {

/// From here on, on this thread.
void start_counting_allocations();
/// Allocations of this thread since then.
long stop_counting_allocations();

}  // namespace steelyard::test
