"""What a request may bring: bytes beyond the limits are dropped while they come in."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from lianhu.files.rules import MAX_BYTES, MOST_PHOTOS, MOST_VOICES


class Limit(FileUploadHandler):
    """Lets through a little more than is allowed: enough for a form to see that it is too much."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._files = self._bytes = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._files += 1
        self._bytes = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        has_enough = self._files > MOST_PHOTOS + MOST_VOICES or self._bytes > MAX_BYTES
        self._bytes += len(raw_data)
        return None if has_enough else raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one have the file."""
