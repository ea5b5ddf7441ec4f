"""The people of the staff: finding, adding, changing, deactivating."""

import re

from django.test import Client

from lianhu.accounts.models import User
from lianhu.grid.models import Duty, Leave
from lianhu.steward.models import Change
from lianhu.steward.views import people
from tests.cast import at, sign_in
from tests.steward.visits import NOW, StewardTests

NEW = {"username": "lin", "name": "林晚照", "password": "shown"}


class FindingTests(StewardTests):
    def names(self, query: str = "") -> list[str]:
        rows = self.get(f"/steward/people/{query}").context["rows"]
        return [person.username for person, _posts in rows]

    def test_the_staff_by_user_name_and_no_resident(self) -> None:
        found = self.names()

        self.assertEqual(found, sorted(found))
        self.assertIn("shen", found)
        self.assertFalse({"wu", "zheng", "daughter", "ren"} & set(found))

    def test_by_the_beginning_of_the_user_name_anywhere(self) -> None:
        self.assertEqual(self.names("?q=sh"), ["shen"])
        self.assertEqual(self.names("?q=en"), [])
        self.assertEqual(self.names("?q=wu"), [], "a resident")

    def test_by_name_within_a_place(self) -> None:
        self.assertEqual(self.names("?in=town&q=小满"), ["shen"])
        self.assertEqual(self.names("?in=town&q=xiaoman"), ["shen"])
        self.assertEqual(self.names("?in=town&q=知微"), [], "Luo serves at the city's office")
        self.assertEqual(self.names("?in=village2"), ["bo", "yan"])

    def test_page_by_page(self) -> None:
        everybody, query = self.names(), ""
        seen: list[str] = []
        page, people.PAGE = people.PAGE, 4
        self.addCleanup(setattr, people, "PAGE", page)
        for _n in range(10):
            seen += self.names(query)
            after = self.get(f"/steward/people/{query}").context["next_at"]
            if not after:
                break
            query = f"?after={after}"

        self.assertEqual(seen, everybody)

    def test_nobody_found(self) -> None:
        self.assertContains(self.get("/steward/people/?q=xyz"), "没有找到")


class AddingTests(StewardTests):
    def test_a_password_is_shown_once_and_works(self) -> None:
        response = self.send("/steward/people/add/", **NEW, phone="13912345678")

        found = re.search(r'lh-secret">([^<]+)<', response.content.decode())
        assert found is not None
        self.assertTrue(Client().login(username="lin", password=found[1]))
        self.assertIn("no-store", response["Cache-Control"])
        self.assertEqual(self.verbs(), ["person.added"])
        kept = str(Change.objects.values().get())
        self.assertNotIn(found[1], kept)
        self.assertNotIn("林晚照", kept)

    def test_without_a_password_nobody_signs_in(self) -> None:
        response = self.send("/steward/people/add/", **{**NEW, "password": "none"})

        self.assertEqual(response.status_code, 302)
        self.assertFalse(User.objects.get(username="lin").has_usable_password())

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self) -> None:
        wrong = self.send("/steward/people/add/", **{**NEW, "username": "shen", "phone": "12"})

        self.assertEqual(self.errors(wrong).keys(), {"username", "phone"})
        self.assertContains(wrong, "林晚照", status_code=422)
        spaces = self.send("/steward/people/add/", **{**NEW, "username": "lin wan"})
        self.assertEqual(self.errors(spaces).keys(), {"username"})
        self.assertEqual(
            self.errors(self.send("/steward/people/add/")).keys(), {"username", "name", "password"}
        )


class ChangingTests(StewardTests):
    def url(self, who: str, act: str = "") -> str:
        return f"/steward/people/{self.people[who].pk}/{act}"

    def test_a_name_and_a_number(self) -> None:
        self.send(self.url("shen"), name="沈小曼", phone="139 1234 5678")

        shen = User.objects.get(username="shen")
        self.assertEqual((shen.name, shen.phone), ("沈小曼", "+8613912345678"))
        self.assertEqual(self.verbs(), ["person.changed"])
        self.assertNotIn("沈", str(Change.objects.values().get()))

    def test_another_administrator_after_a_yes_and_oneself_never(self) -> None:
        data = {"name": "罗知微", "is_administrator": "on"}
        effect = self.effect(self.url("luo"), **data)
        self.confirm(self.url("luo"), **data)

        self.assertEqual(effect, ["罗知微从现在起可以改动全市的设置。"])
        self.assertEqual(self.get("/steward/", "luo").status_code, 200)
        self.assertEqual(
            self.errors(self.send(self.url("cen"), name="岑望舒")).keys(), {"is_administrator"}
        )

    def test_deactivating_says_what_ends_and_where_nobody_is_left(self) -> None:
        away = Leave.objects.create(
            duty=Duty.objects.get(person=self.city.shen),
            starts_at=at(14),
            ends_at=at(17),
            stand_in=self.people["yan"],
        )
        client = sign_in(self.people["yan"])

        effect = self.effect(self.url("yan", "off/"))
        self.confirm(self.url("yan", "off/"))

        self.assertEqual(
            effect,
            [
                "严冬青不能再登录。",
                "结束1个席位的1个岗位。",
                "1个请假将没有代班。",
                "这些席位将没有人：河西村第1联户网格。",
            ],
        )
        self.assertEqual(self.posts("beat3"), [])
        away.refresh_from_db()
        self.assertIsNone(away.stand_in)
        self.assertEqual(self.changed(), {"beat", "beat3"})
        self.assertEqual(client.get("/inbox/").status_code, 302, "signed out")
        self.assertEqual(self.verbs(), ["person.deactivated"])

    def test_deactivated_people_come_back_without_their_duties(self) -> None:
        self.confirm(self.url("yan", "off/"))
        self.send(self.url("yan", "on/"))

        self.assertTrue(User.objects.get(username="yan").is_active)
        self.assertEqual(self.posts("beat3"), [])

    def test_nobody_deactivates_oneself(self) -> None:
        self.send(self.url("cen", "off/"))

        self.assertTrue(User.objects.get(username="cen").is_active)

    def test_a_new_password_is_shown_once_and_ends_what_was_signed_in(self) -> None:
        self.people["shen"].set_password("before")
        self.people["shen"].save()
        client = Client()
        client.force_login(User.objects.get(username="shen"))

        response = self.confirm(self.url("shen", "password/"))

        found = re.search(r'lh-secret">([^<]+)<', response.content.decode())
        assert found is not None
        self.assertTrue(Client().login(username="shen", password=found[1]))
        self.assertFalse(Client().login(username="shen", password="before"))
        self.assertEqual(client.get("/inbox/").status_code, 302)

    def test_residents_are_not_looked_up_here(self) -> None:
        self.assertEqual(self.get(self.url("wu")).status_code, 404)
        self.assertEqual(self.send(self.url("wu", "off/")).status_code, 404)

    def test_posts_and_absences_of_a_person(self) -> None:
        Leave.objects.create(
            duty=Duty.objects.get(person=self.people["yan"]), starts_at=NOW, ends_at=at(17)
        )

        page = self.get(self.url("yan"))

        self.assertContains(page, "河西村第1联户网格")
        self.assertContains(page, "没有代班")
