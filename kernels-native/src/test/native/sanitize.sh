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
for driver in driver operations; do
    # shellcheck disable=SC2086
    "${CXX:-g++}" -std=c++17 $flags -Wall -Wextra -Wno-psabi -ffp-contract=fast \
        plan.cpp program.cpp products.cpp spmm-f32/*.cpp program-f32/*.cpp "$here/$driver.cpp" \
        -pthread -o "$scratch/$driver"
    # shellcheck disable=SC2086
    ${RUN:-} "$scratch/$driver"
done
