"""The listed demo people, whom a visitor may be. All of them are invented."""

from dataclasses import dataclass

from lianhu.demo.text import Bilingual

PASSWORD = "lianhu-demo"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the reference story's people.

    `seat` is where: a level's code (the reference story's node there), `next-beat`
    (whose officer backs up the story's beat), `sibling-beat` (in the village next
    door), `section` (medical insurance), `supervision`, `household` (of the story's
    beat) or nowhere. A city without that level has no such person.
    """

    username: str
    name: Bilingual
    role: str
    seat: str
    about: Bilingual
    works: tuple[Bilingual, Bilingual] | None = None  # home unit and job, if told


DEMO_PEOPLE = (
    DemoPerson(
        "resident-wu",
        Bilingual("吴长青", "Wu Changqing"),
        "resident",
        "household",
        Bilingual("退休工人，正在外地住院", "a retired worker, in hospital away from home"),
    ),
    DemoPerson(
        "resident-zheng",
        Bilingual("郑玉兰", "Zheng Yulan"),
        "resident",
        "household",
        Bilingual("住在同一联户网格的另一户", "lives in another household of the same beat"),
    ),
    DemoPerson(
        "officer-shen",
        Bilingual("沈小满", "Shen Xiaoman"),
        "officer",
        "beat",
        Bilingual("吴长青家的联户干部", "contact officer of Wu Changqing's household"),
        (
            Bilingual("柳溪镇中心小学", "Liuxi Town Central Primary School"),
            Bilingual("语文教师", "Chinese teacher"),
        ),
    ),
    DemoPerson(
        "officer-tong",
        Bilingual("童谷雨", "Tong Guyu"),
        "officer",
        "next-beat",
        Bilingual("邻格的联户干部，沈小满的替补", "the next beat's officer, Shen Xiaoman's backup"),
        (
            Bilingual("柳溪镇畜牧兽医站", "Liuxi Town Veterinary Station"),
            Bilingual("兽医", "veterinarian"),
        ),
    ),
    DemoPerson(
        "officer-lu",
        Bilingual("鲁新禾", "Lu Xinhe"),
        "officer",
        "sibling-beat",
        Bilingual("邻村的联户干部，看不到这件事", "an officer next door, who may not see the case"),
        (
            Bilingual("柳溪镇供销社", "Liuxi Town Supply Station"),
            Bilingual("会计", "accountant"),
        ),
    ),
    DemoPerson(
        "clerk-he",
        Bilingual("贺春生", "He Chunsheng"),
        "clerk",
        "village",
        Bilingual("村里的值班人员", "on duty at the village desk"),
    ),
    DemoPerson(
        "clerk-ma",
        Bilingual("马书宁", "Ma Shuning"),
        "clerk",
        "community",
        Bilingual("社区的值班人员", "on duty at the community desk"),
    ),
    DemoPerson(
        "clerk-fang",
        Bilingual("方亦舟", "Fang Yizhou"),
        "clerk",
        "town",
        Bilingual("镇上的值班人员", "on duty at the town desk"),
    ),
    DemoPerson(
        "clerk-cheng",
        Bilingual("程望舒", "Cheng Wangshu"),
        "clerk",
        "cluster",
        Bilingual("片区的值班人员", "on duty at the district cluster's desk"),
    ),
    DemoPerson(
        "office-luo",
        Bilingual("罗知微", "Luo Zhiwei"),
        "clerk",
        "city",
        Bilingual("市联群办的值班人员", "on duty at the city office"),
    ),
    DemoPerson(
        "office-jiang",
        Bilingual("江映禾", "Jiang Yinghe"),
        "clerk",
        "city",
        Bilingual("市联群办的另一位值班人员", "also on duty at the city office"),
    ),
    DemoPerson(
        "section-gu",
        Bilingual("顾明", "Gu Ming"),
        "clerk",
        "section",
        Bilingual("社会保障局医疗保险科经办人", "medical insurance section, social security"),
    ),
    DemoPerson(
        "supervisor-yue",
        Bilingual("岳静宜", "Yue Jingyi"),
        "supervisor",
        "supervision",
        Bilingual("全市督办", "supervises the city"),
    ),
    DemoPerson(
        "admin-cen",
        Bilingual("岑清和", "Cen Qinghe"),
        "administrator",
        "",
        Bilingual("系统管理员", "administrator"),
    ),
)
