# The page of `steelyard rank --html` and `steelyard history --html`: npm installs Apache ECharts and a bundler into the build
# tree, and the bundler makes one file of them and of results/report/page/web. Nothing is written into the source tree.
#
#   STEELYARD_PAGE=AUTO   with the page where node and npm are and the packages can be had (the default)
#   STEELYARD_PAGE=ON     an error where they are not
#   STEELYARD_PAGE=OFF    without the page: `rank --html` says so
#   STEELYARD_PAGE_MODULES=DIR   a node_modules made by `npm ci` elsewhere: npm is not asked then
#
# Afterwards STEELYARD_PAGE_FILE is the path of the page that target steelyard_page_template makes (the only token to fill in is
# @REPORT@), or "" without it.
set(STEELYARD_PAGE AUTO CACHE STRING "Build the HTML report's page: AUTO, ON or OFF")
set_property(CACHE STEELYARD_PAGE PROPERTY STRINGS AUTO ON OFF)
set(STEELYARD_PAGE_MODULES "" CACHE PATH "A prepared node_modules for the page, instead of npm")

# steelyard_npm_install(FOLDER OUT_MODULES OUT_REASON): installs what FOLDER's package-lock.json says into the
# build tree, unless it is there. OUT_MODULES: the node_modules, or "" and OUT_REASON says why not. No package's
# own scripts are run.
function(steelyard_npm_install folder out_modules out_reason)
  set(source ${CMAKE_SOURCE_DIR}/${folder})
  set(installed ${CMAKE_BINARY_DIR}/${folder})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source}/package.json ${source}/package-lock.json)
  file(SHA256 ${source}/package-lock.json wanted)
  set(have "")
  if(EXISTS ${installed}/installed.txt)
    file(READ ${installed}/installed.txt have)
  endif()
  set(${out_reason} "" PARENT_SCOPE)
  set(${out_modules} ${installed}/node_modules PARENT_SCOPE)
  if(have STREQUAL wanted)
    return()
  endif()
  file(MAKE_DIRECTORY ${installed})
  file(COPY ${source}/package.json ${source}/package-lock.json DESTINATION ${installed})
  message(STATUS "Installing the packages of ${folder}")
  execute_process(
    COMMAND ${STEELYARD_NPM} ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error
            --fetch-retries=1 --fetch-timeout=30000
    WORKING_DIRECTORY ${installed} RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE errors TIMEOUT 300)
  if(NOT result EQUAL 0)
    string(REGEX MATCH "npm err[^\n]*\n[^\n]*" first "${errors}")
    set(${out_modules} "" PARENT_SCOPE)
    set(${out_reason} "npm could not install its packages (${result}: ${first})" PARENT_SCOPE)
    return()
  endif()
  file(WRITE ${installed}/installed.txt ${wanted})
endfunction()

# Sets `modules` to the node_modules to build with, or `reason` to why there is none.
function(steelyard_page_modules)
  find_program(STEELYARD_NODE NAMES node nodejs)
  find_program(STEELYARD_NPM NAMES npm)
  set(modules "" PARENT_SCOPE)
  if(NOT STEELYARD_NODE)
    set(reason "node is not installed" PARENT_SCOPE)
    return()
  endif()
  execute_process(COMMAND ${STEELYARD_NODE} --version OUTPUT_VARIABLE version ERROR_QUIET
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  string(REGEX REPLACE "^v" "" version "${version}")
  if(version VERSION_LESS 18)
    set(reason "node ${version} is older than 18" PARENT_SCOPE)
  elseif(STEELYARD_PAGE_MODULES)
    if(EXISTS ${STEELYARD_PAGE_MODULES}/echarts AND EXISTS ${STEELYARD_PAGE_MODULES}/esbuild)
      set(modules ${STEELYARD_PAGE_MODULES} PARENT_SCOPE)
    else()
      set(reason "STEELYARD_PAGE_MODULES=${STEELYARD_PAGE_MODULES} lacks echarts or esbuild" PARENT_SCOPE)
    endif()
  elseif(NOT STEELYARD_NPM)
    set(reason "npm is not installed" PARENT_SCOPE)
  else()
    steelyard_npm_install(results/report/page/web modules reason)
    set(modules "${modules}" PARENT_SCOPE)
    set(reason "${reason}" PARENT_SCOPE)
  endif()
endfunction()

set(STEELYARD_PAGE_FILE "")
if(NOT STEELYARD_PAGE STREQUAL "OFF")
  steelyard_page_modules()
  if(modules)
    set(STEELYARD_PAGE_FILE ${CMAKE_BINARY_DIR}/results/report/page/page.html)
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/results/report/page)
    add_custom_command(OUTPUT ${STEELYARD_PAGE_FILE}
      COMMAND ${STEELYARD_NODE} ${CMAKE_SOURCE_DIR}/results/report/page/web/build.mjs
              --modules ${modules} --output ${STEELYARD_PAGE_FILE} --dependencies ${STEELYARD_PAGE_FILE}.d
      DEPENDS ${CMAKE_SOURCE_DIR}/results/report/page/web/build.mjs
              ${CMAKE_SOURCE_DIR}/results/report/page/web/package-lock.json
      DEPFILE ${STEELYARD_PAGE_FILE}.d
      COMMENT "Bundling the page of the HTML report" VERBATIM)
    add_custom_target(steelyard_page_template DEPENDS ${STEELYARD_PAGE_FILE})
  elseif(STEELYARD_PAGE STREQUAL "ON")
    message(FATAL_ERROR "The page of the HTML report cannot be built: ${reason}. Install nodejs and npm, name a "
      "prepared node_modules by STEELYARD_PAGE_MODULES (CONTRIBUTING.md), or set STEELYARD_PAGE=OFF.")
  else()
    message(WARNING "Without the page of the HTML report (`rank --html`): ${reason}. CONTRIBUTING.md says how to have it "
      "without a network; STEELYARD_PAGE=OFF silences this.")
  endif()
endif()
