"""`lianhu token` prints what a program sends."""

import pytest

from lianhu.signin.models import Token
from lianhu.web import cli
from tests.cases.api.callers import Program
from tests.cast import make_city

pytestmark = pytest.mark.django_db


def test_it_prints_a_token_for_a_duty(capsys: pytest.CaptureFixture[str]) -> None:
    make_city()
    assert cli.main(["token", "shen", "--scope", "act", "--label", "bench"]) == 0
    told = Program(capsys.readouterr().out.strip()).get("me").json()
    assert (told["desk"]["code"], told["scope"], told["label"]) == ("beat", "act", "bench")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "nobody called nobody"),
        (["tong"], "Name one desk with --desk. tong serves at: beat, beat2."),
        (["shen", "--desk", "city"], "serves at: beat."),
        (["gu", "--scope", "intake"], "no token for that"),
    ],
)
def test_it_says_why_not(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_city()
    assert cli.main(["token", *arguments]) == 1
    assert said in capsys.readouterr().err
    assert not Token.objects.exists()
