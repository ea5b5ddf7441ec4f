"""What the floors below hold, which know nothing of forms."""

from collections.abc import Sequence

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from lianhu.forms.registry import Held
from lianhu.grid.models import Node, Stay, after

# Of fewer households the number of people would tell how many live in one.
FEWEST = 5

_HOUSEHOLDS = _("the register of households")
_POSTS = _("posts and rosters")
_PLACES = _("the list of places")
_DESKS = _("the list of desks")


def _stays(node: Node) -> QuerySet[Stay]:
    return Stay.objects.open().filter(beat__path__gte=node.path, beat__path__lt=after(node.path))


def _households(node: Node) -> int:
    return _stays(node).count()


def _people(node: Node) -> int:
    """0: there are too few households to say."""
    stays = _stays(node)
    if stays.count() < FEWEST:
        return 0
    return stays.aggregate(people=Sum("household__size"))["people"] or 0


def _beats(node: Node) -> int:
    count: int = Node.objects.within(node).filter(level__is_beat=True, closed_at=None).count()
    return count


HELD: Sequence[Held] = (
    Held(
        "households",
        ("户数", "总户数", "住户数", "家庭户数", "households", "number of households"),
        "grid.Stay.household",
        _HOUSEHOLDS,
        _households,
    ),
    Held(
        "people",
        (
            "人口",
            "人口数",
            "总人数",
            "总人口",
            "常住人口",
            "常住人口数",
            "population",
            "number of people",
        ),
        "grid.Household.size",
        _HOUSEHOLDS,
        _people,
    ),
    Held(
        "size",
        ("家庭人口", "家庭人口数", "家庭人数", "户内人数", "household size", "size of household"),
        "grid.Household.size",
        _HOUSEHOLDS,
    ),
    Held(
        "address",
        ("住址", "地址", "家庭住址", "家庭地址", "居住地址", "address", "home address"),
        "grid.Household.address",
        _HOUSEHOLDS,
    ),
    Held(
        "contact",
        ("户主", "户主姓名", "户联系人", "家庭联系人", "head of household", "household contact"),
        "grid.Household.contact",
        _HOUSEHOLDS,
    ),
    Held(
        "phone",
        (
            "户主电话",
            "联系电话",
            "手机号",
            "手机号码",
            "家庭电话",
            "phone number",
            "household phone",
        ),
        "grid.Household.phone",
        _HOUSEHOLDS,
    ),
    Held(
        "beats",
        ("网格数", "联户网格数", "网格数量", "number of beats", "beats"),
        "grid.Level.is_beat",
        _PLACES,
        _beats,
    ),
    Held(
        "place",
        ("所在村", "所在社区", "所属村", "所属社区", "所属镇", "village", "community"),
        "grid.Node.name",
        _PLACES,
    ),
    Held(
        "officer",
        ("联户干部", "联户干部姓名", "包户干部", "网格员", "网格员姓名", "contact officer"),
        "grid.Duty.person",
        _POSTS,
    ),
    Held(
        "officer_phone",
        ("联户干部电话", "包户干部电话", "网格员电话", "officer's telephone", "officer's phone"),
        "accounts.User.phone",
        _POSTS,
    ),
    Held(
        "home_unit",
        ("工作单位", "所在单位", "联户干部单位", "home unit", "employer of the officer"),
        "grid.Duty.home_unit",
        _POSTS,
    ),
    Held(
        "roster",
        ("值班表", "值班人员", "值班人", "值班安排", "duty roster", "who is on duty"),
        "grid.Duty.desk",
        _POSTS,
    ),
    Held(
        "leave",
        ("请假", "请假人员", "休假人员", "不在岗人员", "people on leave", "who is away"),
        "grid.Leave.duty",
        _POSTS,
    ),
    Held(
        "desk_phone",
        ("值班电话", "办公电话", "咨询电话", "desk telephone", "office telephone"),
        "grid.Desk.phone",
        _DESKS,
    ),
    Held(
        "hours",
        ("办公时间", "开放时间", "上班时间", "值班时间", "opening hours", "office hours"),
        "grid.Desk.hours",
        _DESKS,
    ),
)
