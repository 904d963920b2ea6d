"""What a list is asked for, read strictly: an empty parameter is none, a wrong one is an error and not an empty list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.georeport.answers import Wrong
from mitmachstadt.spine import asked
from mitmachstadt.spine.asked import moment

#: The specification's limits: days between start and end (an hour more, for clocks are put back), and reports at once.
SPAN = timedelta(days=90)
CLOCK_CHANGE = timedelta(hours=1)
MOST = 1000
#: The usual size of a page that names none.
PAGE_SIZE = 100
MOST_PAGES = 1_000_000
STATUS = ("open", "closed")

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
PLACE = re.compile(r"(\d{1,17})-(\d{1,18})")

Box = tuple[float, float, float, float]
#: Where a report stands in the list: when it came in, and the key of its case.
Place = tuple[datetime, int]


@dataclass(frozen=True)
class Question:
    """One list. `ids` override everything else. `page` and `after` go from the oldest on, all else from the newest.

    `after` and `before` are places in the list and mean nothing to anybody else. `size` is how many at once.
    `counted` says that the asker wants to know how many there are in all.
    """

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    status: tuple[str, ...] = ()
    updated_after: datetime | None = None
    box: Box | None = None
    page: int = 0
    size: int = MOST
    after: Place | None = None
    before: Place | None = None
    counted: bool = False
    extensions: bool = False

    @property
    def oldest_first(self) -> bool:
        """New reports then come at the end and move none from page to page."""
        return bool(self.page) or self.after is not None

    def following(self, last: Place, written: QueryDict) -> str:
        """The parameters of the page behind the report that stands at `last`; the days stay those of this page."""
        places = ("page", "after", "before", "start_date", "end_date", "page_size")
        pairs = [(name, one) for name, all_ in written.lists() for one in all_ if one and name not in places]
        days = (("start_date", self.start), ("end_date", self.end))
        pairs += [(name, day.isoformat()) for name, day in days if day]
        pairs += [("page_size", str(self.size)), ("after" if self.oldest_first else "before", place_of(last))]
        return urlencode(pairs)


def place_of(place: Place) -> str:
    """A place as it stands in an address."""
    return f"{(place[0] - EPOCH) // timedelta(microseconds=1)}-{place[1]}"


def check_jurisdiction(query: QueryDict) -> None:
    """There is one town here; whoever names another one asks in the wrong place.

    Raises:
        Wrong: 404, as the specification says.
    """
    given = query.get("jurisdiction_id", "").strip().casefold()
    if given and given not in jurisdictions():
        raise Wrong(404, _("jurisdiction_id: only %(known)s is known here.") % {"known": jurisdictions()[0]})


def jurisdictions() -> list[str]:
    """The names of the one town: the domain of its homepage, and its municipality key."""
    town = settings.TOWN
    domain = str(town["homepage"]).split("://")[-1].split("/")[0].removeprefix("www.").casefold()
    return [domain, str(town.get("ags", ""))] if town.get("ags") else [domain]


def read_list(query: QueryDict, now: datetime) -> Question:
    """The question of a list.

    Raises:
        Wrong: 400 with a sentence for each parameter that can not be read.
    """
    reader = _Reader(query)
    extensions = reader.flag("extensions")
    ids = reader.several("service_request_id")
    if ids:
        reader.finish()
        return Question(ids=tuple(one.upper() for one in ids[:MOST]), extensions=extensions)
    page, size = reader.number("page", 1, MOST_PAGES), reader.number("page_size", 1, MOST)
    after, before = reader.place("after"), reader.place("before")
    updated = reader.moment("updated_after")
    start, end = reader.days(now, always=updated is None)
    status = reader.several("status")
    if not set(status) <= set(STATUS):
        reader.wrong.append(_("status: open, closed or both."))
    box = reader.box()
    if len([one for one in (page, after, before) if one is not None]) > 1:
        reader.wrong.append(_("page, after, before: only one of them at a time."))
    reader.finish()
    paged = page is not None or after is not None
    return Question(
        codes=reader.several("service_code"), start=start, end=end, status=status, updated_after=updated, box=box,
        page=page or 0, size=size or (PAGE_SIZE if paged else MOST), after=after, before=before,
        counted=paged or before is not None or size is not None, extensions=extensions,
    )  # fmt: skip


class _Reader:
    """Reads one parameter after the other and remembers what is wrong."""

    def __init__(self, query: QueryDict) -> None:
        self.query, self.wrong = query, list[str]()

    def finish(self) -> None:
        if self.wrong:
            raise Wrong(400, *self.wrong)

    def text(self, name: str) -> str:
        return self.query.get(name, "").replace("\x00", "").strip()

    def several(self, name: str) -> tuple[str, ...]:
        parts = ",".join(self.query.getlist(name)).replace("\x00", "").split(",")
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def flag(self, name: str) -> bool:
        text = self.text(name).casefold()
        if text not in ("", "true", "false"):
            self.wrong.append(_("%(name)s: true or false.") % {"name": name})
        return text == "true"

    def number(self, name: str, least: int, most: int) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most:
            return int(text)
        self.wrong.append(
            _("%(name)s: a whole number from %(least)d to %(most)d.")
            % {"name": name, "least": least, "most": most}
        )
        return None

    def place(self, name: str) -> Place | None:
        text = self.text(name)
        found = PLACE.fullmatch(text) if text.isascii() else None
        if text and not found:
            self.wrong.append(
                _("%(name)s: stands in the links of a list and is nothing to write.") % {"name": name}
            )
        return (EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        found = moment(text) if text else None
        if text and found is None:
            self.wrong.append(
                _("%(name)s: a date with a time and a zone, for example 2026-01-31T00:00:00+01:00.")
                % {"name": name}
            )
        return found

    def days(self, now: datetime, *, always: bool) -> tuple[datetime | None, datetime | None]:
        """Start and end: those asked for, 90 days from the one that is, or the last 90 where there shall be any."""
        broken = len(self.wrong)
        start, end = self.moment("start_date"), self.moment("end_date")
        if len(self.wrong) > broken:
            return None, None
        if start and end:
            if end < start:
                self.wrong.append(_("end_date lies before start_date."))
            elif end - start > SPAN + CLOCK_CHANGE:
                self.wrong.append(_("Between start_date and end_date lie at most 90 days."))
            return start, end
        if start:
            return start, start + SPAN
        if end:
            return end - SPAN, end
        # to the second, so that the address of the next page says the same
        return (
            (now - SPAN).astimezone(timezone.get_current_timezone()).replace(microsecond=0)
            if always
            else None
        ), None

    def box(self) -> Box | None:
        text = self.text("bbox")
        if not text:
            return None
        found = asked.box(text)
        if found is None:
            self.wrong.append(_("bbox: west,south,east,north in degrees."))
        return found
