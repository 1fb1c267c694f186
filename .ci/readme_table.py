"""readme_table.py EXECUTED: prints the README's table, taken from the first run in the executed quickstart, as Markdown."""

import html
import json
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    cells = json.load(file)["cells"]
pages = ["".join(o["data"].get("text/html", "")) for c in cells for o in c.get("outputs", []) if "data" in o]
run = next(p for p in pages if "speed-up" in p)
rows = [re.findall(r"<t[hd] align=\"(\w+)\"[^>]*>(?:<div[^>]*>)?(.*?)(?:</div>)?</t[hd]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", run, re.S)]
for number, row in enumerate(rows):
    print("| " + " | ".join(html.unescape(text).replace("|", "\\|") for _, text in row) + " |")
    if number == 0:
        print("|" + "|".join("---:" if align == "right" else "---" for align, _ in row) + "|")
print()
for note in re.findall(r"<small>(.*?)</small>", run, re.S):
    print(html.unescape(note), end=" ")
print()
