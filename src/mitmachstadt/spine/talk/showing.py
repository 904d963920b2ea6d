"""What a page about something shows of its comments: the context of `talk/box.html` and of the pages of a talk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import number, word
from mitmachstadt.spine.audit.kept import kept
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.talk import queries
from mitmachstadt.spine.talk.forms import CommentForm
from mitmachstadt.spine.talk.permissions import speaks_for
from mitmachstadt.spine.talk.registry import subject_of
from mitmachstadt.spine.talk.rules import LOOKS, Stance, TalkRules, may_edit
from mitmachstadt.spine.talk.town import talk_rules

FIRST = 10


@dataclass(frozen=True)
class Look:
    """How one reader sees one comment; together with the row it is all that its piece of page depends on."""

    signed_in: bool = False
    own: bool = False
    editable: bool = False
    marked: bool = False
    muted: bool = False
    reply: bool = False
    open: bool = True


@lru_cache(maxsize=4096)
def piece(row: queries.Row, look: Look, language: str, today: date) -> SafeString:
    """The piece of page of one comment."""
    tone, sign = LOOKS[Stance(row.stance)]
    context = {"row": row, "look": look, "tone": tone, "sign": sign, "stance": Stance(row.stance).label}
    return mark_safe(render_to_string("talk/comment.html", context))  # noqa: S308


def look_of(row: queries.Row, mine: queries.Mine, *, reply: bool, is_open: bool, minutes: int) -> Look:
    """How this reader sees it."""
    own = mine.user != 0 and row.author == mine.user
    return Look(
        signed_in=mine.user != 0,
        own=own,
        editable=own and may_edit(row.at, timezone.now(), minutes),
        marked=row.pk in mine.marked,
        muted=not own and row.author in mine.muted,
        reply=reply,
        open=is_open,
    )


@dataclass(frozen=True)
class Shown:
    """A thread as the page prints it; `more` answers stand on its own page."""

    number: str
    head: SafeString
    replies: tuple[SafeString, ...]
    more: int


@lru_cache(maxsize=64)
def listed(shown: tuple[Shown, ...], language: str) -> SafeString:
    """The list of these threads; it follows from them alone."""
    return mark_safe(render_to_string("talk/listed.html", {"threads": shown}))  # noqa: S308


@lru_cache(maxsize=512)
def counts(numbers: tuple[tuple[str, int], ...], language: str) -> SafeString:
    """How many of each stance there are."""
    return mark_safe(render_to_string("talk/counts.html", {"counted": _counted(dict(numbers))}))  # noqa: S308


def threads(
    chosen: list[queries.Thread],
    context: dict[str, Any],
    user: User | None,
    *,
    minutes: int,
    most: int = queries.REPLIES,
    writes: bool = False,
) -> dict[str, Any]:
    """These threads with their first answers, and what the reader keeps of them; `writes` as in `queries.mine`."""
    ids = [pk for one in chosen for pk in (one.pk, *one.replies[:most])]
    found = queries.rows(context["talk"], ids) if ids else {}
    language, today, is_open = get_language() or "de", timezone.localdate(), context["is_open"]
    mine = queries.mine(user, context["about"].pk, ids, writes=writes)

    def show(pk: int, *, reply: bool) -> SafeString:
        look = look_of(found[pk], mine, reply=reply, is_open=is_open, minutes=minutes)
        return piece(found[pk], look, language, today)

    made = tuple(
        Shown(
            found[one.pk].number,
            show(one.pk, reply=False),
            tuple(show(pk, reply=True) for pk in one.replies[:most] if pk in found),
            max(0, len(one.replies) - most),
        )
        for one in chosen
        if one.pk in found
    )
    return {"threads": listed(made, language) if made else "", "mine": mine}


@lru_cache(maxsize=512)
def blank_fields(name: str, organisation: str, most: int, language: str) -> SafeString:
    """The fields of an untouched form; they follow from these values alone."""
    form = CommentForm(None, initial={"name": name}, most=most, organisation=organisation)
    return mark_safe(render_to_string("talk/fields.html", {"form": form, "looks": looks()}))  # noqa: S308


def blank(user: User, about: Case, most: int, name: str) -> dict[str, Any]:
    """What a template needs for an untouched form of somebody who wrote last as `name`."""
    fields = blank_fields(name, speaks_for(user, about), most, get_language() or "de")
    return {"blank_fields": fields, "form_token": traps.new_token(), "trap": traps.TRAP_FIELD}


def form_for(user: User, about: Case, data: Any) -> CommentForm:
    """The form of a comment as it was sent."""
    return CommentForm(data, most=talk_rules().most, organisation=speaks_for(user, about))


def form_context(form: CommentForm) -> dict[str, Any]:
    """What a template needs around the form."""
    old = form.data.get("form_token", "") if form.is_bound else ""
    token = old if traps.read_token(old) else traps.new_token()
    return {"form": form, "form_token": token, "trap": traps.TRAP_FIELD, "looks": looks()}


def looks() -> list[tuple[str, str, str, Any]]:
    """Key, colour, icon and word of each stance."""
    return [(one.value, *LOOKS[one], one.label) for one in Stance]


def _common(request: HttpRequest, about: Case) -> dict[str, Any]:
    subject = subject_of(about)
    talk = queries.talk_about(about.pk)
    return {
        "about": about,
        "talk": talk,
        "total": talk.shown if talk else 0,
        "is_open": bool(subject and subject.is_open(about)),
        "about_path": subject.path_of(about) if subject else "",
        "here": request.get_full_path(),
    }


def _counted(numbers: dict[str, int]) -> list[tuple[str, str, str, Any, int]]:
    return [(*look, numbers[look[0]]) for look in looks()]


def shown_rules() -> TalkRules:
    """The rules of today, as old as the page at most."""
    return kept(("talk-rules",), talk_rules, proven=True)


def box(request: HttpRequest, about: Case) -> dict[str, Any]:
    """The first threads under the page of something, and the form."""
    context, rules = _common(request, about), shown_rules()
    user = request.user if isinstance(request.user, User) else None
    writes = user is not None and context["is_open"]
    chosen = queries.outline(context["talk"]).ordered("hilfreich") if context["talk"] else []
    context |= threads(
        chosen[:FIRST], context, user, minutes=rules.edit_minutes, most=2, writes=writes
    )  # fmt: skip
    numbers = tuple(queries.numbers(context["talk"]).items())
    context |= {"more": max(0, len(chosen) - FIRST), "counts": counts(numbers, get_language() or "de")}
    if user and writes:
        context |= blank(user, about, rules.most, context["mine"].name)
    return context


@dataclass(frozen=True)
class Asked:
    """What an address of a talk asks for (`folge`, `haltung`, `bis`)."""

    order: str = "hilfreich"
    stance: str = ""
    until: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Nonsense asks for nothing."""
        order, stance = word(request.GET, "folge", 20), word(request.GET, "haltung", 20)
        return cls(
            order if order in queries.ORDERS else "hilfreich",
            stance if stance in Stance.values else "",
            number(request.GET.get("bis")),
        )

    def query(self, *, page: int = 0, **change: Any) -> str:
        """The query of an address with changes, without what is usual."""
        asked = replace(self, **change)
        values = {"folge": asked.order if asked.order != "hilfreich" else "", "haltung": asked.stance}
        if asked.order == "neu" and asked.until:
            values["bis"] = str(asked.until)
        if page:
            values["seite"] = str(page)
        return urlencode({key: value for key, value in values.items() if value})


def whole(request: HttpRequest, about: Case) -> dict[str, Any]:
    """A page of a whole talk."""
    context, asked, rules = _common(request, about), Asked.of(request), shown_rules()
    outline = queries.outline(context["talk"]) if context["talk"] else queries.Outline(())
    # The first page of the newest remembers how far it went, so that new ones do not push the others along.
    asked = replace(asked, until=asked.until or outline.newest)
    chosen = outline.ordered(asked.order, asked.stance, asked.until)
    page = Paginator(chosen, queries.PER_PAGE).get_page(request.GET.get("seite"))
    user = request.user if isinstance(request.user, User) else None
    context |= threads(list(page.object_list), context, user, minutes=rules.edit_minutes)
    return {
        **context, "page": page, "asked": asked,
        "before": asked.query(page=page.number - 1) if page.has_previous() else "",
        "after": asked.query(page=page.number + 1) if page.has_next() else "",
        "orders": [(key, asked.query(order=key, until=0), key == asked.order) for key in queries.ORDERS],
        "all_query": asked.query(stance="", until=0),
        "counted_links": [(*one, asked.query(stance=one[0], until=0)) for one in _counted(queries.numbers(context["talk"]))],
    }  # fmt: skip


def thread(request: HttpRequest, about: Case, head: int) -> dict[str, Any] | None:
    """One thread with all its answers, by pages; None when nothing of it is to be read."""
    context, rules = _common(request, about), shown_rules()
    found = queries.outline(context["talk"]).threads if context["talk"] else ()
    one = next((thread for thread in found if thread.pk == head), None)
    if one is None:
        return None
    page = Paginator(one.replies, queries.PER_THREAD).get_page(request.GET.get("seite"))
    part = replace(one, replies=list(page.object_list))
    user = request.user if isinstance(request.user, User) else None
    writes = user is not None and context["is_open"]
    context |= threads(
        [part], context, user, minutes=rules.edit_minutes, most=queries.PER_THREAD, writes=writes
    )  # fmt: skip
    context["page"] = page
    if user and writes:
        context |= blank(user, about, rules.most, context["mine"].name)
    return context
