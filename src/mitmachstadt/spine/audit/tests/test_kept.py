"""Pages of guests come from memory, and never older than the last change that anybody may see."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from mitmachstadt.spine.audit import kept
from mitmachstadt.spine.audit.models import LogEntry

pytestmark = pytest.mark.django_db


class Clock:
    """A monotonic clock that tests turn by hand."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(kept, "time", clock)
    return clock


class Page:
    """A view that counts how often it was made."""

    def __init__(self, status: int = 200, cookie: str = "") -> None:
        self.made, self.status, self.cookie = 0, status, cookie
        self.view = kept.keep_for_guests(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        response = HttpResponse(f"made {self.made}", status=self.status, headers={"X-Sort": "own"})
        if self.cookie:
            response.set_cookie("name", self.cookie)
        return response

    def get(self, path: str = "/x/", **cookies: str) -> HttpResponse:
        request = RequestFactory().get(path)
        request.user = AnonymousUser()
        request.COOKIES.update(cookies)
        return self.view(request)


def change(**values: object) -> None:
    LogEntry.objects.create(action="edit", object_kind="project", object_id="1", **values)


def settled(page: Page, clock: Clock) -> None:
    """Asks once, lets the log stand still, asks again: from now on the page is kept."""
    page.get()
    clock.now += kept.SETTLED + 1
    page.get()


def test_kept_until_something_changes(clock: Clock) -> None:
    change()
    page = Page()
    settled(page, clock)
    assert page.made == 2
    again = page.get()
    assert (page.made, again.content, again["X-Sort"]) == (2, b"made 2", "own")
    change()
    assert page.get().content == b"made 3"


def test_not_kept_while_somebody_may_still_be_writing(clock: Clock) -> None:
    page = Page()
    for _ in range(3):
        change()
        page.get()
        clock.now += kept.SETTLED - 1
    assert page.made == 3
    assert page.get().content == b"made 4"


def test_a_minute_at_most(clock: Clock) -> None:
    page = Page()
    settled(page, clock)
    clock.now += kept.SECONDS + 1
    assert page.get().content == b"made 3"


def test_what_follows_from_few_tables_outlives_other_changes(clock: Clock) -> None:
    made = []

    def ask(mark: int) -> int:
        change()
        return kept.kept_while(("x",), (mark,), lambda: made.append(mark) or len(made))

    assert [ask(1), ask(1)] == [1, 2], "somebody may still be writing"
    clock.now += kept.SETTLED
    assert [ask(1), ask(1), ask(1)] == [3, 3, 3]
    assert [ask(2), ask(2)] == [4, 5]
    clock.now += kept.SETTLED
    assert [ask(2), ask(2)] == [6, 6]
    clock.now += kept.SECONDS + 1
    assert ask(2) == 7


def test_address_and_display_have_their_own_page(clock: Clock) -> None:
    page = Page()
    settled(page, clock)
    assert page.get("/x/?seite=2").content == b"made 3"
    assert page.get(darstellung="theme=dark").content == b"made 4"
    assert page.get(darstellung="nonsense=1").content == b"made 2"


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_people_with_a_session_or_a_message_get_their_own(clock: Clock, cookie: str, settings) -> None:
    name = settings.SESSION_COOKIE_NAME if cookie == "sessionid" else cookie
    page = Page()
    settled(page, clock)
    assert page.get(**{name: "abc"}).content == b"made 3"
    assert page.get().content == b"made 2"


@pytest.mark.parametrize(("status", "cookie"), [(404, ""), (302, ""), (200, "set")])
def test_errors_redirects_and_cookies_are_never_kept(clock: Clock, status: int, cookie: str) -> None:
    page = Page(status, cookie)
    settled(page, clock)
    page.get()
    assert page.made == 3


def test_memory_is_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    page = Page()
    settled(page, clock)
    for n in range(10):
        page.get(f"/x/?seite={n}")
    assert len(kept._memory) == 3


def test_examples_that_leave_are_gone_from_kept_pages_at_once(clock: Clock) -> None:
    change(sample=True)
    change()
    page = Page()
    settled(page, clock)
    call_command("remove_sample", verbosity=0)
    assert page.get().content == b"made 3"


def test_a_page_with_the_token_of_a_form_belongs_to_one_reader(clock: Clock) -> None:
    page = Page()
    page.view = kept.keep_for_guests(lambda request: HttpResponse(get_token(request)))
    settled(page, clock)
    assert page.get().content != page.get().content


def test_what_a_page_is_made_of_is_as_old_as_the_page_and_the_town_is_asked_once(
    clock, django_assert_num_queries
):
    def words() -> str:
        return f"made of {LogEntry.objects.count()}"

    def view(request: HttpRequest) -> HttpResponse:
        if request.GET:
            change()
        return HttpResponse(kept.kept(("words",), words))

    def get(path: str = "/y/") -> str:
        request = RequestFactory().get(path)
        request.user = AnonymousUser()
        return kept.keep_for_guests(view)(request).content.decode()

    get()
    clock.now += kept.SETTLED
    with django_assert_num_queries(2):  # the mark, once, and the words
        assert get() == "made of 0"
    clock.now += 1
    assert get("/y/?change=1") == "made of 0", "as old as the page that asked"
    assert get("/y/") == "made of 1", "and gone with it"
