#!/bin/sh
# Builds the stand-in for CUDA's libraries: stand-in.sh LIBRARY
set -eu
cd "$(dirname "$0")"
kernels=$(cd ../../../main/resources/org/espalier/kernels/gpu && pwd)/kernels.cl
"${CXX:-g++}" -std=c++17 -O2 -fPIC -shared -fvisibility=hidden -U_FORTIFY_SOURCE -Wall -Wextra -Werror -Wno-unused-parameter -DFIBERS \
    "-DKERNEL_SOURCE=\"$kernels\"" emulated.cpp libcuda.cpp -o "$1"
