"""Originals and printed files in folders beside the data."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NoReturn

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class OriginalsFolder(FileSystemStorage):
    """Pictures as they were uploaded. A name that is taken gets another ending."""

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("An original has no address: it is never served.")


class PrintedFolder(FileSystemStorage):
    """Files whose names come from their content: saving what is there keeps it.

    A file is there whole or not at all, also after a power cut.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written under a name that nobody asks for, and moved when it is safely on the disk.
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            half = Path(file.name)
            try:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                half.chmod(self.file_permissions_mode or 0o644)
                half.replace(path)
            finally:
                half.unlink(missing_ok=True)
        return name
