"""A place says whether what surely belongs to a section may go there straight."""

import pytest

from lianhu.cases.routing.models import StraightConsent
from lianhu.steward.models import Change
from tests.steward.visits import StewardTests

pytestmark = pytest.mark.page

PAGE = "/steward/places/village/straight/"


class StraightConsentTests(StewardTests):
    def sent(self, may: str = "yes", least: int = 90, who: str = "he") -> dict[str, object]:
        seen = self.get(PAGE, who).context["form"]["seen"].value()
        return {"may": may, "least": least, "seen": seen}

    def test_its_own_clerk_agrees_and_is_told_what_comes_of_it(self) -> None:
        sent = self.sent()
        lines = self.effect(PAGE, "he", **sent)

        self.assertIn("由承办单位点一下才转过去，不会自动转。", lines)
        self.assertFalse(StraightConsent.objects.exists())
        self.assertRedirects(self.confirm(PAGE, "he", **sent), PAGE, fetch_redirect_response=False)
        row = StraightConsent.objects.get()
        self.assertEqual((row.node.code, row.agreed, row.least), ("village", True, 90))
        [change] = Change.objects.all()
        self.assertEqual((change.verb, change.by.username), ("place.straight", "he"))
        self.assertEqual(change.after["may"], "yes")

    def test_no_and_as_above_need_no_yes(self) -> None:
        self.send(PAGE, "he", **self.sent("no"))
        self.assertFalse(StraightConsent.objects.get().agreed)

        self.send(PAGE, "he", **self.sent("above"))
        self.assertFalse(StraightConsent.objects.exists())
        self.assertEqual(self.verbs(), ["place.straight"] * 2)

    def test_what_holds_is_said_be_it_the_place_above_that_says_so(self) -> None:
        self.assertContains(self.get(PAGE, "he"), "目前不直达")
        city = self.desks["city"].node
        StraightConsent.objects.create(node=city, agreed=True, least=85)

        self.assertContains(self.get(PAGE, "he"), "把握85%以上可直达")

    def test_sent_again_it_notes_nothing(self) -> None:
        self.send(PAGE, "he", **self.sent("no"))
        self.send(PAGE, "he", **self.sent("no"))

        self.assertEqual(self.verbs(), ["place.straight"])

    def test_two_at_once_do_not_overwrite_each_other(self) -> None:
        sent = self.sent("no")
        self.send(PAGE, "cen", **self.sent("no", least=80, who="cen"))

        response = self.send(PAGE, "he", **sent)

        self.assertEqual(response.status_code, 409)
        self.assertEqual(StraightConsent.objects.get().least, 80)

    def test_how_sure_has_bounds(self) -> None:
        for least in (0, 59, 100):
            with self.subTest(least=least):
                self.errors(self.send(PAGE, "he", **self.sent(least=least)))
        self.assertFalse(StraightConsent.objects.exists())

    def test_who_may(self) -> None:
        # Its clerk, who supervises it, the administrator; a desk above, beside or below may not.
        for who, status in {
            "he": 200,
            "qin": 200,
            "cen": 200,
            "ma": 404,
            "luo": 404,
            "bo": 404,
            "shen": 403,
            "gu": 403,
            "wu": 403,
        }.items():
            with self.subTest(who=who):
                self.assertEqual(self.get(PAGE, who).status_code, status)
                sent = {"may": "no", "least": 90, "seen": "{}"}
                if status != 200:
                    self.assertEqual(self.send(PAGE, who, **sent).status_code, status)
        self.assertFalse(StraightConsent.objects.exists())

    def test_a_beat_has_no_word_of_its_own(self) -> None:
        self.assertEqual(self.get("/steward/places/beat/straight/", "cen").status_code, 404)

    def test_the_list_of_changes_says_it_in_words(self) -> None:
        self.send(PAGE, "he", **self.sent("no"))

        page = self.get("/steward/changes/").content.decode()

        self.assertIn("直达科室的规定", page)
        self.assertIn("照上一级的规定", page)
