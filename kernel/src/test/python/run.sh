#!/bin/sh
# Installs the packaged kernel where nobody else looks, and runs Jupyter's test suite for kernels against it.
#   kernel/src/test/python/run.sh [python]
# Needs `mvn package` before, and jupyter_kernel_test and nbconvert in that Python (/usr/bin/python3 by default).
# JAVA_HOME chooses the JDK.
set -eu

python=${1:-/usr/bin/python3}
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "$here/../../../target" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export JUPYTER_DATA_DIR="$scratch/data" JUPYTER_RUNTIME_DIR="$scratch/runtime" JUPYTER_CONFIG_DIR="$scratch/config"
export PYDEVD_DISABLE_FILE_VALIDATION=1
unset JUPYTER_PATH || true

"$java" "@$target/espalier.args" install --user
"$python" "$here/test_kernel.py" -v
"$python" "$here/test_notebook.py" -v
