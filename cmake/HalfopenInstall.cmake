# SPDX-License-Identifier: Apache-2.0
# `cmake --install`: the program, the libraries, and what find_package(halfopen) needs.
include(CMakePackageConfigHelpers)
set(halfopen_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/halfopen)
install(TARGETS halfopen_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS halfopen EXPORT halfopenTargets)
install(EXPORT halfopenTargets NAMESPACE halfopen:: DESTINATION ${halfopen_config_dir})
configure_package_config_file(cmake/halfopenConfig.cmake.in
  "${CMAKE_CURRENT_BINARY_DIR}/halfopenConfig.cmake" INSTALL_DESTINATION ${halfopen_config_dir})
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/halfopenConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/halfopenConfig.cmake"
              "${CMAKE_CURRENT_BINARY_DIR}/halfopenConfigVersion.cmake"
        DESTINATION ${halfopen_config_dir})
