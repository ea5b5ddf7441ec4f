"""What a request may bring: files beyond the limits are cut off while they come in."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from lianhu.files.rules import MAX_BYTES, MOST_FILES


class Limit(FileUploadHandler):
    """Lets through one file and a few bytes more than allowed: enough for a form to say so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._files = self._bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._files += 1
        self._bytes = 0
        if self._files > MOST_FILES + 1:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        has_enough = self._bytes > MAX_BYTES
        self._bytes += len(raw_data)
        return None if has_enough else raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one have the file."""
