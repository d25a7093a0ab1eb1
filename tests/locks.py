"""Write the locks anew: ``python tests/locks.py``; needs uv, and an index to ask."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOR_DEVELOPERS = ("test", "bench", "lint")
"""Extras that no user installs."""
COMMAND = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--quiet"]


def main() -> None:
    """Ask uv for each lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    environment = os.environ | {"UV_CUSTOM_COMPILE_COMMAND": "python tests/locks.py"}
    extras = [one for one in project["project"]["optional-dependencies"] if one not in FOR_DEVELOPERS]
    lowest = ["--python-version", project["project"]["requires-python"].removeprefix(">=")]
    for name, source, given in (
        ("requirements.txt", ["pyproject.toml"], None),
        ("requirements-all.txt", ["pyproject.toml", *(f"--extra={extra}" for extra in extras)], None),
        ("requirements-build.txt", ["-"], "\n".join(project["build-system"]["requires"])),
    ):
        command = [*COMMAND, *lowest, "--upgrade", *source, "--output-file", name]
        subprocess.run(command, cwd=ROOT, env=environment, input=given, text=True, check=True)


if __name__ == "__main__":
    main()
