"""Start the packaged program once on an empty folder: it must make a signed booklet and find it good."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main(folder: Path) -> int:
    """Run the demonstration with the packaged program; return 0 when its papers are there and hold."""
    program = folder / ("shijibu.exe" if os.name == "nt" else "shijibu")
    with tempfile.TemporaryDirectory() as empty:
        out = Path(empty) / "demo"
        environment = os.environ | {"SHIJIBU_HOME": str(Path(empty) / "home"), "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([program, "demo", "--out", out, "--units", "1"], check=True, env=environment)
        papers = sorted(out.rglob("*.pdf"))
        signed = [paper for paper in papers if "装订册" in paper.name]
        if not signed:
            print("no booklet was made", file=sys.stderr)
            return 1
        trust = next(out.rglob("*.pem"))
        subprocess.run([program, "verify", signed[0], "--trust", trust], check=True, env=environment)
    print(f"the package works: {len(papers)} papers, {size(folder)} MB")
    return 0


def size(folder: Path) -> int:
    """Return the size of a folder in MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) // 1_000_000


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
