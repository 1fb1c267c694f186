"""Launch to the first execute reply, two kernels by turns in one run.

    mvn dependency:get -Dartifact=io.github.padreati:rapaio-jupyter-kernel:3.0.1
    /usr/bin/python3 startup.py FOLDER-OF-THE-INSTALLED-KERNEL RAPAIO-JAR [rounds]

The way a front end does it: start the process, wait until it answers kernel_info and is quiet, send a cell. Rapaio's
kernel is at times deaf to a client that connects before it listens; such starts are counted and tried again.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager

PATIENCE_S = 10


class Given(KernelSpecManager):
    """One spec, whatever is asked for."""

    def __init__(self, spec):
        super().__init__()
        self.spec = spec

    def get_kernel_spec(self, name):
        return self.spec


def first_reply(spec):
    """Milliseconds to the reply; None when the kernel was deaf."""
    manager = KernelManager(kernel_name="any", kernel_spec_manager=Given(spec))
    start = time.perf_counter()
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE_S)
        asked = client.execute("1 + 1")
        reply = client.get_shell_msg(timeout=PATIENCE_S)
        while reply["parent_header"].get("msg_id") != asked:
            reply = client.get_shell_msg(timeout=PATIENCE_S)
        took = time.perf_counter() - start
        assert reply["content"]["status"] == "ok", reply["content"]
        return took * 1000
    except RuntimeError:
        return None
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main():
    folder, jar = sys.argv[1], os.path.abspath(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 9
    ours = KernelSpec.from_resource_dir(folder)
    java = ours.argv[0] if os.path.isabs(ours.argv[0]) else shutil.which(ours.argv[0])
    rapaio = KernelSpec(argv=[java, "-jar", jar, "{connection_file}"], language="java", interrupt_mode="message")
    specs = {"Espalier": ours, "Rapaio": rapaio}
    times = {name: [] for name in specs}
    deaf = {name: 0 for name in specs}
    for number in range(rounds + 1):
        for name, spec in specs.items():
            took = first_reply(spec)
            while took is None:
                deaf[name] += 1
                took = first_reply(spec)
            # The first of each reads its files from the disk.
            if number:
                times[name].append(took)
    for name, each in times.items():
        print(
            f"{name:9} median {statistics.median(each):5.0f} ms, min {min(each):5.0f}, max {max(each):5.0f}"
            f" (n = {len(each)}, deaf starts {deaf[name]})"
        )
    print(f"ratio of medians {statistics.median(times['Espalier']) / statistics.median(times['Rapaio']):.2f}")
    sys.stdout.flush()
    # Closed clients complain while Python ends.
    os._exit(0)


if __name__ == "__main__":
    main()
