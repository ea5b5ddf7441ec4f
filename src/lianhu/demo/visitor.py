"""A browser without a screen: cookies, pages, links and forms, as one person uses them."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

ANSWER_S = 30
UNSEEN = frozenset({"head", "script", "style", "svg", "template"})
CONTROLS = frozenset({"input", "textarea", "select", "button"})


class Astray(Exception):
    """The site is not as it should be. The message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Button:
    """What sends a form. `action` is where to, if not where the form itself says."""

    name: str
    value: str
    action: str


@dataclass(slots=True)
class Form:
    """A form as its page holds it. `fields` are what a browser would send untouched."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    url: str
    status: int
    text: str
    forms: list[Form]
    links: list[str]

    def button(self, path: str, holding: Mapping[str, str]) -> tuple[Form, Button]:
        """What posts to `path` and sends, among other things, all of `holding` as it stands."""
        for form in self.forms:
            for button in form.buttons if form.method == "post" else ():
                sent = form.fields | {button.name: button.value}
                target = urljoin(self.url, button.action or form.action)
                if urlsplit(target).path == path and holding.items() <= sent.items():
                    return form, button
        raise Astray(f"no button that posts {dict(holding) or 'anything'} to {path}")


class Visitor:
    """One person's session with the site at `site`."""

    def __init__(self, site: str, language: str) -> None:
        self._site = site
        # Whatever proxy the environment names, the site is on this machine.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self._opener.addheaders = [("Accept-Language", language)]
        self.page = Page(site, 0, "", [], [])

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def open(self, path: str) -> Page:
        return self._load(urljoin(self._site, path), None)

    def submit(
        self,
        path: str,
        fields: Mapping[str, str] | None = None,
        *,
        holding: Mapping[str, str] | None = None,
    ) -> Page:
        """Fill in the form that posts to `path` (and holds what is given) and press its button."""
        form, button = self.page.button(path, holding or {})
        filled = dict(fields or {})
        for name in filled.keys() - form.fields.keys():
            raise Astray(f"no field {name} in the form that posts to {path}")
        sent = form.fields | filled
        if button.name:
            sent[button.name] = button.value
        target = urljoin(self.page.url, button.action or form.action)
        if not target.startswith(self._site):
            raise Astray(f"the form leads away, to {target}")
        return self._load(target, urlencode(sent).encode())

    def expect(self, *texts: str, status: int = 200) -> None:
        if self.page.status != status:
            raise Astray(f"status {status} expected, not {self.page.status}")
        for text in texts:
            if text not in self.page.text:
                raise Astray(f"“{text}” is not on the page")

    def expect_none_of(self, *texts: str) -> None:
        for text in texts:
            if text in self.page.text:
                raise Astray(f"“{text}” is on the page and must not be")

    def expect_link(self, path: str) -> None:
        if path not in (urlsplit(link).path for link in self.page.links):
            raise Astray(f"no link to {path}")

    def _load(self, url: str, body: bytes | None) -> Page:
        request = urllib.request.Request(url, data=body)
        if body is not None:
            request.add_header("Origin", self._site.rstrip("/"))
        try:
            with self._opener.open(request, timeout=ANSWER_S) as response:
                self.page = read_page(response.url, response.status, response.read().decode())
        except urllib.error.HTTPError as error:
            self.page = read_page(error.url, error.code, error.read().decode())
        except (OSError, HTTPException) as error:
            raise Astray(f"{url} does not answer: {error}") from error
        return self.page


def read_page(url: str, status: int, html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(url, status, " ".join("".join(reader.words).split()), reader.forms, reader.links)


class _Reader(HTMLParser):
    """Collects what is seen, and the forms with their controls, wherever on the page they are."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._unseen = 0
        self._area: tuple[Form, str] | None = None
        self._select: tuple[Form, str] | None = None
        # Controls that come before the form they name.
        self._early: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "form":
            self._begin_form(facts)
        elif tag == "a" and "href" in facts:
            self.links.append(facts["href"])
        elif tag == "option" and self._select is not None:
            form, name = self._select
            if "selected" in facts or name not in form.fields:
                form.fields[name] = facts.get("value", "")
        elif tag in CONTROLS:
            self._control(tag, facts)
        self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen -= 1
        elif tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            form, name = self._area
            form.fields[name] += data
        elif not self._unseen:
            self.words.append(data)

    def _begin_form(self, facts: dict[str, str]) -> None:
        self._open = Form(facts.get("method", "get").lower(), facts.get("action", ""))
        self.forms.append(self._open)
        if "id" in facts:
            self._named[facts["id"]] = self._open
            for owner, tag, early in self._early:
                if owner == facts["id"]:
                    self._control(tag, early)

    def _control(self, tag: str, facts: dict[str, str]) -> None:
        owner = facts.get("form")
        form = self._named.get(owner) if owner else self._open
        if form is None:
            if owner:
                self._early.append((owner, tag, facts))
            return
        name, kind = facts.get("name", ""), facts.get("type", "")
        if tag == "button":
            if kind in ("", "submit"):
                button = Button(name, facts.get("value", ""), facts.get("formaction", ""))
                form.buttons.append(button)
        elif tag == "textarea":
            form.fields[name] = ""
            self._area = (form, name)
        elif tag == "select":
            self._select = (form, name)
        elif kind not in ("checkbox", "radio") or "checked" in facts:
            form.fields[name] = facts.get("value", "")
