#!/bin/sh
# Compiles the kernels into one shared object: build.sh OUT_DIRECTORY JAVA_HOME
#
# Nothing is tuned to the building machine: the files of product-f32 and program-f32 name theirs, and the program asks the
# processor when it runs. The C library is all that the result needs.
set -eu
cd "$(dirname "$0")"
out=$1 java=$2 compiler=${CXX:-g++}

case $(uname -m) in
    x86_64 | amd64) platform=linux-x86_64 ;;
    aarch64 | arm64) platform=linux-arm64 ;;
    *) echo "kernels: no kernels for $(uname -m), left out" && exit 0 ;;
esac
if [ ! -f "$java/include/jni.h" ]; then
    echo "kernels: $java has no include/jni.h, left out; build with a full JDK to have them"
    exit 0
fi
mkdir -p "$out/$platform"
gpu/build.sh "$out/$platform/libespalier-gpu.so" "$java"
library=$out/$platform/libespalier-kernels.so
if [ -f "$library" ] && [ -z "$(find . -type f -newer "$library")" ]; then
    exit 0
fi
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
export compiler java objects
# shellcheck disable=SC2016
printf '%s\n' *.cpp product-f32/*.cpp program-f32/*.cpp | xargs -n 1 -P "$(nproc)" sh -c '
    "$compiler" -std=c++17 -O3 -g0 -fPIC -Wall -Wextra -Werror -Wno-psabi \
        -fno-exceptions -fno-rtti -fvisibility=hidden -ffp-contract=fast -fno-stack-protector \
        -I"$java/include" -I"$java/include/linux" -c "$1" -o "$objects/$(echo "$1" | tr / -).o"' compile
"$compiler" -shared "$objects"/*.o -nodefaultlibs -lgcc -lc -Wl,-z,defs -Wl,--build-id=none -o "$library"
