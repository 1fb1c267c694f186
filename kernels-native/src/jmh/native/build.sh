#!/bin/sh
# Compiles what the benchmarks measure the machine itself with: build.sh OUT_DIRECTORY JAVA_HOME
set -eu
cd "$(dirname "$0")"
out=$1 java=$2
library=$out/libespalier-machine.so
if [ -f "$library" ] && [ -z "$(find . -type f -newer "$library")" ]; then
    exit 0
fi
mkdir -p "$out"
"${CXX:-g++}" -std=c++17 -O3 -fPIC -shared -Wall -Wextra -Werror -Wno-psabi -fno-exceptions -fno-rtti \
    -fvisibility=hidden -ffp-contract=fast -I"$java/include" -I"$java/include/linux" machine.cpp -o "$library"
