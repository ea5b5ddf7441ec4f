"""What the how-to book says, so that nobody is asked to write it down once more."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from lianhu.forms.registry import Held

HELD: Sequence[Held] = (
    Held(
        "how_to",
        (
            "办事指南",
            "办理材料",
            "办理流程",
            "办事流程",
            "所需材料",
            "papers to bring",
            "procedure",
        ),
        "knowledge.ItemVersion.data",
        _("the how-to book"),
    ),
)
