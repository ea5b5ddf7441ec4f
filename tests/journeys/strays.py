"""Texts of a page in the language that its reader did not choose."""

import re
from collections.abc import Iterable

from playwright.sync_api import Page

# The switch to the other language, keys, units, numbers of cases, kinds of files.
ALLOWED = {
    "zh-hans": re.compile(
        r"\bEnglish\b|\bCtrl\b|\d ?MB\b|\bExcel\b|\.xlsx\b|\.csv\b|\bMarkdown\b|\.md\b"
        r"|\bWord\b|\.docx\b|\bPDF\b|\bLH(?:-[0-9A-Z]{4}){2}\b"
    ),
    "en": re.compile("中文"),
}
STRAY = {
    "zh-hans": re.compile(r"[A-Za-z]{2,}"),
    "en": re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+"),
}


def strays(
    page: Page, language: str, data: Iterable[str] = (), names: Iterable[str] = ()
) -> list[str]:
    """What is on the page, hidden parts and labels too, and not in `language` nor in `data`.

    `names`: what people sign in with.
    """
    known = re.compile(rf"\b(?:{'|'.join(names) or '$^'})\b")
    page.wait_for_load_state()
    texts: list[str] = page.evaluate(
        """() => {
            const found = [document.title];
            const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (nodes.nextNode()) found.push(nodes.currentNode.data);
            for (const name of ["aria-label", "placeholder", "title", "alt", "data-label"])
                for (const element of document.querySelectorAll(`[${name}]`))
                    found.push(element.getAttribute(name));
            return found;
        }"""
    )
    return [
        text.strip()
        for text in texts
        if STRAY[language].search(known.sub("", _own(text, language, data)))
    ]


def _own(text: str, language: str, data: Iterable[str]) -> str:
    """The text without what people wrote."""
    for words in sorted(data, key=len, reverse=True):
        text = text.replace(words, "")
    return ALLOWED[language].sub("", text)
