"""What of a form becomes a draft."""

import pytest

from lianhu.accounts.rules import MOST_CHARACTERS, Keeps, TooLong, Values, values_of

KEEPS = Keeps("page", written=("words", "papers"), chosen=("department", "desks"))


@pytest.mark.parametrize(
    ("sent", "values"),
    [
        ({"words": ["可以报销"]}, {"words": "可以报销"}),
        ({"words": ["可以 "], "papers": [""]}, {"words": "可以 "}),
        (
            {"words": ["问一下"], "department": ["water"], "desks": ["a", "b"]},
            {"words": "问一下", "department": "water", "desks": ["a", "b"]},
        ),
        ({"words": [""], "papers": ["医保卡"]}, {"papers": "医保卡"}),
        # Choosing is not writing, and white space is nothing.
        ({"words": [""], "department": ["water"]}, None),
        ({"words": [" \n\t"]}, None),
        ({}, None),
    ],
)
def test_it_keeps_what_is_written_and_what_is_chosen_beside_it(
    sent: dict[str, list[str]], values: Values | None
) -> None:
    assert values_of(KEEPS, sent) == values


def test_it_keeps_nothing_that_the_form_does_not_name() -> None:
    sent = {"words": ["可以报销"], "csrfmiddlewaretoken": ["t"], "key": ["k"], "password": ["p"]}

    assert values_of(KEEPS, sent) == {"words": "可以报销"}


def test_all_fields_together_have_a_limit() -> None:
    half = "字" * (MOST_CHARACTERS // 2)
    assert values_of(KEEPS, {"words": [half], "papers": [half]}) == {"words": half, "papers": half}

    with pytest.raises(TooLong):
        values_of(KEEPS, {"words": [half], "papers": [half + "字"]})
