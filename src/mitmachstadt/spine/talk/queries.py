"""A talk as its readers get it: the outline kept by its version, and the comments of one page by their ids."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.rules import ROLES, remember_roles
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.prepared import Prepared, together
from mitmachstadt.spine.talk.models import Comment, HelpfulMark, Muted, Quiet, Talk
from mitmachstadt.spine.talk.rules import Stance

ORDERS = ("hilfreich", "neu", "alt")
PER_PAGE, REPLIES, PER_THREAD = 20, 3, 50
MOST_KEPT = 64
SECONDS = 60

TALK = Prepared(lambda about: Talk.objects.filter(about_id=about))
OUTLINE = Prepared(
    lambda about: (
        Comment.objects.filter(about_id=about)
        .order_by("pk")
        .values_list("pk", "parent_id", "case__public", "case__hidden", "stance", "pinned", "ranked")
    )
)
COLUMNS = (
    *(
        "pk",
        "case__number",
        "case__state",
        "name",
        "organisation",
        "pinned",
        "stance",
        "text",
        "helpful",
        "at",
    ),
    *("edited_at", "author_id", "revision", "case__sample"),
)
BY_ID = Prepared(lambda *ids: Comment.objects.filter(pk__in=ids).order_by().values_list(*COLUMNS))
MARKED = Prepared(
    lambda user, *ids: HelpfulMark.objects.filter(user_id=user, comment_id__in=ids).values_list(
        "comment_id", flat=True
    )
)
MUTED = Prepared(lambda user: Muted.objects.filter(user_id=user).values_list("author_id", flat=True))
LAST_NAME = Prepared(
    lambda user: Comment.objects.filter(author_id=user).order_by("-at").values_list("name", flat=True)[:1]
)
QUIET = Prepared(lambda user, about: Quiet.objects.filter(user_id=user, about_id=about).values_list("pk")[:1])


class Row(NamedTuple):
    """One comment as a page shows it; `state` is that of its case. Equal rows are equal on the page."""

    pk: int
    number: str
    state: str
    name: str
    organisation: str
    pinned: bool
    stance: str
    text: str
    helpful: int
    at: datetime
    edited_at: datetime | None
    author: int | None
    revision: int
    sample: bool

    @property
    def shown(self) -> bool:
        """False for what was hidden or deleted while answers to it stay."""
        return self.state == "shown"


@dataclass
class Thread:
    """A comment and the answers to it, by id, the oldest first; `stance` "" when the comment itself is gone."""

    pk: int
    stance: str
    pinned: bool
    ranked: float
    replies: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Outline:
    """All threads that have anything to read, the oldest first."""

    threads: tuple[Thread, ...]

    def ordered(self, order: str, stance: str = "", until: int = 0) -> list[Thread]:
        """Pinned ones, then the rest: "hilfreich" by `rules.rank`, equal ones by age; "neu"; "alt".

        `until` is the newest id that the first page knew; what came later does not push the pages of "neu".
        """
        chosen = [one for one in self.threads if not stance or one.stance == stance]
        if order == "neu":
            chosen = [one for one in reversed(chosen) if not until or one.pk <= until]
        elif order == "hilfreich":
            chosen.sort(key=lambda one: (-one.ranked, one.pk))
        return [one for one in chosen if one.pinned] + [one for one in chosen if not one.pinned]

    @property
    def newest(self) -> int:
        """Id of the newest thread."""
        return self.threads[-1].pk if self.threads else 0


_outlines: OrderedDict[int, tuple[Any, Outline]] = OrderedDict()
_rows: OrderedDict[tuple[int, ...], tuple[Any, float, dict[int, Row]]] = OrderedDict()


def talk_about(about: int) -> Talk | None:
    """The numbers of a talk; None before the first comment."""
    return next(iter(TALK(about)), None)


def outline(talk: Talk) -> Outline:
    """The threads of a talk, from memory while its version stands."""
    known, mark = _outlines.get(talk.about_id), (talk.pk, talk.version, talk.posted_at)
    if known and known[0] == mark:
        return known[1]
    threads: dict[int, Thread] = {}
    for pk, parent, public, hidden, stance, pinned, ranked in OUTLINE(talk.about_id):
        shown = public and not hidden
        if parent is None:
            threads[pk] = Thread(pk, stance if shown else "", pinned and shown, ranked if shown else 0.0)
        elif shown and parent in threads:
            threads[parent].replies.append(pk)
    made = Outline(tuple(one for one in threads.values() if one.stance or one.replies))
    _outlines[talk.about_id] = (mark, made)
    _outlines.move_to_end(talk.about_id)
    while len(_outlines) > MOST_KEPT:
        _outlines.popitem(last=False)
    return made


def rows(talk: Talk, ids: Sequence[int]) -> dict[int, Row]:
    """Comments of a talk by id, from memory while its version stands, and for a minute."""
    key, mark = (talk.about_id, *ids), (talk.pk, talk.version, talk.posted_at)
    known, now = _rows.get(key), time.monotonic()
    if known and known[0] == mark and now - known[1] < SECONDS:
        return known[2]
    made = {row[0]: Row(*row) for row in BY_ID(*ids)} if ids else {}
    _rows[key] = (mark, now, made)
    _rows.move_to_end(key)
    while len(_rows) > MOST_KEPT:
        _rows.popitem(last=False)
    return made


@dataclass(frozen=True)
class Mine:
    """What a reader of a talk keeps: marks among the shown comments, muted people, whether mails are off; `name` is the
    one under which the reader wrote last, where it was asked for."""

    user: int = 0
    marked: frozenset[int] = frozenset()
    muted: frozenset[int] = frozenset()
    quiet: bool = False
    name: str = ""


def mine(user: User | None, about: int, ids: Sequence[int], *, writes: bool = False) -> Mine:
    """Nothing for guests. Whoever `writes` is asked for name and roles along with it."""
    if user is None:
        return Mine()
    asked: list[tuple[Any, ...]] = [(MUTED, user.pk), (QUIET, user.pk, about)]
    if writes:
        asked += [(LAST_NAME, user.pk), (ROLES, user.pk)]
    if ids:
        asked.append((MARKED, user.pk, *ids))
    muted, quiet, *more = together(*asked)
    marked = frozenset(more.pop()) if ids else frozenset()
    if not writes:
        return Mine(user.pk, marked, frozenset(muted), bool(quiet))
    remember_roles(user, more[1])
    name = str(next(iter(more[0]), "") or user.display_name)
    return Mine(user.pk, marked, frozenset(muted), bool(quiet), name)


def public_comment(number: str) -> Comment | None:
    """The comment of that number that everybody reads."""
    found: Comment | None = (
        Comment.objects.public()
        .select_related("case__unit", "about__unit", "parent__case", "author")
        .filter(case__number=number)
        .first()
    )
    return found


def numbers(talk: Talk | None) -> dict[str, int]:
    """How many comments of each stance are shown."""
    return {one: int(getattr(talk, f"shown_{one}", 0)) for one in Stance.values}


def wordings(comment: Comment) -> list[tuple[str, datetime]]:
    """The words from the first to the present ones, each with the moment since which it holds."""
    since, found = comment.at, []
    for one in comment.wordings.all():
        found.append((one.text, since))
        since = one.until
    return [*found, (comment.text, since)]


def about_of(number: str) -> Case | None:
    """The public case that is talked about."""
    found: Case | None = Case.objects.public().select_related("unit").filter(number=number).first()
    return found


@cache
def _start() -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse("talk:comment", args=["KO-2000-001"]).removesuffix("KO-2000-001/")


def path_of(number: str) -> str:
    """The German address of a comment, which never moves."""
    return f"{_start()}{number}/"
