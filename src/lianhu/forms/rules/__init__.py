"""What may be asked of people, pure: the metric linter, ask-once, minutes, what a field states."""

from lianhu.forms.rules.checking import PURPOSE, Check, Finding, check
from lianhu.forms.rules.fields import Evidence, Field, Form, Kind, Sensitivity, sensitivity
from lianhu.forms.rules.metrics import forbidden
from lianhu.forms.rules.things import HELD, RULES, Fault, Rule, Source, Thing

__all__ = [
    "HELD",
    "PURPOSE",
    "RULES",
    "Check",
    "Evidence",
    "Fault",
    "Field",
    "Finding",
    "Form",
    "Kind",
    "Rule",
    "Sensitivity",
    "Source",
    "Thing",
    "check",
    "forbidden",
    "sensitivity",
]
