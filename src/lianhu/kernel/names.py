"""Data that carries two names, Chinese and English."""

from django.utils.translation import get_language


def shown(chinese: str, english: str) -> str:
    """The name in the page's language; what has no English name keeps its Chinese one."""
    return english if english and (get_language() or "").startswith("en") else chinese


class TwoNames:
    """For models with `name` and `name_en`."""

    name: str
    name_en: str

    @property
    def shown_name(self) -> str:
        return shown(self.name, self.name_en)
