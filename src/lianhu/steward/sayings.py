"""What somebody without a smart phone says about an own post."""

from django.utils.translation import pgettext_lazy

from lianhu.grid.rules import DeskKind
from lianhu.inbox.sayings import Saying

SAYINGS = (
    Saying(
        pgettext_lazy("saying", "Being away"),
        pgettext_lazy("saying", "From which day until which, and who stands in"),
        "calendar",
        "my_leave",
        lambda desk: desk.kind != DeskKind.SUPERVISION,
        even_away=True,
    ),
)
