#!/bin/sh
# Compiles the way to OpenCL and CUDA: build.sh LIBRARY JAVA_HOME. A library of its own, for the kernels of the processor
# need nothing but an old C library, and this one needs the dynamic linker. No SDK is needed, neither here nor there.
set -eu
cd "$(dirname "$0")"
library=$1 java=$2
if [ -f "$library" ] && [ -z "$(find . -type f -newer "$library")" ]; then
    exit 0
fi
"${CXX:-g++}" -std=c++17 -O2 -g0 -fPIC -shared -Wall -Wextra -Werror \
    -fno-exceptions -fno-rtti -fvisibility=hidden -fno-stack-protector \
    -I"$java/include" -I"$java/include/linux" \
    driver.cpp opencl.cpp cuda.cpp jni.cpp \
    -nodefaultlibs -lgcc -ldl -lc -Wl,-z,defs -Wl,--build-id=none -o "$library"
