"""What is looked for in vain is noted for those who write the book, without who looked for it."""

from unittest.mock import patch

import pytest
from django.test import Client

from lianhu.accounts.models import User
from lianhu.accounts.requests import Proof
from lianhu.grid.models import Household
from lianhu.kernel import clock
from lianhu.kernel.limits import Limit
from lianhu.kernel.models import Tally
from lianhu.knowledge.models import Item, NotFound
from lianhu.knowledge.views import finding
from tests.cast import at, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def find(words: str) -> None:
    with clock.fixed(at(10)):
        Client().get("/book/find/", {"q": words})


def test_a_search_in_vain_is_noted_without_who_it_was(item: Item) -> None:
    wu = sign_in(User.objects.get(username="wu"))
    with clock.fixed(at(10)):
        for client in (wu, Client()):
            client.get("/book/find/?q=养猫办证 13912345678")
            client.get("/book/find/?q=养猫", headers={"HX-Request": "true"})
            client.get("/book/find/?q=养猫&for=rural")
            client.get("/book/find/?q=异地住院")

    rows = NotFound.objects.values_list("text", "node__code", "count")
    assert sorted(rows, key=str) == [
        ("养猫办证 *******5678", "village", 1),
        ("养猫办证 *******5678", None, 1),
    ]


def test_of_a_residents_search_names_and_address_are_taken_out(item: Item) -> None:
    wu = User.objects.get(username="wu")
    home = Household.objects.get(residents__user=wu)
    with clock.fixed(at(10)):
        sign_in(wu).get("/book/find/", {"q": f"xyz {wu.name} {home.address}"})

    assert NotFound.objects.get().text == "xyz 某某 某处"


@pytest.mark.parametrize("who", ["shen", "he", "gu"])
def test_of_what_staff_look_for_nothing_is_kept(item: Item, who: str) -> None:
    """They look for what others have asked, by name perhaps; in a session without duties too."""
    client = sign_in(User.objects.get(username=who))
    with clock.fixed(at(10)):
        client.get("/book/find/?q=xyz 吴长青")
        session = client.session
        session["proof"] = Proof.CODE.value
        session.save()
        client.get("/book/find/?q=xyz 吴长青")

    assert not NotFound.objects.exists()


def test_whoever_makes_up_searches_leaves_so_many_rows_an_hour(item: Item) -> None:
    with clock.fixed(at(10)), patch.object(finding, "_IN_VAIN", Limit("searched in vain", 2)):
        for n in range(5):
            Client().get(f"/book/find/?q=xyz{n}")

    assert NotFound.objects.count() == 2
    assert Tally.objects.filter(what="searched alike").count() == 2


def test_the_same_page_once_more_is_not_another_search(item: Item) -> None:
    for _ in range(3):
        find("xyz")
    find("xyzz")

    assert sorted(NotFound.objects.values_list("text", "count")) == [("xyz", 1), ("xyzz", 1)]
