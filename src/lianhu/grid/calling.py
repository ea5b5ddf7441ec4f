"""Numbers to call, as pages show them."""

from django.utils.translation import gettext as _

from lianhu.grid.models import Desk
from lianhu.kernel import phones
from lianhu.ui.parts import Phone


def phone(name: str, e164: str) -> Phone:
    return Phone(_("Call %(name)s") % {"name": name}, phones.shown(e164), e164)


def phone_of(desk: Desk) -> Phone | None:
    """The desk's public number."""
    return phone(desk.shown_name, desk.phone) if desk.phone else None
