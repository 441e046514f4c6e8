# Copies backend.h, backend_kit.hpp and kit/ to STEELYARD_INCLUDE_DESTINATION with their includes
# turned from "harness/device/" to "steelyard/". Run by the install step.
file(GLOB headers RELATIVE ${STEELYARD_DEVICE_HEADERS}
  ${STEELYARD_DEVICE_HEADERS}/backend.h
  ${STEELYARD_DEVICE_HEADERS}/backend_kit.hpp
  ${STEELYARD_DEVICE_HEADERS}/kit/*.hpp)
foreach(header IN LISTS headers)
  file(READ ${STEELYARD_DEVICE_HEADERS}/${header} text)
  string(REPLACE "#include \"harness/device/" "#include \"steelyard/" text "${text}")
  set(installed ${STEELYARD_INCLUDE_DESTINATION}/${header})
  message(STATUS "Installing: ${installed}")
  file(WRITE ${installed} "${text}")
endforeach()
