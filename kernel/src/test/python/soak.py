"""Thousands of cells against the installed kernel: no reply lost or crossed, no output lost, no memory leaked.

    ESPALIER_KERNEL=espalier /usr/bin/python3 soak.py [cells] [limit in seconds]
"""

import os
import statistics
import sys
import time

from jupyter_client.manager import start_new_kernel
from jupyter_client.utils import run_sync

KERNEL = os.environ.get("ESPALIER_KERNEL", "espalier")
CELLS = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
LIMIT_S = float(sys.argv[2]) if len(sys.argv) > 2 else 900
SETTLED = CELLS // 10
FLOOD_LINES = 160_000
LINE = "%08d " + "x" * 54 + "\n"
MOST_GROWTH = 0.1
USED_HEAP = (
    "for (int i = 0; i < 4; i++) { System.gc(); Thread.sleep(50); }\n"
    "java.lang.management.ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()"
)


class Soak:
    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name=KERNEL)
        self.count = 0
        self.times = []
        # The client asks for the kernel's information until it is answered; answers to what it asked twice come late.
        asked = self.client.kernel_info()
        while run_sync(self.client.shell_channel.get_msg)(timeout=60)["parent_header"]["msg_id"] != asked:
            pass

    def reply_to(self, msg_id, channel=None, timeout=60):
        message = run_sync((channel or self.client.shell_channel).get_msg)(timeout=timeout)
        assert message["parent_header"]["msg_id"] == msg_id, f"a reply to {message['parent_header']} came first"
        return message["content"]

    def published(self, msg_id):
        """What was published for a request, and nothing else may have been."""
        messages = []
        while True:
            message = run_sync(self.client.iopub_channel.get_msg)(timeout=60)
            parent = message["parent_header"].get("msg_id")
            if parent != msg_id:
                assert message["msg_type"] in ("status", "comm_msg", "stream"), (message["msg_type"], parent, msg_id)
                assert message["msg_type"] == "status", f"{message['content']} belongs to {parent}"
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return messages

    def cell(self, code, status="ok", answers=(), interrupt=False):
        start = time.perf_counter()
        msg_id = self.client.execute(code, allow_stdin=bool(answers), stop_on_error=False)
        for answer in answers:
            run_sync(self.client.stdin_channel.get_msg)(timeout=60)
            self.client.input(answer)
        if interrupt:
            while run_sync(self.client.iopub_channel.get_msg)(timeout=60)["msg_type"] != "stream":
                pass
            control = self.client.session.msg("interrupt_request", {})
            self.client.control_channel.send(control)
            self.reply_to(control["header"]["msg_id"], self.client.control_channel)
        reply = self.reply_to(msg_id)
        messages = self.published(msg_id)
        self.times.append(time.perf_counter() - start)
        self.count += 1
        assert reply["status"] == status, (code, reply)
        assert reply["execution_count"] == self.count, (reply["execution_count"], self.count)
        text = "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream")
        results = [m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "execute_result"]
        return reply, text, results[0] if results else None

    def step(self, i):
        kind = i % 50
        if i % 200 == 199:
            _, text, _ = self.cell(
                f'for (int i = 0; i < {FLOOD_LINES}; i++) System.out.printf("%08d " + "x".repeat(54) + "\\n", i);'
            )
            assert text == "".join(LINE % n for n in range(FLOOD_LINES)), "output was lost or out of order"
        elif kind == 7:
            reply, _, _ = self.cell(
                'System.out.println("on"); while (true) { }', status="error", interrupt=True
            )
            assert reply["ename"] == "KeyboardInterrupt", reply
        elif kind == 11:
            _, _, value = self.cell(f'readLine("{i}? ") + readLine()', answers=(f"a{i}", "b"))
            assert value == f"a{i}b", value
        elif kind == 13:
            self.cell(f'var comm = Comm.open("soak", Map.of("i", {i})); comm.send({i}); comm.close();')
        elif kind == 17:
            reply, _, _ = self.cell(f"int a = 1;\nthrow new IllegalStateException(\"no {i}\");", status="error")
            assert reply["evalue"] == f"no {i}", reply
        elif kind == 19:
            reply, _, _ = self.cell(f"int wrong{i} = \"text\";", status="error")
            assert reply["ename"] == "CompilationException", reply
        elif kind % 10 == 1:
            msg_id = self.client.complete("Math.ma", 7)
            assert "max(" in self.reply_to(msg_id)["matches"]
            self.published(msg_id)
            _, _, value = self.cell(f"{i} + 1")
            assert value == str(i + 1), value
        elif kind % 10 == 2:
            self.cell(f"int again = {i};")
            _, _, value = self.cell("again")
            assert value == str(i), value
        elif kind % 10 == 3:
            self.cell(f"int f(int x) {{ return x + {i}; }}\nrecord Pair{i % 5}(int a, int b) {{ }}")
        elif kind % 10 == 4:
            _, _, value = self.cell("int.class == null ? 0 : Integer.valueOf(2).hashCode()")
            assert value == "2", value
        elif kind % 10 == 5:
            _, text, _ = self.cell(f'System.out.print("out {i}"); System.err.print("err {i}");')
            assert text == f"out {i}err {i}", text
        elif kind % 10 == 6:
            self.cell(f"var list = new ArrayList<Integer>();\nfor (int i = 0; i < 1000; i++) {{ list.add(i + {i}); }}")
        else:
            _, _, value = self.cell(f'"cell " + {i}')
            assert value == f"cell {i}", value

    def heap(self):
        times = len(self.times)
        _, _, value = self.cell(USED_HEAP)
        del self.times[times:]
        return int(value)

    def run(self):
        start = time.monotonic()
        settled = None
        i = 0
        marks = []
        while self.count < CELLS:
            self.step(i)
            i += 1
            if settled is None and self.count >= SETTLED:
                settled = self.heap()
                at = self.count
                marks.append((self.count, settled))
            elif i % 1000 == 0 and settled is not None:
                marks.append((self.count, self.heap()))
                print(f"cell {self.count}: {marks[-1][1] / 2**20:.1f} MiB, {time.monotonic() - start:.0f} s", flush=True)
            assert time.monotonic() - start < LIMIT_S, f"only {self.count} cells in {LIMIT_S:.0f} s"
        wall = time.monotonic() - start
        end = self.heap()
        growth = (end - settled) / settled
        self.times.sort()
        print(f"{self.count} cells in {wall:.0f} s, {self.count / wall:.1f} cells/s")
        print(
            f"round trip: median {statistics.median(self.times) * 1000:.0f} ms, "
            f"p99 {self.times[int(len(self.times) * 0.99)] * 1000:.0f} ms"
        )
        print(
            f"heap after GC: {settled / 2**20:.1f} MiB at cell {at}, {end / 2**20:.1f} MiB at the end, "
            f"{growth:+.1%}, {(end - settled) / max(1, self.count - at) / 1024:.2f} KiB a cell"
        )
        self.client.stop_channels()
        self.manager.shutdown_kernel()
        assert growth < MOST_GROWTH, f"the heap after GC grew {growth:.1%} from cell {at} to cell {self.count}"


if __name__ == "__main__":
    Soak().run()
