"""Where a large upload waits while it arrives: in a file without a name, gone with whoever held it."""

import tempfile
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class UnnamedFileUploadHandler(FileUploadHandler):
    """Streams to the disk as Django's own handler does, and gives the room back when the disk is full.

    Django's named file stays, full, until the garbage of the failed request is collected, and for
    ever where the process was killed: other uploads would be refused for want of the room it holds.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        unnamed = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)
        self.file = UploadedFile(unnamed, self.file_name, self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._closed_on_failure():
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        with self._closed_on_failure():
            self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        self.file.close()

    @contextmanager
    def _closed_on_failure(self):
        try:
            yield
        except OSError:
            with suppress(OSError):  # closing writes what is left in the buffer, and fails once more
                self.file.close()
            raise
