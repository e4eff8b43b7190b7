"""How a process of our own is started that gets bytes and gives bytes, and nothing of this one's environment."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import posture


def command(module: str) -> list[str]:
    """The words that start `main` of a module of ours, in an interpreter that looks at no variable and no user folder.

    The folders that this process imports from are handed over: what is set in the environment counts for nothing.
    """
    start = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {module} import main; main()"
    paths = [str(Path(posture.__file__).parent.parent), *(path for path in sys.path if os.path.isabs(path))]
    return [sys.executable, "-I", "-c", start, json.dumps(paths)]


def environment() -> Mapping[str, str]:
    """Nothing but what Windows can't start a program without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
