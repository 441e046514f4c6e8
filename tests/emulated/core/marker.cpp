// By this symbol backends know that a library is a test double (kit/vendor_library.hpp).
extern "C" __attribute__((visibility("default"))) const int steelyard_emulated_runtime = 1;
