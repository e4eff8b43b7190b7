"""Carries out every command and a session of the interface in one process, and writes down what reaches outside.

Run by test_network.py as a process of its own, because what listens to Python's audit events stays until the end.
Arguments: a folder to work in, a file to write to, and `leaky` for the control: then something does reach outside.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

WATCHED: Final = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.posix_spawn",
    "os.exec",
    "os.spawn",
    "webbrowser.",
    "urllib.",
)

OUR_PROCESSES: Final = {"template_worker": "renders a template of somebody", "pdf_worker": "sets a PDF"}

events: list[str] = []
doing = "starting"


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Write down an event that may lead out of this process."""
    if not event.startswith(WATCHED):
        return
    if event == "socket.__new__" and arguments[1] == getattr(socket, "AF_UNIX", None):
        return  # how the event loop wakes itself up; it leads nowhere
    if event in ("socket.gethostname", "socket.sethostname"):
        return  # asks the system for its own name
    started = str(arguments[1]) if event == "subprocess.Popen" else ""
    ours = (what for module, what in OUR_PROCESSES.items() if f"from posture.report.{module} import" in started)
    events.append(f"{doing}: {next(ours, event)}")


def reach_out() -> None:
    """What must be noticed, one of each kind."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(("127.0.0.1", 9))
    socket.getaddrinfo("localhost", 9)
    subprocess.run([sys.executable, "-c", ""], check=False)


async def use_interface(root: Path) -> None:
    """Answer, read the results and the plan, write a report, look at help and back; then a new clinic's form."""
    from posture.content.library import assemble, require  # noqa: PLC0415 - only now is somebody listening
    from posture.sample import lay_out, open_sample  # noqa: PLC0415
    from posture.store.paths import Places  # noqa: PLC0415
    from posture.ui.app import PostureApp  # noqa: PLC0415

    places = Places(root / "interface")
    lay_out(places)
    app = PostureApp(places, lambda: require(assemble(["builtin"])), opened=lambda known: open_sample(known, places))
    seen = set()
    async with app.run_test(size=(120, 36)) as pilot:
        for key in ("1", "down", "3", "f", "r", "escape", "p", "escape", "w", "enter", "escape", "question_mark",
                    "escape", "ctrl+p", "escape", "escape", "n", "escape"):  # fmt: skip
            await pilot.press(key)
            await pilot.pause()
            seen.add(type(app.screen).__name__)
    if len(seen) < 5:
        raise SystemExit(f"the session came to no more than {sorted(seen)}")


def main() -> None:
    """Listen, do everything, write down."""
    global doing  # noqa: PLW0603 - the listener is called by Python, with no way to hand it anything
    root, result, leaky = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:] == ["leaky"]
    os.chdir(root)
    sys.addaudithook(watch)
    from tests.safety.every_command import Scene  # noqa: PLC0415 - only now is somebody listening

    scene = Scene(root)
    scene.lay_out()
    names = [name for name, _, _ in scene.lines()]
    codes = []
    lines = scene.carry_out()
    for name in names:
        doing = name
        if leaky and name == "score":
            reach_out()
        codes.append((name, next(lines).code))
        if leaky and name == "plan":
            break
    doing = "interface"
    if not leaky:
        asyncio.run(use_interface(root))
    result.write_text(json.dumps({"codes": codes, "events": events}), encoding="utf-8")


if __name__ == "__main__":
    main()
