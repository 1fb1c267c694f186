"""check_links.py FILE...: every relative link in these Markdown and HTML files leads to a file that is there."""

import pathlib
import re
import sys

broken = []
for name in sys.argv[1:]:
    page = pathlib.Path(name)
    link = r'href="([^"#]+)(?:#[^"]*)?"' if page.suffix == ".html" else r"\]\(([^)#\s]+)(?:#[^)]*)?\)"
    for target in re.findall(link, page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
            broken.append(f"{name}: {target}")
if broken:
    sys.exit("links to nothing:\n" + "\n".join(broken))
print(f"links in {len(sys.argv) - 1} files lead somewhere")
