"""check_notebook.py EXECUTED OTHER: the executed quickstart holds the runs' tables and charts, and no error.

OTHER is the same notebook executed by the headless runner: both must show the same digests of the pruned models, for
they ran the same recipes with the same seeds on the same machine.
"""

import json
import re
import sys


def outputs(path):
    with open(path, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    return [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]


def forms(path, mime):
    return ["".join(o["data"][mime]) for o in outputs(path) if mime in o.get("data", {})]


def require(condition, message):
    if not condition:
        sys.exit("check_notebook: " + message)


executed, other = sys.argv[1:3]
errors = [o for o in outputs(executed) if o["output_type"] == "error"]
require(not errors, f"{executed}: expected no error output, found {errors[:1]}")
wanted = ("<table", "speed-up", "control: random scores", "Latency: batch", "data:image/png;base64,")
runs = [h for h in forms(executed, "text/html") if all(w in h for w in wanted)]
require(len(runs) == 2, f"{executed}: expected 2 runs as HTML with {wanted}, found {len(runs)}")
plans = [h for h in forms(executed, "text/html") if "Channels that fall together" in h and "read by conv2" in h]
require(plans, f"{executed}: expected the plan with its channel groups")
digests, same = (re.findall(r"model \[([0-9a-f, ]+)\]", "\n".join(forms(p, "text/plain"))) for p in (executed, other))
require(digests and digests == same, f"pruned models differ: {digests} in {executed}, {same} in {other}")
print(f"{executed}: {len(runs)} runs as tables with charts, no error, the same models as in {other}")
