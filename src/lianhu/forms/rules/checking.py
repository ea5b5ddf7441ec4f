"""Everything that is wrong with a form before it is sent, beside what it is about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lianhu.forms.rules import burden
from lianhu.forms.rules.fields import Field, Form, Kind, faults
from lianhu.forms.rules.holdings import held
from lianhu.forms.rules.metrics import forbidden
from lianhu.forms.rules.things import HELD, Fault, Thing

# The key of what a form says about itself.
PURPOSE = "purpose"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what`: a Thing is refused, a Fault can be mended, HELD is known already; by `holding`."""

    what: str
    holding: str = ""

    @property
    def refuses(self) -> bool:
        return isinstance(self.what, Thing)


@dataclass(frozen=True, slots=True)
class Check:
    """`findings` by the keys of fields and targets, and PURPOSE; nothing speaks against those that
    have none. `minutes`: those that the rest of the form takes, as reckoned here.
    """

    findings: Mapping[str, tuple[Finding, ...]]
    minutes: int

    @property
    def passes(self) -> bool:
        return not any(self.findings.values())


def check(
    form: Form,
    today: date,
    known: Mapping[str, Iterable[str]],
    simplified: Callable[[str], str] = str,
) -> Check:
    """`known`: what the platform holds, as `holdings.held` takes it."""
    findings = {field.key: _of_field(field, today, known, simplified) for field in form.fields}
    left = [field.kind for field in form.fields if not _is_gone(findings[field.key])]
    findings[PURPOSE] = tuple(Finding(thing) for thing in forbidden(simplified(form.purpose)))
    for key, target in form.targets:
        things = forbidden(simplified(target), counted=True)
        findings[key] = tuple(Finding(thing) for thing in things)
    return Check(findings, burden.minutes(left))


def _is_gone(findings: Iterable[Finding]) -> bool:
    return any(not isinstance(finding.what, Fault) for finding in findings)


def _of_field(
    field: Field,
    today: date,
    known: Mapping[str, Iterable[str]],
    simplified: Callable[[str], str],
) -> tuple[Finding, ...]:
    label, purpose = simplified(field.label), simplified(field.purpose)
    things = dict.fromkeys([*_counted(label, field), *forbidden(purpose)])
    if things:
        return tuple(Finding(thing) for thing in things)
    if holding := held(label, known):
        return (Finding(HELD, holding),)
    return tuple(Finding(fault) for fault in faults(field, label, today))


def _counted(label: str, field: Field) -> Iterable[Thing]:
    if field.kind is not Kind.NUMBER:
        return forbidden(label)
    # As one would say it: 活动, in 场, is 活动场数.
    return forbidden(label, counted=True) or forbidden(f"{label}{field.unit}数", counted=True)
