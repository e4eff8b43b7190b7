"""Signatures of reports, made by ssh-keygen: whoever has the public key checks them without posture.

No cryptography of our own: OpenSSH comes with every system, and most people who look after computers have such a key.
"""

import subprocess
from pathlib import Path
from typing import Final

from posture.errors import StoreRefused
from posture.store.atomic import refused, write_whole

NAMESPACE: Final = "posture"
"""What a signature is for: one made for mail or for Git says nothing about a report."""

SUFFIX: Final = ".sig"


def sign(path: Path, key: Path) -> Path:
    """Write the signature of a file beside it, `report.md.sig`; ssh-keygen asks for the key's passphrase if it has one.

    Raises:
        StoreRefused: There is no ssh-keygen, it refuses, or the disk does.
    """
    try:
        data = path.read_bytes()
        # Absolute, so that no name is taken for an option.
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key.absolute())]
        done = subprocess.run(command, input=data, capture_output=True, check=False)
    except FileNotFoundError as error:
        if error.filename != "ssh-keygen":
            raise refused(error, path, "read") from error
        raise StoreRefused("There is no ssh-keygen here", "It makes the signatures.", "Install OpenSSH.") from error
    except OSError as error:
        raise refused(error, path, "read") from error
    if done.returncode or not done.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise StoreRefused(
            "The report is written, and not signed",
            said[-1] if said else f"ssh-keygen ended with {done.returncode}.",
            "Name a private key of ssh, such as one that ssh-keygen -t ed25519 makes.",
        )
    signature = path.with_name(path.name + SUFFIX)
    write_whole(signature, done.stdout)
    return signature
