#!/bin/bash
# The GPU's kernels without a GPU: gpu.sh [SCRATCH_DIRECTORY]
#
#   - as C++, one thread for each work-item, under AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer;
#   - as OpenCL C on Oclgrind, which watches for races, reads of what was never written, and accesses out of bounds;
#   - with a barrier or a guard taken away, line by line: one of these has to notice, or the check has failed;
#   - as CUDA C by nvcc for sm_80 and sm_90: nothing may be spilled.
# What a machine lacks is left out with a message. No kernel runs on a GPU here.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=${1:-$(mktemp -d)}
mkdir -p "$scratch"
native=$here/../../main/native/gpu
kernels=$(cd "$here/../../main/resources/org/espalier/kernels/gpu" && pwd)/kernels.cl
oclgrind=$(find /usr/lib /usr/local/lib -name liboclgrind-rt.so 2> /dev/null | head -n 1 || true)
compiler=${CXX:-g++}
not_built=99

emulated() { # emulated NAME KERNELS FLAGS...
    local name=$1 source=$2
    shift 2
    "$compiler" -std=c++17 -O1 -g -Wall -Wextra -Werror -Wno-unused-parameter "$@" -DEMULATED "-DKERNEL_SOURCE=\"$source\"" \
        "$here/gpu/emulated.cpp" "$here/gpu/driver.cpp" -pthread -o "$scratch/$name" || return "$not_built"
    timeout 300 "$scratch/$name"
}

sanitized() { # sanitized NAME KERNELS SANITIZERS
    TSAN_OPTIONS=halt_on_error=1 emulated "$1" "$2" "-fsanitize=$3" -fno-sanitize-recover=all -fno-omit-frame-pointer
}

# Without optimisation: Oclgrind does not know all that clang makes of the kernels otherwise.
watched() { # watched KERNELS
    local status=0
    : > "$scratch/oclgrind.log"
    OCLGRIND_BUILD_OPTIONS=-cl-opt-disable OCLGRIND_DATA_RACES=1 OCLGRIND_UNINITIALIZED=1 \
        OCLGRIND_LOG="$scratch/oclgrind.log" OCLGRIND_MAX_ERRORS=3 \
        timeout 300 "$scratch/opencl" "$1" "$oclgrind" || status=$?
    [[ $status != 2 ]] || return "$not_built"
    [[ $status == 0 && ! -s $scratch/oclgrind.log ]]
}

# The kernels with one marked line changed; says which kernel it is in.
mutant() { # mutant LINE
    sed -E "$1"'{
        /MUTANT barrier/s/BARRIER;//
        /MUTANT guard/{ s/if \(.*\) \{/if (1) {/; s/int (\w+) = .*;/int \1 = 1;/ }
        /MUTANT skip/s/if \(.*\) \{/if (0) {/
        /MUTANT off by one/s/i < count/i <= count/
    }' "$kernels" > "$scratch/mutant.cl"
    if cmp -s "$kernels" "$scratch/mutant.cl"; then
        echo "line $1 of kernels.cl was not changed" >&2
        exit 1
    fi
}

# A macro or function is tried by a kernel that uses it.
kernel_of() { # kernel_of LINE
    local name
    name=$(head -n "$1" "$kernels" | grep -oE '^(KERNEL void \w+|DEVICE float gathered|#define (BLOCKS|ELEMENT))' | tail -n 1)
    case $name in
        *gathered) echo product_csr ;;
        *BLOCKS) echo product_blocks4 ;;
        *ELEMENT) echo scale ;;
        *) echo "${name##* }" ;;
    esac
}

caught() { # caught NET LINE COMMAND...
    local net=$1 line=$2
    shift 2
    mutant "$line"
    local status=0
    ONLY=$(kernel_of "$line") "$@" > "$scratch/mutant.log" 2>&1 || status=$?
    if [[ $status == "$not_built" ]]; then
        cat "$scratch/mutant.log"
        echo "line $line: this mutant does not compile, which proves nothing"
        exit 1
    fi
    if [[ $status == 0 ]]; then
        echo "SURVIVED $net: $(sed -n "${line}p" "$kernels")"
        return 1
    fi
    echo "caught by $net: $(sed -n "${line}s/.*MUTANT \([^*]*[^* ]\).*/\1/p" "$kernels") ($(kernel_of "$line"))"
}

marked() { # marked PATTERN
    grep -nE "MUTANT $1" "$kernels" | cut -d: -f1
}

echo "--- as C++, address and undefined"
sanitized address "$kernels" address,undefined
echo "--- as C++, thread"
sanitized thread "$kernels" thread

survivors=0
echo "--- mutants as C++"
for line in $(marked barrier); do
    if [[ $(kernel_of "$line") =~ ^product_(csr|dense)$ ]]; then
        caught thread "$line" sanitized mutant "$scratch/mutant.cl" thread || survivors=$((survivors + 1))
    fi
done
for line in $(marked '(guard|skip|off)'); do
    if [[ $(kernel_of "$line") =~ ^(product_csr|product_n_of_m|clear)$ ]]; then
        caught address "$line" sanitized mutant "$scratch/mutant.cl" address,undefined || survivors=$((survivors + 1))
    fi
done

if [[ -n $oclgrind ]]; then
    echo "--- as OpenCL C on Oclgrind"
    "$compiler" -std=c++17 -O1 -Wall -Wextra -Werror "$here/gpu/driver.cpp" "$native/driver.cpp" "$native/opencl.cpp" -ldl \
        -o "$scratch/opencl"
    watched "$kernels" || { head -n 20 "$scratch/oclgrind.log"; exit 1; }
    echo "--- mutants on Oclgrind"
    for line in $(marked '(barrier|guard|skip|off)'); do
        caught Oclgrind "$line" watched "$scratch/mutant.cl" || survivors=$((survivors + 1))
    done
else
    echo "--- no Oclgrind, left out (Debian: apt-get install oclgrind)"
fi
[[ $survivors == 0 ]] || { echo "$survivors mutants survived"; exit 1; }

if command -v nvcc > /dev/null; then
    for arch in sm_80 sm_90; do
        echo "--- as CUDA C for $arch: kernel, registers, bytes of shared memory"
        nvcc -x cu -arch="$arch" -cubin -Xptxas -v -Werror all-warnings "$kernels" -o "$scratch/$arch.cubin" 2> "$scratch/$arch.log" \
            || { cat "$scratch/$arch.log"; exit 1; }
        if grep -E '[1-9][0-9]* bytes (stack frame|spill)' "$scratch/$arch.log"; then
            echo "spilled for $arch"
            exit 1
        fi
        awk '/Compiling entry function/ {split($0, part, "\047"); name = part[2]}
             /Used [0-9]+ registers/ {
                 match($0, /Used [0-9]+/); used = substr($0, RSTART + 5, RLENGTH - 5)
                 shared = match($0, /[0-9]+ bytes smem/) ? substr($0, RSTART, RLENGTH - 11) : 0
                 print "    " name, used, shared}' "$scratch/$arch.log"
    done
else
    echo "--- no nvcc, CUDA C left out"
fi
echo "the GPU's kernels passed, on no GPU"
