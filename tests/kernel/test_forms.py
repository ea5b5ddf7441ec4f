"""Forms hand on clean text, and take what cannot be seen for nothing."""

import pytest
from django import forms
from django.utils.translation import override

from lianhu.kernel.forms import CleanCharField, CleanTextField


class Question(forms.Form):
    title = CleanCharField(max_length=5)
    body = CleanTextField(required=False)


def test_the_form_hands_on_clean_text() -> None:
    form = Question({"title": " 楼道\u200b灯\0 ", "body": "坏了\r\n\u202e三天\0"})

    assert form.is_valid()
    assert form.cleaned_data == {"title": "楼道灯", "body": "坏了\n三天"}


@pytest.mark.parametrize("title", ["", "  ", "\u200b\ufeff", "\u3164", "\0"])
def test_what_cannot_be_seen_is_nothing(title: str) -> None:
    form = Question({"title": title})

    with override("en"):
        assert form.errors == {"title": ["Please write something."]}
    with override("zh-hans"):
        assert Question({"title": title}).errors == {"title": ["请写几个字。"]}


def test_length_is_counted_after_cleaning() -> None:
    assert Question({"title": "\u200b\u200b 楼道灯坏了"}).is_valid()
    assert not Question({"title": "楼道灯坏了呀"}).is_valid()


def test_only_the_body_has_lines() -> None:
    form = Question({"title": "楼\n道"})

    assert isinstance(form.fields["body"].widget, forms.Textarea)
    assert isinstance(form.fields["title"].widget, forms.TextInput)
    assert form.is_valid()
    assert form.cleaned_data["title"] == "楼 道"
    assert form.cleaned_data["body"] == ""
