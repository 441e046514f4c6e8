// What stands in for a vendor's library.
extern "C" {
int vendor_answer() { return 42; }
int steelyard_emulated_runtime = 1;
}
