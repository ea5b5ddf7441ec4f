"""How policies are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianhu.notices.rules.policies import Code, Said

REFUSALS: Mapping[Code, Promise] = {
    Code.OVER: _("It is over: nothing is offered any more."),
    Code.NOBODY: _("None of these may qualify any more: please look again."),
    Code.PAST: _("That day has passed."),
    Code.TOO_LONG: _("A year at most; then it is looked at anew."),
}
SAID: Mapping[Said, Promise] = {
    Said.GOT: _("We have got it"),
    Said.NOT_OURS: _("It does not concern us"),
}
