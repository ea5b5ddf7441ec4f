"""An administrator at the pages that set the city up: opens a form, sends it, confirms."""

from datetime import datetime
from typing import Any

from django.forms import Select
from django.test import Client

from lianhu.accounts.models import User
from lianhu.kernel import clock
from tests.cast import at, sign_in

NOW = at(14, 40)


class Administrator:
    def __init__(self, name: str = "cen", now: datetime = NOW) -> None:
        self.user = User.objects.create_user(
            name, name="岑清和", name_en="Cen Qinghe", is_administrator=True
        )
        self.client: Client = sign_in(self.user)
        self.now = now

    def get(self, path: str) -> Any:
        with clock.fixed(self.now):
            return self.client.get(path)

    def post(self, path: str, data: dict[str, Any]) -> Any:
        with clock.fixed(self.now):
            return self.client.post(path, data)

    def form(self, path: str) -> dict[str, Any]:
        """What the form of a page would send if nothing were touched."""
        form = self.get(path).context["form"]
        found = {}
        for field in form:
            value = field.field.prepare_value(field.value())
            if value in (None, "") and isinstance(field.field.widget, Select):
                value = next(key for key, _ in field.field.choices)  # what browsers do
            if value is not None and value is not False:
                found[field.html_name] = value
        return found

    def send(self, path: str, **typed: Any) -> Any:
        """Fill the form in and press its button, once."""
        return self.post(path, self.form(path) | typed)

    def change(self, path: str, **typed: Any) -> list[str]:
        """Fill the form in, confirm; return the effect that was shown. Fails unless it worked."""
        data = self.form(path) | typed
        answer = self.post(path, data)
        effect: list[str] = []
        if answer.status_code == 200:
            effect = answer.context["effect"]
            answer = self.post(path, data | {"confirmed": answer.context["confirmed"]})
        assert answer.status_code == 302, errors(answer)
        return effect


def errors(answer: Any) -> Any:
    """What a form that came back says is wrong."""
    form = answer.context and answer.context.get("form")
    return form.errors if form is not None else answer
