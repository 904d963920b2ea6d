"""Walks through the lists of an endpoint or the files of a folder, page by page; a broken page never ends the walk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from mitmachstadt.modules.council.importers.oparl import steps
from mitmachstadt.modules.council.importers.oparl.addresses import (
    key_of,
    origin_of,
    page_after,
    with_parameters,
)
from mitmachstadt.modules.council.importers.oparl.lists import (
    MOST_FILE,
    Listing,
    base_of,
    facts_of,
    files_of,
    lists_of,
)
from mitmachstadt.modules.council.importers.oparl.reading import Record, Remark, page, parse, type_of
from mitmachstadt.modules.council.importers.oparl.tables import Context
from mitmachstadt.modules.council.models import ListPage
from mitmachstadt.spine.fetching import Answer, Fetcher, Unreached

MOST_PAGES = 20_000
MOST_MISSES = 3


def read_system(context: Context, fetcher: Fetcher) -> Iterator[None]:
    """The first step: what the system says of itself, its bodies, and where their lists are.

    Raises:
        Unreached: when no body can be found at all; without one nothing can be read.
    """
    url = context.source.url
    remarks: list[Remark] = []
    answer = fetcher.get(url)
    found = _json(answer, remarks)
    things = [found]
    if isinstance(found, dict) and type_of(found) == "System":
        context.source.system = facts_of(found)
        context.source.name = (context.source.system.get("name") or url)[:200]
        context.source.save(update_fields=["system", "name"])
        given = found.get("body")
        things = given if isinstance(given, list) else list(_bodies(str(given or ""), url, fetcher, remarks))
    elif isinstance(found, list) or (isinstance(found, dict) and "data" in found):
        things = list(page(found, url, remarks).objects)
    bodies = [
        _json(fetcher.get(key_of(one, url)), remarks) if isinstance(one, str) else one for one in things
    ]
    bodies = [one for one in bodies if isinstance(one, dict) and type_of(one) in {"Body", ""}]
    chosen = ours(bodies)
    if not chosen:
        raise Unreached("failed", "no body")
    if url.startswith("http:"):
        remarks.append(Remark("http", "", url))
    lists = [listing for body in chosen for listing in lists_of(body, url, remarks)]
    cursor = {
        **context.run.cursor, "phase": "system", "day": answer.day, "origins": [origin_of(key_of(url, url))],
        "lists": [[one.kind, one.url, one.body] for one in lists],
    }  # fmt: skip
    steps.write(context, steps.read(chosen, url, "Body", remarks), remarks, cursor, urls=[url])
    yield None


def ours(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bodies to be read: that of the town when its key is among them, else all."""
    wanted = str(settings.TOWN.get("ags", ""))
    own = [body for body in bodies if wanted and str(body.get("ags") or "").strip().zfill(8) == wanted]
    return own or bodies


def _bodies(url: str, base: str, fetcher: Fetcher, remarks: list[Remark]) -> Iterator[Any]:
    seen: set[str] = set()
    here = key_of(url, base) if url else ""
    while here and here not in seen:
        seen.add(here)
        listed = page(_json(fetcher.get(here), remarks), here, remarks)
        yield from listed.objects
        here = key_of(listed.next, here) if listed.next else ""


def _json(answer: Answer, remarks: list[Remark]) -> Any:
    try:
        return parse(answer.data, answer.url, answer.content_type, remarks)
    except ValueError:
        raise Unreached("not_json", answer.url) from None


@dataclass
class Page:
    """One page as it came: `error` instead of an answer when it could not be had."""

    url: str
    answer: Answer | None = None
    error: Unreached | None = None
    known: ListPage | None = None


class Walk:
    """The walk through all lists of a run; its place stands in the run's cursor."""

    def __init__(self, context: Context, fetcher: Fetcher, pool: ThreadPoolExecutor) -> None:
        self.context, self.fetcher, self.pool = context, fetcher, pool
        self.lists = [Listing(*one) for one in context.run.cursor.get("lists", [])]
        self.ahead: tuple[str, Future[Page]] | None = None

    def first(self, listing: Listing) -> str:
        """The first page of a list; of an update with the moment since when changes are wanted."""
        since = self.context.run.since
        return (
            with_parameters(listing.url, modified_since=since.isoformat(timespec="seconds"))
            if since
            else listing.url
        )

    def ask(self, url: str) -> None:
        """Has a page fetched while the one before it is written."""
        known = None
        if self.context.run.full:
            known = ListPage.objects.filter(
                source=self.context.source, url=url, reading=steps.READING
            ).first()
        self.ahead = (url, self.pool.submit(self._load, url, known))

    def load(self, url: str) -> Page:
        """The page, fetched ahead or now."""
        if self.ahead is None or self.ahead[0] != url:
            self.ask(url)
        assert self.ahead is not None
        found = self.ahead[1].result()
        self.ahead = None
        return found

    def _load(self, url: str, known: ListPage | None) -> Page:
        try:
            answer = self.fetcher.get(
                url, etag=known.etag if known else "", last_modified=known.last_modified if known else ""
            )
        except Unreached as error:
            return Page(url, error=error)
        return Page(url, answer=answer, known=known)

    def step(self) -> None:
        """Reads and writes one page."""
        cursor = dict(self.context.run.cursor)
        listing = self.lists[cursor.get("at", 0)]
        self.context.municipality = steps.municipality_of(listing.body)
        url = cursor.get("next") or self.first(listing)
        remarks: list[Remark] = []
        found = self.load(url)
        if found.answer is not None and not found.answer.fresh and found.known is not None:
            self.unchanged(cursor, listing, found.known)
            return
        try:
            if found.error is not None or found.answer is None:
                raise found.error or Unreached("failed", url)
            listed = page(_json(found.answer, remarks), url, remarks)
        except Unreached as error:
            self.broken(cursor, listing, url, error, remarks)
            return
        records = steps.read(listed.objects, url, listing.kind, remarks)
        following = self.next_page(cursor, url, listed.next, remarks)
        if following:
            self.ask(following)
        run = self.context.run
        if not cursor.get("next") and listed.total is not None:
            run.total += listed.total
        run.done += len(listed.objects)
        self.check_filter(listing, records, remarks)
        stored = ListPage(
            source=self.context.source, run=run, url=url, etag=found.answer.etag, reading=steps.READING,
            last_modified=found.answer.last_modified, next=following, held=[f"{one.kind} {one.url}" for one in records],
        )  # fmt: skip
        self.move(cursor, url, following)
        steps.write(self.context, records, remarks, cursor, page=stored if run.full else None, urls=[url])

    def unchanged(self, cursor: dict[str, Any], listing: Listing, known: ListPage) -> None:
        """A page that is as it was: nothing on it is read again."""
        known.run = self.context.run
        objects = sum(entry.startswith(f"{listing.kind} ") for entry in known.held)
        self.context.run.done += objects
        self.move(cursor, known.url, known.next)
        if known.next:
            self.ask(known.next)
        known.save(update_fields=["run"])
        steps.keep_place(self.context.run, cursor, {"unchanged": objects})

    def broken(
        self, cursor: dict[str, Any], listing: Listing, url: str, error: Unreached, remarks: list[Remark]
    ) -> None:
        """A page that can not be had: the walk goes on behind it where that can be guessed."""
        before, misses = cursor.get("before", ""), cursor.get("misses", 0) + 1
        if self.context.run.since and not cursor.get("next") and error.kind != "forbidden":
            # Some systems fail at the filter alone; then the whole list is read.
            remarks.append(Remark("filter", "", listing.url, "", error.message))
            cursor["next"] = listing.url
        else:
            remarks.append(Remark(error.kind, "", url, "", error.message))
            self.context.run.broken = True
            guess = page_after(before, url) if before and misses <= MOST_MISSES else None
            self.move(cursor, url, guess or "")
            if guess:
                cursor["misses"] = misses
        steps.write(self.context, [], remarks, cursor, urls=[url])

    def next_page(self, cursor: dict[str, Any], url: str, given: str, remarks: list[Remark]) -> str:
        """Where the list goes on; "" at its end, and where it would run in a circle."""
        if not given:
            return ""
        try:
            following = key_of(given, url)
        except ValueError:
            remarks.append(Remark("url", "", url, "links.next", given[:200]))
            self.context.run.broken = True
            return ""
        seen = following == url or following in cursor.get("seen", [])
        if self.context.run.full and not seen:
            seen = ListPage.objects.filter(
                source=self.context.source, run=self.context.run, url=following
            ).exists()
        if seen or cursor.get("pages", 0) > MOST_PAGES:
            remarks.append(Remark("loop", "", url, "links.next", following[:200]))
            self.context.run.broken = True
            return ""
        return following

    def check_filter(self, listing: Listing, records: list[Record], remarks: list[Remark]) -> None:
        since = self.context.run.since
        if since and any(not r.embedded and r.modified is not None and r.modified < since for r in records):
            remarks.append(Remark("filter", "", listing.url))

    def move(self, cursor: dict[str, Any], url: str, following: str) -> None:
        """Sets the cursor to the next page, or to the next list."""
        cursor.pop("misses", None)
        if following:
            seen = [] if self.context.run.full else [*cursor.get("seen", []), url]
            cursor.update(next=following, before=url, pages=cursor.get("pages", 0) + 1, seen=seen)
        else:
            for name in ("next", "before", "pages", "seen"):
                cursor.pop(name, None)
            cursor["at"] = cursor.get("at", 0) + 1
            self.context.run.total = max(self.context.run.total, self.context.run.done)


def read_lists(context: Context, fetcher: Fetcher) -> Iterator[None]:
    """Every page of every list, one a step."""
    with ThreadPoolExecutor(1) as pool:
        walk = Walk(context, fetcher, pool)
        while context.run.cursor.get("at", 0) < len(walk.lists):
            walk.step()
            yield None


def read_folder(context: Context, folder: Path) -> Iterator[None]:
    """Every file of a folder, one a step; a file that is as it was is not read again unless everything shall be."""
    files = files_of(folder)
    context.run.total = len(files)
    for place in range(context.run.cursor.get("at", 0), len(files)):
        _read_file(context, folder, files[place], {**context.run.cursor, "at": place + 1})
        yield None


def _read_file(context: Context, folder: Path, path: Path, cursor: dict[str, Any]) -> None:
    name = str(path.relative_to(folder))
    remarks: list[Remark] = []
    context.run.done = cursor["at"]
    try:
        if path.stat().st_size > MOST_FILE:
            raise Unreached("too_large", name)
        data = path.read_bytes()
        mark = hashlib.sha256(data).hexdigest()
        known = ListPage.objects.filter(
            source=context.source, url=name, etag=mark, reading=steps.READING
        ).first()
        if known is not None and not context.run.full:
            steps.keep_place(context.run, cursor, {"unchanged": len(known.held)})
            return
        found = parse(data, name, "", remarks)
    except (OSError, ValueError, Unreached) as error:
        kind = error.kind if isinstance(error, Unreached) else "not_json"
        context.run.broken = True
        steps.write(context, [], [Remark(kind, "", name, "", str(error)[:200])], cursor, urls=[name])
        return
    things = page(found, name, remarks).objects
    systems = [one for one in things if isinstance(one, dict) and type_of(one) == "System"]
    if systems:
        context.source.system = facts_of(systems[0])
        context.source.save(update_fields=["system"])
    base = base_of(things, "https://folder.invalid/")
    records = steps.read([one for one in things if one not in systems], base, "", remarks)
    origins = {*cursor.get("origins", []), *(origin_of(one.url) for one in records)}
    stored = ListPage(
        source=context.source, run=context.run, url=name, etag=mark, reading=steps.READING,
        held=[f"{one.kind} {one.url}" for one in records],
    )  # fmt: skip
    steps.write(context, records, remarks, {**cursor, "origins": sorted(origins)}, page=stored, urls=[name])
