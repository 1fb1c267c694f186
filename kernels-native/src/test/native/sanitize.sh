#!/bin/sh
# The kernels under AddressSanitizer and UndefinedBehaviorSanitizer: sanitize.sh [SCRATCH_DIRECTORY]
#
# Another compiler, or another machine behind an emulator, by the environment:
#   CXX=aarch64-linux-gnu-g++ FLAGS="-O2 -static" RUN=qemu-aarch64 sanitize.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=${1:-$(mktemp -d)}
flags=${FLAGS:--O2 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer}
mkdir -p "$scratch"
cd "$here/../../main/native"
# shellcheck disable=SC2086
"${CXX:-g++}" -std=c++17 $flags -Wall -Wextra -Wno-psabi -ffp-contract=fast \
    plan.cpp spmm-f32/*.cpp "$here/driver.cpp" -o "$scratch/driver"
# shellcheck disable=SC2086
${RUN:-} "$scratch/driver"
