"""The page that shows the API: under the strict policy, from this site alone."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, expect

from lianhu.kernel.api import problems


def test_nothing_of_it_comes_from_elsewhere_or_stands_within_it() -> None:
    response = Client().get("/api/v1/docs")
    page = response.content.decode()

    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"https?://|<style|style=|\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    for file in re.findall(r'(?:src|href)="/?static/([^"]+)"', page):
        assert finders.find(file), file


@pytest.mark.browser
def test_it_lists_what_can_be_called(page: Page) -> None:
    """The browser of the tests fails on what the policy refuses, and on requests to elsewhere."""
    page.goto("/api/v1/docs")
    expect(page.get_by_text("/api/v1/cases/{number}/take").first).to_be_visible()


def test_the_schema_says_of_every_call_what_may_go_wrong_and_how() -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    calls = [
        (path, method, call)
        for path, one in schema["paths"].items()
        for method, call in one.items()
    ]
    assert len(calls) > 40
    for path, method, call in calls:
        assert path.startswith("/api/v1/")
        wanted = {"200", "400", "401", "403", "404", "405", "422", "429", "503"}
        keys = [one["name"] for one in call["parameters"] if one["in"] == "header"]
        if path.endswith("/files/{file}"):
            wanted |= {"206", "304", "416"}
        if method == "post":
            wanted |= {"409", "413", "415"}
        assert call["responses"].keys() == wanted, path
        assert keys == (["Idempotency-Key"] if method == "post" else []), path
        assert call["security"] == [{"Bearer": []}], path
    for answer in schema["components"]["responses"].values():
        assert answer["content"].keys() == {problems.MEDIA_TYPE}
    ids = [call["operationId"] for _, _, call in calls]
    assert len(ids) == len(set(ids))
