"""What `lianhu serve` says once it serves."""

import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _

from lianhu.accounts.models import User
from lianhu.demo import clock as demo_clock
from lianhu.demo.people import DEMO_PEOPLE, PASSWORD, DemoPerson
from lianhu.kernel import clock
from lianhu.kernel.names import shown
from lianhu.web.listening import Address

WIDTH = 18


def welcome(address: Address) -> None:
    lines = [_("Lianhu serves %(address)s") % {"address": address}]
    if settings.DEMO:
        lines += _demo(address)
    lines.append(_("Stop with Ctrl-C."))
    print("\n".join(lines), flush=True)


def _demo(address: Address) -> list[str]:
    now = demo_clock.shown(clock.now())
    lines = [
        _("The door of the demo city: %(address)s") % {"address": f"{address}demo/"},
        _("Its clock shows %(now)s; `lianhu clock +15m` moves it.") % {"now": now},
        _("Everybody's password is %(password)s.") % {"password": PASSWORD},
        "",
    ]
    present = set(
        User.objects.filter(username__in=[person.username for person in DEMO_PEOPLE]).values_list(
            "username", flat=True
        )
    )
    lines += [_line(person) for person in DEMO_PEOPLE if person.username in present]
    return [*lines, ""]


def _line(person: DemoPerson) -> str:
    return f"  {_padded(shown(*person.name))} {person.username:16} {shown(*person.about)}"


def _padded(text: str) -> str:
    """Chinese characters are two columns wide."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return text + " " * max(0, WIDTH - len(text) - wide)
