# steelyard_emulated_cuda_shaped(VENDOR LIBRARY_FILE [ALIASES ...] [SOURCES ...]): a CUDA-shaped
# vendor's libraries as one file. tests/emulated/VENDOR/vendor.hpp gives names and numbers; SOURCES
# are what it has besides the runtime.
include_guard()
function(steelyard_emulated_cuda_shaped vendor file)
  cmake_parse_arguments(ARG "" "" "ALIASES;SOURCES" ${ARGN})
  set(body ${CMAKE_SOURCE_DIR}/tests/emulated/cuda_shaped)
  list(TRANSFORM ARG_SOURCES PREPEND ${body}/)
  steelyard_emulated(${vendor} ${file}
    SOURCES ${body}/runtime.cpp ${body}/product.cpp ${ARG_SOURCES}
    DEFINITIONS EMULATED_VENDOR="tests/emulated/${vendor}/vendor.hpp")
  steelyard_emulated_alias(${vendor} ${file} ${ARG_ALIASES})
endfunction()

# What the contract's tests ask of each size: that 8-bit types are multiplied in any. Vendors have
# rules of alignment there, so these tests hold for the backends without them alone.
set(emulated_8_bit_tests GemmContract.OffersACombinationForEachDtypeItNames
  GemmContract.MultipliesOddShapesInEveryTransposition GemmContract.MultipliesBatches
  GemmContract.MultipliesRightAfterTuning GemmContract.MultipliesTheSamePlanAgain)

# steelyard_emulated_contract(VENDOR [ALIGNED] [GEMM]): the backend of that name keeps the contract on
# its emulated libraries, and every planted fault is noticed. ALIGNED: it has rules of alignment;
# GEMM: it multiplies.
function(steelyard_emulated_contract vendor)
  cmake_parse_arguments(ARG "ALIGNED;GEMM" "" "" ${ARGN})
  string(TOUPPER ${vendor} upper)
  set(environment STEELYARD_BACKEND_PATH=${CMAKE_BINARY_DIR}/lib/steelyard/backends
      STEELYARD_${upper}_LIBRARIES=${CMAKE_BINARY_DIR}/emulated/${vendor})
  set(left_out "")
  if(ARG_ALIGNED)
    foreach(test IN LISTS emulated_8_bit_tests)
      string(APPEND left_out ":Backend/${test}/${vendor}")
    endforeach()
  endif()
  add_test(NAME emulated_contract.${vendor}
    COMMAND test_backend_contract --gtest_filter=*/${vendor}:-${left_out})
  set_tests_properties(emulated_contract.${vendor} PROPERTIES
    LABELS contract TIMEOUT 300 ENVIRONMENT "${environment}"
    FAIL_REGULAR_EXPRESSION "FAILED;was not found in" PASS_REGULAR_EXPRESSION "PASSED")
  set(faults event_unit leak async_error)
  set(test_event_unit StreamsContract.AgreesWithTheClockOfTheHost)
  set(test_leak MemoryContract.GetsReleasedMemoryBack)
  set(test_async_error StreamsContract.IsIdleAfterSynchronising)
  if(ARG_GEMM)
    list(APPEND faults transposition)
    set(test_transposition GemmContract.MultipliesOddShapesInEveryTransposition)
  endif()
  foreach(fault IN LISTS faults)
    add_test(NAME emulated_contract_notices.${vendor}.${fault}
      COMMAND test_backend_contract --gtest_filter=Backend/${test_${fault}}/${vendor})
    set(says "FAILED.*${test_${fault}}/${vendor}")
    if(fault STREQUAL transposition)
      set(says "f32 -> f32, 64 x 64 x 64")  # square, and of no 8-bit type
    endif()
    set_tests_properties(emulated_contract_notices.${vendor}.${fault} PROPERTIES
      LABELS contract TIMEOUT 120 PASS_REGULAR_EXPRESSION "${says}"
      ENVIRONMENT "${environment};STEELYARD_EMULATED_FAULT=${fault}")
  endforeach()
endfunction()
