"""Where the built-in checklists lie. Apart from what reads them, so that saying where costs nothing."""

from pathlib import Path

from posture.errors import ContentError


def builtin_folder() -> Path:
    """Where the built-in checklists lie: inside the installed package, or in the repository beside it.

    Raises:
        ContentError: They are in neither place; the installation is damaged.
    """
    package = Path(__file__).resolve().parent.parent
    for place in (package / "_checklists", package.parent / "checklists"):
        if (place / "common" / "policy.toml").is_file():
            return place
    raise ContentError(
        "The built-in checklists are missing",
        f"Looked in {package / '_checklists'}",
        "Install posture again.",
    )
