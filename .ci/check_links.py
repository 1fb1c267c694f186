"""check_links.py FILE...: every relative link in these Markdown files leads to a file in this repository."""

import pathlib
import re
import sys

broken = []
for name in sys.argv[1:]:
    page = pathlib.Path(name)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
            broken.append(f"{name}: {target}")
if broken:
    sys.exit("links to nothing:\n" + "\n".join(broken))
print(f"links in {len(sys.argv) - 1} files lead somewhere")
