"""A request from its writing to the table of its answers."""

from typing import Any

import pytest

from lianhu.inbox.broadcasts.models import Broadcast
from lianhu.kernel import clock
from lianhu.notices.models import Notice
from lianhu.notices.requests.models import Answer
from tests.cast import City, at, sign_in
from tests.notices import asked, small
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def get(city: City, who: str, path: str, hour: int = 9, minute: int = 0, status: int = 200) -> str:
    with clock.fixed(at(hour, minute)):
        response = sign_in(city.people[who]).get(path)
    assert response.status_code == status
    return text_of(response)


def post(
    city: City, who: str, path: str, data: dict[str, Any], hour: int = 9, minute: int = 0
) -> Any:
    with clock.fixed(at(hour, minute)):
        return sign_in(city.people[who]).post(path, data)


def test_from_writing_to_the_table(city: City) -> None:
    rows: tuple[dict[str, str], ...] = (
        {"label": "缺的沙袋", "unit": "个"},
        {"label": "户数"},
        {"label": "堆放点", "kind": "photo"},
    )
    response = post(city, "fang", "/requests/write/", asked.form(city, *rows))
    request = Notice.objects.get().pk
    assert response["Location"] == f"/requests/{request}/change/"
    page = get(city, "fang", f"/requests/{request}/change/")
    assert "这一项已经有了。" in page
    assert "要照片，请写理由。" in page
    assert "现在这样不能发" in get(city, "fang", f"/notices/{request}/")
    post(city, "fang", f"/notices/{request}/send/", {})
    assert not Broadcast.objects.exists()

    seen = small.newest(request).written_at.isoformat()
    data = asked.form(city, rows[0] | {"key": "q1"}, seen=seen, known=["households"])
    response = post(city, "fang", f"/requests/{request}/change/", data)
    assert response["Location"] == f"/notices/{request}/"
    page = get(city, "fang", f"/notices/{request}/")
    assert "缺的沙袋（个）" in page
    post(city, "fang", f"/notices/{request}/send/", {})

    inbox = get(city, "he", "/inbox/")
    assert asked.TITLE in inbox
    page = get(city, "he", f"/requests/to-me/{request}/")
    assert asked.PURPOSE in page
    assert "户数 2" in page
    version = small.newest(request).pk
    data = {"version": str(version), "seen": "", "q1": "40"}
    response = post(city, "he", f"/requests/to-me/{request}/", data, minute=5)
    assert response["Location"] == "/inbox/"
    assert asked.TITLE not in get(city, "he", "/inbox/", minute=6)
    assert Answer.objects.get().known == {"households": 2}

    page = get(city, "fang", f"/requests/{request}/answers/", minute=10)
    assert "石桥村 40 2" in page
    assert "贺春生" not in page
    assert "河西村" in page
    assert "1处还没答" in page
