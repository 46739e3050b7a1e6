"""How files come in: a bounded part of each on disk, so that a sentence can say what was wrong with the rest."""

from __future__ import annotations

import errno
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class BoundedUploads(TemporaryFileUploadHandler):
    """Keeps at most FILE_BYTES of one file and REQUEST_BYTES of a request; what is more is read and dropped.

    A file that was not kept whole carries its true `size` and, in `failed`, why: "too_big", "too_much", "disk_full".
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept_of_request = 0
        self.failed = ""
        self.file: Any = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a temporary file; where the disk is full, go on without one."""
        self.failed, self.file = "", None
        try:
            Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._fail(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what may be kept."""
        if not self.failed:
            self._keep(raw_data, start + len(raw_data))

    def _keep(self, raw_data: bytes, size: int) -> None:
        self.kept_of_request += len(raw_data)
        if size > settings.UPLOADED_FILE_BYTES:
            self.failed = "too_big"
        elif self.kept_of_request > settings.UPLOADED_REQUEST_BYTES:
            self.failed = "too_much"
        else:
            try:
                self._write(raw_data)
            except OSError as error:
                self._fail(error)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """The file as far as it was kept. What its buffer still held goes to the disk now, and may find it full."""
        try:
            self.file.seek(0)
        except OSError as error:
            self._fail(error)
        self.file.size = file_size
        self.file.failed = self.failed
        return self.file

    def upload_interrupted(self) -> None:
        """Remove the file of who went away, where there is one."""
        if isinstance(self.file, TemporaryUploadedFile):
            super().upload_interrupted()

    def _write(self, raw_data: bytes) -> None:
        self.file.write(raw_data)

    def _fail(self, error: OSError) -> None:
        """Let the file go: nobody else would, the request knows those that came to their end."""
        if self.file is not None:
            with suppress(OSError):  # closing writes what the buffer holds
                self.file.close()
        if error.errno not in FULL:
            raise error
        self.failed = "disk_full"
        self.file = InMemoryUploadedFile(
            BytesIO(), self.field_name, self.file_name or "", self.content_type, 0, self.charset
        )
