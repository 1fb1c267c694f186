#!/bin/sh
# The kernels under AddressSanitizer and UndefinedBehaviorSanitizer: sanitize.sh [SCRATCH_DIRECTORY]
#
# Another compiler, another machine behind an emulator, or another sanitizer, by the environment:
#   CXX=aarch64-linux-gnu-g++ FLAGS="-O2 -static" RUN=qemu-aarch64 sanitize.sh
#   FLAGS="-O1 -g -fsanitize=thread" sanitize.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=${1:-$(mktemp -d)}
flags=${FLAGS:--O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer}
mkdir -p "$scratch"
cd "$here/../../main/native"
export flags scratch
# shellcheck disable=SC2016
printf '%s\n' memory.cpp product.cpp products.cpp program.cpp tiling.cpp product-f32/*.cpp program-f32/*.cpp |
    xargs -n 1 -P "$(nproc)" sh -c '
        "${CXX:-g++}" -std=c++17 $flags -Wall -Wextra -Wno-psabi -ffp-contract=fast -c "$1" \
            -o "$scratch/$(echo "$1" | tr / -).o"' compile
for driver in products operations; do
    # shellcheck disable=SC2086
    "${CXX:-g++}" -std=c++17 $flags -Wall -Wextra -Wno-psabi -ffp-contract=fast "$scratch"/*.cpp.o "$here/$driver.cpp" \
        -pthread -o "$scratch/$driver"
    # shellcheck disable=SC2086
    ${RUN:-} "$scratch/$driver"
done
