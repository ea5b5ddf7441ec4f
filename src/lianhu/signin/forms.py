"""What people type to sign in."""

from collections.abc import Sequence

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.utils.translation import gettext_lazy as _

from lianhu.grid.models import Desk
from lianhu.kernel.forms import CleanCharField, PhoneField
from lianhu.signin.rules import Scope

SHARED_LABEL = _("Others use this phone or computer too")
SHARED_HELP = _("Then nothing is saved before you send it, and no page stays behind here.")


def shared_field() -> forms.BooleanField:
    return forms.BooleanField(label=SHARED_LABEL, help_text=SHARED_HELP, required=False)


class SignInForm(AuthenticationForm):
    """Django's, which names the field by the column of the table."""

    username = UsernameField(label=_("User name"), widget=forms.TextInput({"autofocus": True}))
    shared = shared_field()
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("User name or password is not right. Mind capital letters.")
    }


class CodeField(CleanCharField):
    """A code of digits, or with `letters` of both."""

    def __init__(self, *, letters: bool = False, focus: bool = True, **options: object) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "text" if letters else "numeric"}
        attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        if focus:
            attrs["autofocus"] = "autofocus"
        super().__init__(max_length=40, widget=forms.TextInput(attrs), **options)  # type: ignore[arg-type]


class PhoneForm(forms.Form):
    phone = PhoneField(label=_("Your mobile number"))
    shared = shared_field()


class NumberForm(forms.Form):
    """With a card, of somebody whose number is not on record."""

    phone = PhoneField(
        label=_("Your mobile number"),
        help_text=_("The code goes there; later you sign in with it."),
    )


class CodeForm(forms.Form):
    code = CodeField(label=_("The code from the message"))


class SecondForm(forms.Form):
    code = CodeField(
        letters=True,
        label=_("The code that your app shows"),
        help_text=_("Without your phone: one of your recovery codes."),
    )


class ConfirmForm(forms.Form):
    # It stands below the square to scan, which must not scroll away.
    code = CodeField(focus=False, label=_("The code that your app shows now"))


class OwnPasswordForm(forms.Form):
    """The person's password once more, before something that others must not do."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Your password until now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("The new password"),
        help_text=_("8 characters or more; three or four words are easy to keep in mind."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The new password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class GiveCardForm(forms.Form):
    """`whom`: the key of a resident, or the household's contact."""

    CONTACT = "contact"

    whom = forms.ChoiceField(label=_("Who gets the card?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, people: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = people


class TokenForm(forms.Form):
    """What a program is given. `desk` is the code of one of `desks`."""

    label = CleanCharField(label=_("What is it for?"), max_length=60)
    desk = forms.ChoiceField(label=_("At which desk?"))
    scope = forms.ChoiceField(
        label=_("What may it do?"),
        choices=[
            (Scope.READ.value, _("read what the desk reads")),
            (Scope.ACT.value, _("read it, and do what the desk does")),
            (Scope.INTAKE.value, _("ask for others, and see no more than that")),
        ],
        initial=Scope.READ.value,
        widget=forms.RadioSelect,
    )
    days = forms.ChoiceField(
        label=_("How long?"),
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("a year"))],
        initial="90",
    )

    def __init__(self, *args: object, desks: Sequence[Desk], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        desk = self.fields["desk"]
        assert isinstance(desk, forms.ChoiceField)
        desk.choices = [(one.code, one.shown_name) for one in desks]
