"""What the book's fixed values are called on the pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lianhu.knowledge.rules.entry import Audience, Form

FORMS: Mapping[Form, Promise] = {
    Form.ORIGINAL: _("original, %(copies)s"),
    Form.COPY: _("copy, %(copies)s"),
    Form.BOTH: _("original and copy, %(copies)s"),
    Form.ELECTRONIC: _("on the phone, %(copies)s"),
    Form.FILLED: _("form to fill in, %(copies)s"),
}

AUDIENCES: Mapping[Audience, Promise] = {
    Audience.EVERYBODY: pgettext_lazy("for whom", "everybody"),
    Audience.ELDERLY: pgettext_lazy("for whom", "older people"),
    Audience.CHILDREN: pgettext_lazy("for whom", "children and pupils"),
    Audience.WOMEN: pgettext_lazy("for whom", "women"),
    Audience.DISABLED: pgettext_lazy("for whom", "people with disabilities"),
    Audience.VETERANS: pgettext_lazy("for whom", "veterans"),
    Audience.HARDSHIP: pgettext_lazy("for whom", "people in hardship"),
    Audience.RURAL: pgettext_lazy("for whom", "rural residents"),
    Audience.EMPLOYEES: pgettext_lazy("for whom", "employees"),
    Audience.UNEMPLOYED: pgettext_lazy("for whom", "the unemployed and the self-employed"),
    Audience.BUSINESSES: pgettext_lazy("for whom", "businesses"),
    Audience.MIGRANTS: pgettext_lazy("for whom", "people from elsewhere"),
}
