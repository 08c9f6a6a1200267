# SPDX-License-Identifier: Apache-2.0
# The engine as WebAssembly (preset `wasm`): the layers that answer questions, without those that ask
# an operating system. Debian's libraries are made for this machine, so only header-only ones are
# used, seen through links in the build tree: /usr/include itself holds another C library.
set(HALFOPEN_WASM_INCLUDE "${CMAKE_BINARY_DIR}/include")
file(MAKE_DIRECTORY "${HALFOPEN_WASM_INCLUDE}")
foreach(library IN ITEMS fmt nlohmann tl)
  if(NOT EXISTS "/usr/include/${library}")
    message(FATAL_ERROR "/usr/include/${library} is missing: tools/install_packages.sh build")
  endif()
  file(CREATE_LINK "/usr/include/${library}" "${HALFOPEN_WASM_INCLUDE}/${library}" SYMBOLIC)
endforeach()
include_directories(SYSTEM "${HALFOPEN_WASM_INCLUDE}")

# Nothing throws, and a library that would does not return: the page starts the engine anew.
add_compile_options(-fno-exceptions)
add_compile_definitions(JSON_NOEXCEPTION FMT_HEADER_ONLY FMT_EXCEPTIONS=0)

# Layers that ask an operating system or read logs, and the sources whose library is missing here,
# with those that stand for them.
set(HALFOPEN_WASM_WITHOUT_LAYERS system lab flowlog)
set(HALFOPEN_WASM_WITHOUT_SOURCES
  ingest/json_reader.cpp ingest/yaml_reader.cpp
  report/compile_report.cpp report/lab_report.cpp report/log_words.cpp report/logs_report.cpp
  report/narrow_report.cpp report/rejects_report.cpp report/replay_report.cpp
  report/replay_tables.cpp report/rule_hits_report.cpp)
set(HALFOPEN_WASM_SOURCES_ingest ingest/portable_json_reader.cpp ingest/carried_yaml_reader.cpp)

# Sizes have 32 bits here: hashes are cut, and iterators differ by a signed number of as many.
target_compile_options(halfopen_dev INTERFACE -Wno-shorten-64-to-32 -Wno-sign-conversion)
# Debian's emcc adds -fno-inline-functions when it builds for size: the module is a quarter smaller
# then, and takes three times as long to read rules.
add_compile_options(-finline-functions)
