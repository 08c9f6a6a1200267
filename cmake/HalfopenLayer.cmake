# SPDX-License-Identifier: Apache-2.0
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
  add_library(${target} STATIC)
  add_library(halfopen::${name} ALIAS ${target})
  list(TRANSFORM layer_HEADERS PREPEND "${name}/")
  list(TRANSFORM layer_SOURCES PREPEND "${name}/")
  target_sources(${target}
    PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${layer_HEADERS}
    PRIVATE ${layer_SOURCES})
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
