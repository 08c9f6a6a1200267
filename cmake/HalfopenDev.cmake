# SPDX-License-Identifier: Apache-2.0
# halfopen_dev: warnings and sanitizers for our own targets; never exported.
add_library(halfopen_dev INTERFACE)
target_compile_options(halfopen_dev INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-align -Wunused -Woverloaded-virtual
  -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(halfopen_dev INTERFACE
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast
    -Wno-restrict)  # GCC 12 warns about its own std::string operator+ (GCC bug 105651)
endif()
if(HALFOPEN_WERROR)
  target_compile_options(halfopen_dev INTERFACE -Werror)
endif()
if(HALFOPEN_SANITIZE)
  target_compile_options(halfopen_dev INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(halfopen_dev INTERFACE -fsanitize=address,undefined)
endif()
