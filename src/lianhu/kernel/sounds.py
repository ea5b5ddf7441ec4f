"""How Chinese characters sound, so that what is typed by sound or mistyped is found."""

import os
import re
from functools import cache

# Phrases would take tens of megabytes and a second to load; a character's usual reading will do.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

# What many people neither say nor type apart.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))
_LONGEST = 6
_SYLLABLE = re.compile(
    "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    "(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|er|i|ia|ie|iao|iu|ian|in|iang|ing|iong|ong"
    "|u|ua|uo|uai|ui|uan|un|uang|ueng|ue|v|ve)"
)


@cache
def of(character: str) -> str:
    """The character's usual syllable without tone, sounds that are easily confused as one; "" for
    what has none.
    """
    from pypinyin import Style
    from pypinyin.core import pinyin

    [[syllable]] = pinyin(character, style=Style.NORMAL, errors="ignore") or [[""]]
    return _merged(syllable)


def _merged(syllable: str) -> str:
    for fine, coarse in _ALIKE[:3]:
        if syllable.startswith(fine):
            syllable = coarse + syllable[len(fine) :]
    for fine, coarse in _ALIKE[3:]:
        if syllable.endswith(fine):
            syllable = syllable[: -len(fine)] + coarse
    return syllable


def syllables(letters: str) -> list[str]:
    """The syllables that these small letters spell, as `of` gives them: "yibao" is yi, bao. Empty
    if they spell none.
    """
    best: list[list[str] | None] = [[], *([None] * len(letters))]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before, piece = best[start], letters[start:end]
            if before is None or not _SYLLABLE.fullmatch(piece):
                continue
            found = best[end]
            if found is None or len(before) + 1 < len(found):
                best[end] = [*before, _merged(piece)]
    return best[-1] or []
