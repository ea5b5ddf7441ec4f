"""The grid's levels as data: how deep a city is, and how large at scale 1."""

from dataclasses import dataclass

from lianhu.demo.text import Bilingual


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """One level of a city, from the city itself down to the beats.

    Names are known for the codes used below; a level with another code numbers its
    nodes. A desk with no clerks is manned by its parent's roster, and so is one in
    `joined_every` of a level's desks, whose clerks then sit with the parent.
    """

    code: str
    name: Bilingual
    minutes: int  # of a question's hour
    nodes: int  # at scale 1
    clerks: int = 0
    joined_every: int = 0


CITY = LevelSpec("city", Bilingual("市", "City"), 10, 1, clerks=6)
TOWN = LevelSpec("town", Bilingual("镇(街道)", "Town"), 5, 13, clerks=4)
COMMUNITY = LevelSpec("community", Bilingual("社区", "Community"), 5, 89, clerks=2, joined_every=3)
VILLAGE = LevelSpec("village", Bilingual("村(居)", "Village"), 5, 1_054, clerks=1)
BEAT = LevelSpec("beat", Bilingual("联户网格", "Beat"), 15, 8_073)

FIVE_LEVELS = (CITY, TOWN, COMMUNITY, VILLAGE, BEAT)

# Whatever the depth, the levels' minutes leave a department 20 of the promised 60.
THREE_LEVELS = (
    LevelSpec("city", CITY.name, 15, 1, clerks=6),
    LevelSpec("village", VILLAGE.name, 10, 1_054, clerks=1),
    BEAT,
)
SEVEN_LEVELS = (
    LevelSpec("city", CITY.name, 8, 1, clerks=6),
    LevelSpec("cluster", Bilingual("片区", "District cluster"), 3, 4, clerks=2),
    LevelSpec("town", TOWN.name, 4, 13, clerks=4),
    LevelSpec("community", COMMUNITY.name, 4, 89, clerks=2, joined_every=3),
    LevelSpec("village", VILLAGE.name, 4, 1_054, clerks=1),
    LevelSpec("group", Bilingual("小组", "Group"), 2, 2_108),
    BEAT,
)
LEVELS = {len(levels): levels for levels in (THREE_LEVELS, FIVE_LEVELS, SEVEN_LEVELS)}
