"""`python -m posture`, and what the installed command runs."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    # The version is asked for by scripts, over and over: it costs no import that it does not use.
    if sys.argv[1:] in (["--version"], ["-V"]):
        from posture import __version__  # noqa: PLC0415 - kept out of the way of everything else

        sys.stdout.write(f"posture {__version__}\n")
        return 0
    from posture.cli.main import run  # noqa: PLC0415 - as above

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
