"""The channels there are. One list."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lianhu.channels import console
from lianhu.channels.models import Delivery


class ChannelError(Exception):
    """A sending failed. `permanent`: trying again cannot help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


CHANNELS: Mapping[str, Callable[[Delivery], None]] = MappingProxyType({"console": console.send})
