"""A notebook through nbconvert: Jupyter's own client, our kernel."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import nbformat

CELLS = [
    'var table = Table.create("t", StringColumn.create("layer", "conv1", "conv2"), IntColumn.create("params", 10, 20));\n'
    "table",
    'org.espalier.report.Display.current().show(org.espalier.report.Rendering.html("<b>pruned</b>", "pruned"));',
    "Nd4j.ones(2, 2).sumNumber()",
]


class NotebookTest(unittest.TestCase):
    def test_tables_and_html_arrive(self):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
        notebook.metadata.kernelspec = {
            "name": os.environ.get("ESPALIER_KERNEL", "espalier"),
            "language": "java",
            "display_name": "Espalier (Java)",
        }
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "small.ipynb")
            nbformat.write(notebook, path)
            subprocess.run(
                [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", str(path)],
                check=True,
            )
            outputs = [cell["outputs"] for cell in json.loads(path.read_text())["cells"]]
        self.assertIn("conv2", "".join(outputs[0][0]["data"]["text/plain"]))
        self.assertEqual(outputs[1][0]["output_type"], "display_data")
        self.assertEqual("".join(outputs[1][0]["data"]["text/html"]), "<b>pruned</b>")
        self.assertEqual(outputs[2][0]["data"]["text/plain"], ["4.0"])


if __name__ == "__main__":
    unittest.main()
