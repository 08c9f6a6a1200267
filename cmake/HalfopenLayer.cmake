# SPDX-License-Identifier: Apache-2.0
# halfopen_unity_groups(TARGET SOURCE …)
#
# In a unity build, which files are compiled as one hangs on their names only: a new file moves no
# other to other company, where names of two anonymous namespaces might meet. Fewer groups build
# everything faster (one: 0.7 of the time of four), more groups a change of one file.
set(HALFOPEN_UNITY_GROUPS 4 CACHE STRING "Into how many files a layer is compiled: 1, 2, 4, 8, 16")
function(halfopen_unity_groups target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
  foreach(source IN LISTS ARGN)
    string(MD5 hash "${source}")
    string(SUBSTRING "${hash}" 0 1 digit)
    math(EXPR group "0x${digit} % ${HALFOPEN_UNITY_GROUPS}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${group}")
  endforeach()
endfunction()

# halfopen_layer(NAME HEADERS … SOURCES … [DEPENDS LAYER …] [LIBRARIES TARGET …])
#
# Declares one layer: the static library halfopen_NAME (alias halfopen::NAME) with its public headers,
# which are checked to be self-contained (target all_verify_interface_header_sets), installed and
# exported. DEPENDS names the layers below. That includes point only downwards is checked by
# tools/check_layers.py: the linker would not notice.
function(halfopen_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "HEADERS;SOURCES;DEPENDS;LIBRARIES")
  if(layer_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "halfopen_layer(${name}): unknown words: ${layer_UNPARSED_ARGUMENTS}")
  endif()
  set(target halfopen_${name})
  if(name IN_LIST HALFOPEN_WASM_WITHOUT_LAYERS)
    add_library(${target} INTERFACE)
    add_library(halfopen::${name} ALIAS ${target})
    return()
  endif()
  add_library(${target} STATIC)
  add_library(halfopen::${name} ALIAS ${target})
  list(TRANSFORM layer_HEADERS PREPEND "${name}/")
  list(TRANSFORM layer_SOURCES PREPEND "${name}/")
  if(EMSCRIPTEN)
    list(REMOVE_ITEM layer_SOURCES ${HALFOPEN_WASM_WITHOUT_SOURCES})
    list(APPEND layer_SOURCES ${HALFOPEN_WASM_SOURCES_${name}})
    set(layer_LIBRARIES "")
  endif()
  target_sources(${target}
    PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${layer_HEADERS}
    PRIVATE ${layer_SOURCES})
  halfopen_unity_groups(${target} ${layer_SOURCES})
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON
    VERIFY_INTERFACE_HEADER_SETS ON)
  foreach(below IN LISTS layer_DEPENDS)
    target_link_libraries(${target} PUBLIC halfopen::${below})
  endforeach()
  target_link_libraries(${target} PRIVATE ${layer_LIBRARIES} $<BUILD_INTERFACE:halfopen_dev>)
  target_link_libraries(halfopen INTERFACE ${target})
  install(TARGETS ${target} EXPORT halfopenTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endfunction()
