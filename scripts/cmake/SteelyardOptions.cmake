# Language level, warnings and sanitizers. They are carried by one interface target that every
# target of this project links privately, so nothing leaks into a project that embeds this one.
option(STEELYARD_BUILD_TESTS "Build the tests" ON)
option(STEELYARD_WERROR "Treat warnings as errors" OFF)
set(STEELYARD_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined)")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

add_library(steelyard_options INTERFACE)
target_compile_options(steelyard_options INTERFACE
  # Designated initialisers leave members at their declared defaults on purpose.
  -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual> -Wconversion -Wno-sign-conversion
  $<$<BOOL:${STEELYARD_WERROR}>:-Werror>)
if(STEELYARD_SANITIZE)
  target_compile_options(steelyard_options INTERFACE
    -fsanitize=${STEELYARD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(steelyard_options INTERFACE -fsanitize=${STEELYARD_SANITIZE})
endif()
