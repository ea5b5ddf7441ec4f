"""Recordings: read as browsers and telephones make them, written anew without anything but sound.

No library of codecs is needed for this, since nothing is decoded: packets are taken out of one
container and put into another.
"""

from lianhu.files.audio import m4a, mp4, ogg, webm
from lianhu.files.audio.recording import Recording, TooLong, Unreadable
from lianhu.files.rules import MediaType, sniff

__all__ = ["Recording", "TooLong", "Unreadable", "read", "write"]

write = m4a.write


def read(content: bytes) -> Recording:
    """What can be heard of a file. Raises Unreadable, or TooLong as soon as that is known."""
    match sniff(content[:64]):
        case MediaType.WEBM:
            return webm.read(content)
        case MediaType.OGG:
            return ogg.read(content)
        case MediaType.MP4:
            return mp4.read(content)
        case _:
            raise Unreadable("no container that we know")
