"""Photos and voice notes that come along with words: received before, named by their keys."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianhu.cases.api.fields import MaybeWords
from lianhu.cases.queries import Entry
from lianhu.cases.views.attached import GONE, Attached
from lianhu.files import services
from lianhu.files.models import Blob
from lianhu.files.rules import MOST_PHOTOS, Kind
from lianhu.kernel.api.problems import MISTAKES, Problem, wrong

FileKey = Annotated[str, Field(min_length=22, max_length=22, pattern=r"^[A-Za-z0-9_-]+$")]
Photos = Annotated[list[FileKey], Field(max_length=MOST_PHOTOS)]


class Attaching(BaseModel):
    """`photos` and `voice`: keys of files that were sent before. With any, `words` may be empty."""

    words: MaybeWords
    photos: Photos = []
    voice: FileKey | None = None

    may_be_silent: ClassVar[bool] = False


class FileState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


_STATES = {
    Blob.State.WAITING: FileState.WAITING,
    Blob.State.DONE: FileState.READY,
    Blob.State.FAILED: FileState.FAILED,
}


class FileOut(BaseModel):
    """`file` is its key. It can be fetched once it is `ready`, which takes seconds; what turned out
    not to be readable has `failed` and never can.
    """

    file: str
    kind: Kind
    media_type: str
    state: FileState
    width: int | None
    height: int | None
    seconds: int | None


def along(sent: Attaching) -> Attached:
    """The files that are named. Raises a Problem where one is not there, or where nothing is said.

    One that belongs to something already is found out when it is kept: see `doing.once`.
    """
    tokens = list(dict.fromkeys(sent.photos))
    photos = services.received(tokens) if tokens else []
    voices = services.received([sent.voice], Kind.VOICE) if sent.voice else []
    if len(photos) < len(tokens):
        raise gone("photos")
    if sent.voice and not voices:
        raise gone("voice")
    if not (sent.words or photos or voices or sent.may_be_silent):
        raise wrong("words", "blank", MISTAKES["blank"])
    return Attached(photos, voices[0] if voices else None)


def gone(name: str) -> Problem:
    return wrong(name, "gone", GONE)


def files_of(entry: Entry) -> list[FileOut]:
    return [file_out(blob) for blob in (*entry.photos, *([entry.voice] if entry.voice else []))]


def file_out(blob: Blob) -> FileOut:
    return FileOut(
        file=blob.token,
        kind=blob.kind,
        media_type=blob.media_type,
        state=_STATES[Blob.State(blob.state)],
        width=blob.width,
        height=blob.height,
        seconds=blob.seconds,
    )
