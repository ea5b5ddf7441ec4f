"""Which characters texts are read by, and the pieces that they make. Pure."""

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff"
# Of what somebody asks they tell little, alone or within a pair.
SAYING_LITTLE = frozenset(
    "的了吗呢吧啊呀么嘛哩呗俺我你他她咱您恁这那哪啥咋怎个就也都还又再在是有没不能想要得着过给把被让"
    "叫跟和与或到去来上下说可以里儿很太才只等往从对向"
)
_RUNS = re.compile(f"[{HAN}]+|[a-z]+|[0-9]+")


def runs(text: str) -> list[str]:
    """The pieces of a text, as `tokens.normal` writes it, without what stands between them."""
    found: list[str] = _RUNS.findall(text)
    return found
