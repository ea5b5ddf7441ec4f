"""A voice note that comes with words, or instead of them: sent once, prepared, heard by those who
may see the words.
"""

import re

import pytest
from django.test import Client

from lianhu.cases import rules, services
from lianhu.cases.models import Attachment, Case, Event, Words
from lianhu.cases.verify import verify
from lianhu.files import jobs
from lianhu.files.models import Blob
from lianhu.files.rules import Kind
from lianhu.files.services import receive
from lianhu.kernel import clock
from tests import recordings
from tests.cases.photos.asked import kept_tokens
from tests.cases.voice.spoken import SECONDS_23, send, spoken_tokens
from tests.cast import QUESTION, City, act, ask, at, sign_in
from tests.pages import text_of
from tests.photos import HTML, jpeg
from tests.photos import upload as photo
from tests.recordings import OPUS, upload

pytestmark = [pytest.mark.django_db, pytest.mark.page]

# A visit that is told


def test_a_visit_may_be_told_aloud(city: City) -> None:
    case = ask(city.wu, at(14), case_class=rules.CaseClass.MATTER)
    need = rules.PublishNeed(city.shen.pk, city.desks["beat"].pk, "要人买菜", agreed=True)
    act(case, need, at(14, 1))
    act(case, rules.TakeUp(city.people["yan"].pk, city.desks["beat3"].pk), at(14, 2))
    with clock.fixed(at(14, 33)):
        yan = sign_in(city.people["yan"])
        page = yan.get(f"/needs/{case.number}/")
        assert 'name="voice"' in page.text and "语音最长60秒" in text_of(page)
        assert 'name="photos"' not in page.text

        nothing = yan.post(f"/needs/{case.number}/visited/", {"words": "", "key": "n"})
        assert nothing.status_code == 422
        wrong = yan.post(
            f"/needs/{case.number}/visited/", {"words": "", "key": "w", "voice": upload(HTML)}
        )
        assert wrong.status_code == 422 and wrong.context["attached"].voice_errors
        sent = {"words": "", "key": "k", "voice": upload(SECONDS_23)}
        assert yan.post(f"/needs/{case.number}/visited/", sent).status_code == 302
        assert jobs.prepare_one()

        event = Event.objects.get(kind="need_visited")
        assert event.data == {"voice": 1}
        blob = Blob.objects.get(kept=True)
        page = sign_in(city.people["wu"]).get(f"/my/{case.number}/")
        assert (
            page.text.count(f"/files/{blob.token}/") >= 2
        )  # where it is confirmed, and on the way
        assert sign_in(city.people["wu"]).get(f"/files/{blob.token}/").status_code == 200
        assert sign_in(city.people["zheng"]).get(f"/files/{blob.token}/").status_code == 404
    assert verify().findings == []


# Sending


def test_the_limits_are_said_before(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))

    for url in ("/ask/", f"/my/{case.number}/"):
        page = wu.get(url)
        assert "语音最长60秒（不超过2MB）" in text_of(page)
        assert 'accept="audio/*" capture' in page.content.decode()


def test_a_voice_note_alone_is_a_question(city: City, wu: Client) -> None:
    assert send(wu).status_code == 302

    case, event = Case.objects.get(), Event.objects.get(seq=1)
    assert event.data["voice"] == 1
    assert "photos" not in event.data
    assert event.words is not None and event.words.body == ""
    blob = Attachment.objects.get(words=event.words).blob
    assert (blob.kind, blob.seconds, blob.kept) == (Kind.VOICE, 23, True)
    assert verify().findings == []
    assert '<h1 class="lh-h1">语音留言</h1>' in wu.get(f"/my/{case.number}/").content.decode()


def test_it_comes_beside_words_and_photos(city: City, wu: Client) -> None:
    photos = [photo(jpeg()) for _ in range(9)]

    assert send(wu, words=QUESTION, photos=photos).status_code == 302

    event = Event.objects.get(seq=1)
    assert (event.data["photos"], event.data["voice"]) == (9, 1)
    kinds = [row.blob.kind for row in Attachment.objects.order_by("position")]
    assert kinds == [Kind.PHOTO] * 9 + [Kind.VOICE]


def test_nothing_said_and_nothing_written_is_no_question(city: City, wu: Client) -> None:
    assert send(wu, None).status_code == 422
    assert send(wu, None, photos=[photo(jpeg())]).status_code == 422
    with pytest.raises(rules.WordsNeeded):
        services.ask(services.Question(city.wu, city.nodes["beat"], ""), key="k", now=at(9))
    assert not Case.objects.exists()


def test_sending_twice_attaches_once(city: City, wu: Client) -> None:
    send(wu)
    assert send(wu).status_code == 302

    assert Attachment.objects.count() == 1


def test_another_recording_under_a_used_key_is_asked_back_and_not_lost(
    city: City, wu: Client
) -> None:
    send(wu)

    response = send(wu, recordings.webm(OPUS * 5))

    assert "这是另一件事的话" in text_of(response)
    [token] = spoken_tokens(response.content.decode())
    key = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    assert key is not None
    assert send(wu, None, key=key[1], spoken=token).status_code == 302
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("voice", "said"),
    [
        (HTML, "这段录音打不开"),
        (recordings.webm(OPUS * 63), "录音超过60秒了"),
        (recordings.webm() + bytes(2 * 1024 * 1024), "录音超过2MB了"),
    ],
)
def test_what_is_refused_is_said_and_the_rest_stays(
    city: City, wu: Client, voice: bytes, said: str
) -> None:
    response = send(wu, voice, words=QUESTION, photos=[photo(jpeg())])

    assert response.status_code == 422
    assert said in text_of(response)
    assert QUESTION in response.content.decode()
    assert len(kept_tokens(response.content.decode())) == 1
    assert not Case.objects.exists()


def test_without_words_a_bad_recording_is_all_that_is_wrong(city: City, wu: Client) -> None:
    page = send(wu, HTML).content.decode()

    assert "voice-error" in page and "ask-error" not in page


def test_it_waits_while_something_else_is_wrong(city: City, wu: Client) -> None:
    refused = send(wu, photos=[photo(HTML)])
    [token] = spoken_tokens(refused.content.decode())
    assert "您的语音（0:23）已收到" in text_of(refused)

    assert send(wu, None, spoken=token).status_code == 302
    assert Attachment.objects.get().blob.token == token


def test_a_new_recording_replaces_the_one_that_waits(city: City, wu: Client) -> None:
    [token] = spoken_tokens(send(wu, photos=[photo(HTML)]).content.decode())

    send(wu, recordings.webm(OPUS * 5), spoken=token)

    assert Attachment.objects.get().blob.seconds == 5


def test_one_that_was_swept_away_is_asked_for_again(city: City, wu: Client) -> None:
    [token] = spoken_tokens(send(wu, photos=[photo(HTML)]).content.decode())
    Blob.objects.all().delete()

    response = send(wu, None, spoken=token)

    assert response.status_code == 422
    assert "有的照片或录音已经不在了" in text_of(response)


def test_a_photo_is_no_voice_note_and_the_other_way_round(city: City, wu: Client) -> None:
    picture, voice = receive(photo(jpeg())), receive(upload(SECONDS_23), Kind.VOICE)

    assert send(wu, None, spoken=picture.token).status_code == 422
    assert send(wu, None, words=QUESTION, photo=[voice.token]).status_code == 422
    assert not Case.objects.exists()


def test_nobody_takes_the_recording_of_another_case(city: City, wu: Client) -> None:
    send(wu)
    with clock.fixed(at(14, 40)):
        stolen = send(
            sign_in(city.people["ren"]), None, words=QUESTION, spoken=Blob.objects.get().token
        )

    assert stolen.status_code == 422
    assert Case.objects.count() == 1
    assert spoken_tokens(stolen.content.decode()) == []


def test_a_word_more_may_be_said(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    url = f"/my/{case.number}/note/"

    assert wu.post(url, {"seq": 1, "words": "", "voice": upload(SECONDS_23)}).status_code == 302

    noted = Event.objects.get(kind=rules.Kind.NOTED)
    assert noted.data == {"voice": 1}
    assert Words.objects.get(event=noted).body == ""


def test_a_conflict_loses_no_recording(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    seq = case.seq
    act(case, rules.Take(city.shen.pk, city.desks["beat"].pk), at(14, 5))
    url = f"/my/{case.number}/note/"

    conflict = wu.post(url, {"seq": seq, "words": "", "voice": upload(SECONDS_23)})
    [token] = spoken_tokens(conflict.content.decode())

    assert conflict.status_code == 409
    assert wu.post(url, {"seq": seq + 1, "words": "", "spoken": token}).status_code == 302


def test_not_solved_may_be_said(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    act(case, rules.Answer(city.shen.pk, city.desks["beat"].pk, "好了"), at(14, 5))

    sent = {"seq": case.seq + 2, "words": "", "voice": upload(SECONDS_23)}
    assert wu.post(f"/my/{case.number}/reopen/", sent).status_code == 302

    assert Attachment.objects.get().words.event.kind == rules.Kind.REOPENED


def test_a_reply_may_be_said(city: City, wu: Client) -> None:
    case = ask(city.wu, at(14))
    act(case, rules.AskResident(city.shen.pk, city.desks["beat"].pk, "哪一天?"), at(14, 5))
    form = wu.get(f"/my/{case.number}/").content.decode()
    reply = f"/my/{case.number}/reply/"

    assert f'formaction="{reply}"' in form
    assert 'name="voice"' in form
    sent = {"seq": Case.objects.get().seq, "words": "", "voice": upload(SECONDS_23)}
    assert wu.post(reply, sent).status_code == 302

    assert Attachment.objects.get().words.event.kind == rules.Kind.RESIDENT_REPLIED
    assert verify().findings == []
