"""Jupyter's own suite for kernels, and what it leaves out, against the installed kernel."""

import os
import signal
import time
import unittest

import jupyter_kernel_test
from jupyter_client.manager import KernelManager, start_new_kernel
from jupyter_client.utils import run_sync

# A shell's background jobs, and what they start, would ignore it for good.
signal.signal(signal.SIGINT, signal.default_int_handler)

KERNEL = os.environ.get("ESPALIER_KERNEL", "espalier")


class ProtocolTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "java"
    file_extension = ".java"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'
    completion_samples = [
        {"text": "int n = Math.hyp", "matches": {"hypot("}},
        {"text": 'String s = "é😀".subs', "matches": {"substring("}},
    ]
    complete_code_samples = ["1 + 1", "int x = 5;", "void f() {\n}", "x\n  .foo()"]
    incomplete_code_samples = ["void f() {", "foo(", "int x ="]
    invalid_code_samples = ["int x = ;", "}"]
    code_generate_error = "throw new IllegalStateException();"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "6 * 7 + 0", "result": "42"},
        {"code": "List.of(6 * 7)", "result": "[42]"},
    ]
    code_display_data = [
        {
            "code": 'org.espalier.report.Display.current().show('
            'org.espalier.report.Rendering.html("<b>x</b>", "x"));',
            "mime": "text/html",
        }
    ]
    code_history_pattern = "6?*?7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"


class Session(unittest.TestCase):
    """What a front end relies on beyond the suite."""

    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name=KERNEL)

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def collect(self, msg_id, timeout=30):
        """All messages of a request, until idle."""
        messages = []
        while True:
            message = run_sync(self.client.iopub_channel.get_msg)(timeout=timeout)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return messages

    def reply(self, msg_id, timeout=30):
        while True:
            message = run_sync(self.client.shell_channel.get_msg)(timeout=timeout)
            if message["parent_header"].get("msg_id") == msg_id:
                return message["content"]

    def run_cell(self, code, **options):
        msg_id = self.client.execute(code, **options)
        reply = self.reply(msg_id)
        return reply, self.collect(msg_id)

    def contents(self, messages, kind):
        return [m["content"] for m in messages if m["msg_type"] == kind]

    def test_loses_none_of_many_lines(self):
        _, messages = self.run_cell('for (int i = 0; i < 20_000; i++) System.out.println("line " + i);')
        streams = self.contents(messages, "stream")
        lines = "".join(s["text"] for s in streams).splitlines()
        self.assertEqual(lines, [f"line {i}" for i in range(20_000)])
        self.assertLess(len(streams), 200)

    def test_keeps_the_order_of_outputs(self):
        _, messages = self.run_cell('System.out.print("a"); System.err.print("b"); System.out.print("c");')
        self.assertEqual(
            [(s["name"], s["text"]) for s in self.contents(messages, "stream")],
            [("stdout", "a"), ("stderr", "b"), ("stdout", "c")],
        )

    def test_updates_a_display_in_place(self):
        _, messages = self.run_cell(
            "var shown = org.espalier.report.Display.current().show(org.espalier.report.Rendering.plain(\"0\"));\n"
            "for (int i = 1; i <= 1000; i++) shown.update(org.espalier.report.Rendering.plain(\"\" + i));"
        )
        shown = self.contents(messages, "display_data")
        updates = self.contents(messages, "update_display_data")
        self.assertEqual(len(shown), 1)
        self.assertEqual(updates[-1]["data"]["text/plain"], "1000")
        self.assertLess(len(updates), 100)
        ids = {m["transient"]["display_id"] for m in shown + updates}
        self.assertEqual(len(ids), 1)

    def test_tells_errors_in_lines_of_cells(self):
        reply, messages = self.run_cell("int a = 1;\nint b = a / 0;")
        self.assertEqual(reply["ename"], "ArithmeticException")
        self.assertEqual(reply["evalue"], "/ by zero")
        traceback = "\n".join(self.contents(messages, "error")[0]["traceback"])
        self.assertIn("line 2", traceback)
        self.assertIn("int b = a / 0;", traceback)
        self.assertNotIn("JShell", traceback)

    def test_runs_no_cell_after_a_failure_unless_told_to(self):
        first = self.client.execute('throw new RuntimeException("x");', stop_on_error=True)
        second = self.client.execute('System.out.println("ran");')
        self.assertEqual(self.reply(first)["status"], "error")
        self.assertEqual(self.reply(second)["status"], "aborted")
        first = self.client.execute('throw new RuntimeException("x");', stop_on_error=False)
        second = self.client.execute("1")
        self.assertEqual(self.reply(first)["status"], "error")
        self.assertEqual(self.reply(second)["status"], "ok")

    def test_a_silent_cell_shows_and_counts_nothing(self):
        before, _ = self.run_cell("1")
        _, messages = self.run_cell('System.out.println("psst"); 2', silent=True)
        self.assertEqual({m["msg_type"] for m in messages}, {"status"})
        after, _ = self.run_cell("1")
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)

    def test_evaluates_user_expressions(self):
        reply, _ = self.run_cell("int ten = 10;", user_expressions={"good": "ten + 1", "bad": "nothing"})
        self.assertEqual(reply["user_expressions"]["good"]["data"]["text/plain"], "11")
        self.assertEqual(reply["user_expressions"]["bad"]["status"], "error")

    def interrupted(self, code):
        msg_id = self.client.execute(code)
        time.sleep(1)
        start = time.monotonic()
        self.manager.interrupt_kernel()
        reply = self.reply(msg_id, timeout=5)
        self.assertLess(time.monotonic() - start, 1)
        self.assertEqual(reply["ename"], "KeyboardInterrupt")
        after, _ = self.run_cell("1 + 1")
        self.assertEqual(after["status"], "ok")

    def test_interrupts_a_sleep(self):
        self.interrupted("Thread.sleep(60_000);")

    def test_interrupts_a_tight_loop(self):
        self.interrupted("long n = 0; while (true) n++;")

    def test_interrupts_a_loop_that_prints(self):
        self.interrupted('while (true) System.out.println("again");')

    def test_asks_the_person(self):
        msg_id = self.client.execute(
            'var name = readLine("Name? ");\nname + new Scanner(System.in).nextLine() + readPassword("Word? ")',
            allow_stdin=True,
        )
        asked = []
        for answer in ("a", "b", "c"):
            question = run_sync(self.client.stdin_channel.get_msg)(timeout=10)
            self.assertEqual(question["msg_type"], "input_request")
            asked.append((question["content"]["prompt"], question["content"]["password"]))
            self.client.input(answer)
        self.assertEqual(asked, [("Name? ", False), ("", False), ("Word? ", True)])
        self.assertEqual(self.reply(msg_id)["status"], "ok")
        result = self.contents(self.collect(msg_id), "execute_result")
        self.assertEqual(result[0]["data"]["text/plain"], "abc")

    def test_says_so_where_nobody_can_answer(self):
        reply, _ = self.run_cell('readLine("Name? ")', allow_stdin=False)
        self.assertEqual(reply["ename"], "InputNotPossible")
        self.assertIn("allow_stdin", reply["evalue"])

    def test_interrupts_a_question(self):
        msg_id = self.client.execute('readLine("Name? ")', allow_stdin=True)
        run_sync(self.client.stdin_channel.get_msg)(timeout=10)
        start = time.monotonic()
        self.manager.interrupt_kernel()
        self.assertEqual(self.reply(msg_id, timeout=5)["ename"], "KeyboardInterrupt")
        self.assertLess(time.monotonic() - start, 1)
        after, _ = self.run_cell("1 + 1")
        self.assertEqual(after["status"], "ok")

    def test_a_signal_interrupts_the_cell_only(self):
        msg_id = self.client.execute("while (true) { }")
        time.sleep(1)
        start = time.monotonic()
        os.kill(self.manager.provisioner.process.pid, signal.SIGINT)
        self.assertEqual(self.reply(msg_id, timeout=5)["ename"], "KeyboardInterrupt")
        self.assertLess(time.monotonic() - start, 1)
        # While nothing runs it means nothing; it needs a moment to arrive.
        os.kill(self.manager.provisioner.process.pid, signal.SIGINT)
        time.sleep(0.5)
        after, _ = self.run_cell("1 + 1")
        self.assertEqual(after["status"], "ok")

    def test_answers_while_a_cell_runs(self):
        msg_id = self.client.execute("Thread.sleep(2_000);")
        time.sleep(0.5)
        start = time.monotonic()
        control = self.client.session.msg("kernel_info_request", {})
        self.client.control_channel.send(control)
        answer = run_sync(self.client.control_channel.get_msg)(timeout=5)
        self.assertEqual(answer["content"]["status"], "ok")
        self.assertLess(time.monotonic() - start, 1)
        self.reply(msg_id)

    def test_round_trip_is_short(self):
        times = []
        for _ in range(20):
            start = time.monotonic()
            self.run_cell("1 + 1")
            times.append(time.monotonic() - start)
        times.sort()
        print(f"\nround trip of 1 + 1: median {times[10] * 1000:.0f} ms, best {times[0] * 1000:.0f} ms")
        start = time.monotonic()
        for _ in range(20):
            self.run_cell("")
        print(f"round trip of an empty cell: {(time.monotonic() - start) / 20 * 1000:.1f} ms")
        self.assertLess(times[10], 2)


class Lifetime(unittest.TestCase):
    def test_starts_and_shuts_down_by_itself(self):
        start = time.monotonic()
        manager, client = start_new_kernel(kernel_name=KERNEL)
        client.execute_interactive("1", timeout=30, output_hook=lambda _: None)
        print(f"\nlaunch to first reply: {time.monotonic() - start:.2f} s")
        process = manager.provisioner.process
        client.shutdown()
        client.stop_channels()
        self.assertEqual(process.wait(timeout=10), 0)
        manager.cleanup_resources()

    def test_tells_a_front_end_that_subscribes_late_what_it_asked(self):
        """The sockets of a client connect one after another; what is lost costs it a second question."""
        manager = KernelManager(kernel_name=KERNEL)
        manager.start_kernel()
        client = manager.blocking_client()
        client.start_channels(shell=True, iopub=False, stdin=False, hb=False, control=False)
        asked = client.kernel_info()
        self.assertEqual(client.get_shell_msg(timeout=30)["parent_header"]["msg_id"], asked)
        time.sleep(0.1)
        states = []
        while "idle" not in states:
            # Connects and subscribes when it is first called.
            told = client.get_iopub_msg(timeout=5)
            if told["parent_header"].get("msg_id") == asked:
                states.append(told["content"]["execution_state"])
        self.assertEqual(states, ["busy", "idle"])
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    def test_ends_when_told_by_a_signal(self):
        manager, client = start_new_kernel(kernel_name=KERNEL)
        client.execute_interactive("1", timeout=30, output_hook=lambda _: None)
        client.execute("while (true) { }")
        time.sleep(0.5)
        process = manager.provisioner.process
        os.kill(process.pid, signal.SIGTERM)
        start = time.monotonic()
        self.assertEqual(process.wait(timeout=10), 0)
        print(f"\nSIGTERM to end: {time.monotonic() - start:.2f} s")
        client.stop_channels()
        manager.cleanup_resources()

    def test_restarts(self):
        manager, client = start_new_kernel(kernel_name=KERNEL)
        client.execute_interactive("int gone = 1;", timeout=30, output_hook=lambda _: None)
        manager.restart_kernel()
        client.wait_for_ready(timeout=30)
        reply = client.execute_interactive("gone", timeout=30, output_hook=lambda _: None)
        self.assertEqual(reply["content"]["status"], "error")
        client.stop_channels()
        manager.shutdown_kernel()

    def test_outlives_a_heap_that_is_full(self):
        """A few large values, then very many small ones, which every thread of the kernel gets to feel."""
        env = dict(os.environ, JAVA_TOOL_OPTIONS="-Xmx200m")
        manager, client = start_new_kernel(kernel_name=KERNEL, env=env)

        def reply(code, timeout=60):
            return client.execute_interactive(code, timeout=timeout, output_hook=lambda _: None)["content"]

        for fill in (
            "var large = new ArrayList<byte[]>();\nwhile (true) { large.add(new byte[8 << 20]); }",
            "var small = new ArrayList<String>();\nwhile (true) { small.add(\"number \" + small.size()); }",
        ):
            full = reply(fill)
            self.assertEqual(full["status"], "error")
            self.assertEqual(full["ename"], "OutOfMemoryError")
            self.assertIn("MiB", full["evalue"])
            self.assertIn("line 2", "".join(full["traceback"]))
            name = fill.split()[1]
            freed = reply(f"{name} = null;")
            self.assertEqual(freed["status"], "ok", freed)
            self.assertEqual(reply(f"int after = {name} == null ? 1 : 0;")["status"], "ok")
            self.assertEqual(reply('if (after != 1) { throw new IllegalStateException("not let go"); }')["status"], "ok")
        client.stop_channels()
        manager.shutdown_kernel()


if __name__ == "__main__":
    unittest.main()
