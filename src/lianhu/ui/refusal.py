"""A refusal that tells the reader what to do instead."""

from django.core.exceptions import PermissionDenied

from lianhu.ui.parts import Phone


class Refused(PermissionDenied):
    """Raise where a page may be known but not opened: becomes the 403 page.

    `staff` readers are told that it is outside their duty; residents, whom to call.
    """

    def __init__(self, *, staff: bool, name: str = "", phone: Phone | None = None) -> None:
        super().__init__("refused")
        self.staff = staff
        self.name = name
        self.phone = phone
