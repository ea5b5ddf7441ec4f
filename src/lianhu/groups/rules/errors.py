"""Why something cannot be done in a group. Nothing has changed then."""

from collections.abc import Collection


class Refused(Exception):
    pass


class NothingSaid(Refused):
    """Neither words nor photos."""


class TooLong(Refused):
    pass


class TooManyPhotos(Refused):
    pass


class PersonalNumbers(Refused):
    """Everybody in the group would read the numbers of one person."""

    def __init__(self, kinds: Collection[str]) -> None:
        super().__init__(", ".join(sorted(kinds)))
        self.kinds = frozenset(kinds)


class IsClosed(Refused):
    """The group is kept to be read."""


class NotTheirs(Refused):
    """That is for whoever looks after the group, or for who wrote the message."""


class NotNow(Refused):
    """The message is no longer what its page showed."""


class ReasonNeeded(Refused):
    pass


class PurposeNeeded(Refused):
    pass


class EndNeeded(Refused):
    pass


class EndNotAhead(Refused):
    """It would be over before it begins."""


class EndTooFar(Refused):
    pass


class AlreadyThere(Refused):
    """The same people have a group for that: `code` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotForAll(Refused):
    """Not everybody who reads the one would read the other."""
