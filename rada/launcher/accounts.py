"""As whom the servers run. PostgreSQL refuses root, so a root launcher lends them the account `nobody`."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """A user of the operating system, by number."""

    uid: int
    gid: int

    def own(self, path: Path, mode: int) -> None:
        """Give a file or folder to this account with exactly these rights, whatever the umask."""
        os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def can_enter(self, folder: Path) -> bool:
        """Whether every folder down to this one lets the account through (the rights of "others" count)."""
        return all(step.stat().st_mode & 0o001 for step in [folder, *folder.parents])


def of_servers(data: Path) -> Account | None:
    """The account for PostgreSQL and Valkey; None where they can run as ourselves.

    Data that an ordinary user's run has made stays that user's.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(nobody.pw_uid, nobody.pw_gid)
