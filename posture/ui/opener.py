"""Showing a folder in the system's own file manager, where there is one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_folder(path: Path) -> bool:
    """Show a folder. False where nothing can: no desktop, as over SSH, or no program for it.

    The program is named whole and gets an absolute path as its only word, so that no name of a folder is an option.
    """
    words = _opener()
    if words is None or not path.is_dir():
        return False
    try:
        subprocess.Popen(
            [*words, str(path.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True


def _opener() -> list[str] | None:
    if sys.platform == "win32":
        name = shutil.which("explorer")
    elif sys.platform == "darwin":
        name = shutil.which("open")
    else:
        seen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        name = shutil.which("xdg-open") if seen and not os.environ.get("SSH_CONNECTION") else None
    return [name] if name else None
