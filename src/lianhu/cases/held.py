"""What is known of questions and what became of them, so that nobody is asked for it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from lianhu.cases.models import Stage
from lianhu.forms.registry import Held
from lianhu.grid.models import Node, after

_CASES = _("the cases themselves")


def _open(node: Node) -> int:
    return Stage.objects.filter(
        closed_at=None, case__beat__path__gte=node.path, case__beat__path__lt=after(node.path)
    ).count()


HELD: Sequence[Held] = (
    Held(
        "open_cases",
        ("未办结件数", "在办件数", "未办结诉求数", "open cases", "number of open cases"),
        "cases.Case.status",
        _CASES,
        _open,
    ),
    Held(
        "asked",
        ("诉求数", "诉求件数", "受理件数", "群众诉求数", "number of cases", "cases received"),
        "cases.Case.asked_at",
        _CASES,
    ),
    Held(
        "on_time",
        (
            "按时办结率",
            "按时答复率",
            "按时办结件数",
            "超时件数",
            "resolved on time",
            "answered on time",
        ),
        "cases.Stage.due_at",
        _CASES,
    ),
    Held(
        "duration",
        ("办理时长", "答复时长", "平均办理时长", "平均答复时长", "hours until the answer"),
        "cases.Event.at",
        _CASES,
    ),
    Held(
        "helped",
        ("解决率", "是否解决", "群众确认", "已解决件数", "share solved", "was it solved"),
        "cases.Case.status",
        _CASES,
    ),
)
