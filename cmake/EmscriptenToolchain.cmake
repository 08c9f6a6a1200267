# SPDX-License-Identifier: Apache-2.0
# The toolchain file of the emscripten that `emcc` belongs to.
find_program(HALFOPEN_EMCC emcc)
if(NOT HALFOPEN_EMCC)
  message(FATAL_ERROR "emcc is missing: tools/install_packages.sh wasm")
endif()
file(REAL_PATH "${HALFOPEN_EMCC}" halfopen_emcc)
cmake_path(GET halfopen_emcc PARENT_PATH halfopen_emscripten)
include("${halfopen_emscripten}/cmake/Modules/Platform/Emscripten.cmake")
