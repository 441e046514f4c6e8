# A tree that can be moved: the program finds backends, suites, catalogue, baselines and profiles relative to
# itself (bin/../lib/steelyard, bin/../share/steelyard).
set(STEELYARD_SHARE ${CMAKE_INSTALL_DATADIR}/steelyard)

if(TARGET steelyard)
  install(TARGETS steelyard RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS steelyard_examine_backend steelyard_climb_backend
    RUNTIME DESTINATION ${CMAKE_INSTALL_LIBDIR}/steelyard)
endif()
get_property(backends GLOBAL PROPERTY STEELYARD_BACKENDS)
foreach(backend IN LISTS backends)
  install(TARGETS steelyard_backend_${backend}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/steelyard/backends)
endforeach()

foreach(data IN ITEMS workloads/suites results/chips results/baselines results/claims results/profiles)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/${data} DESTINATION ${STEELYARD_SHARE}
    FILES_MATCHING PATTERN *.yaml)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/results/money/example-prices.yaml DESTINATION ${STEELYARD_SHARE})

# For authors of backends. In this tree includes start at the root; installed, they start at
# "steelyard/", so that -I PREFIX/include is all a vendor needs.
install(CODE "set(STEELYARD_DEVICE_HEADERS \"${CMAKE_SOURCE_DIR}/harness/device\")
set(STEELYARD_INCLUDE_DESTINATION \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_INCLUDEDIR}/steelyard\")")
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/install_backend_headers.cmake)

# find_package(steelyard), which finds all of it wherever the tree was moved.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/steelyard)
file(STRINGS harness/device/backend.h version_line REGEX "#define SY_ABI_VERSION")
string(REGEX MATCH "[0-9]+" STEELYARD_ABI_VERSION ${version_line})
configure_package_config_file(scripts/cmake/steelyardConfig.cmake.in
  ${CMAKE_BINARY_DIR}/generated/steelyardConfig.cmake
  INSTALL_DESTINATION ${package} PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/generated/steelyardConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_BINARY_DIR}/generated/steelyardConfig.cmake
  ${CMAKE_BINARY_DIR}/generated/steelyardConfigVersion.cmake
  scripts/cmake/SteelyardBackend.cmake scripts/cmake/backend_exports.map
  DESTINATION ${package})

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN *.md PATTERN *.png PATTERN reviews EXCLUDE)
