"""Private files on S3-compatible storage, where a setting names a bucket; its troubles look like a disk's."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CONNECT_SECONDS, READ_SECONDS = 3, 15


@contextmanager
def _like_a_disk() -> Iterator[None]:
    """Whoever works with files knows OSError; one that is missing stays FileNotFoundError."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(errno.EIO, f"the file storage answered with {type(error).__name__}") from error


class PrivateS3Storage(S3Storage):
    """django-storages' S3: nothing in it is public, no file writes over another, and its errors are OSError."""

    def get_default_settings(self) -> dict[str, Any]:
        """What holds for every bucket; settings.STORAGES says which one, and where."""
        patience = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path"},
            signature_version="s3v4",
        )
        ours = {"client_config": patience, "default_acl": None, "file_overwrite": False, "querystring_auth": True}
        return super().get_default_settings() | ours

    def open(self, name: str, mode: str = "rb") -> Any:
        """The whole file, fetched now, so that no trouble comes in the middle of an answer."""
        with _like_a_disk():
            file = super().open(name, mode)
            return file.open()

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store it; returns the name."""
        with _like_a_disk():
            return str(super().save(name, content, max_length))

    def delete(self, name: str) -> None:
        """Remove it; one that is gone already is no matter."""
        with _like_a_disk():
            super().delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files below a path."""
        with _like_a_disk():
            return super().listdir(path)

    def get_modified_time(self, name: str) -> datetime:
        """When it was stored; aware."""
        with _like_a_disk():
            return super().get_modified_time(name)
