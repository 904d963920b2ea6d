"""The tables of a dump as rows, list by list; beside the rows only the keyed hashes of people are kept here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from mitmachstadt.modules.consul.actions.hashing import hash_of
from mitmachstadt.modules.consul.importers import attached, participation, records
from mitmachstadt.modules.consul.importers.cells import Texts, at_of, best, common, flag
from mitmachstadt.modules.consul.importers.dump import Cells, Tables
from mitmachstadt.modules.consul.importers.records import Row
from mitmachstadt.modules.consul.models import Author, Run

PIECE = 500
USERS = ("id", "username", "public_activity", "erased_at", "hidden_at")
#: Where a list is called otherwise than its table.
TABLES = {
    "investments": "budget_investments",
    "proposalNotifications": "proposal_notifications",
    "processes": "legislation_processes",
    "suggestions": "legislation_proposals",
}
#: On what single votes are counted, and milestones shown.
VOTABLE = ("Proposal", "Debate", "Legislation::Proposal", "Budget::Investment")
MILESTONEABLE = ("Proposal", "Budget::Investment", "Legislation::Process")
#: From which phase on the former platform showed which projects were put to the vote; the result only at the end.
PUT_TO_VOTE = frozenset({"publishing_prices", "balloting", "reviewing_ballots", "finished"})


class Reader:
    """Reads one set of tables; small tables that others need are kept in memory."""

    def __init__(self, found: Tables, hashes: bool) -> None:
        self.found, self.hashes, self.votes_twice, self.answers_twice = found, hashes, 0, 0
        self.nameless: set[int] = set()
        self.makers: dict[str, Callable[[], Iterator[Row]]] = {
            "proposals": self.proposals, "debates": self.debates, "budgets": self.budgets, "investments": self.investments,
            "comments": self.comments, "proposalNotifications": self.notifications, "milestones": self.milestones,
            "votes": self.votes, "polls": partial(participation.polls, self),
            "processes": partial(participation.processes, self),
            "suggestions": partial(participation.suggestions, self), **attached.makers(self),
        }  # fmt: skip

    def has(self, name: str) -> bool:
        """Whether the table behind a list is there."""
        return TABLES.get(name, name) in self.found.names()

    def people(self, run: Run) -> None:
        """Names of those who show their activity; the others are kept as numbers without a person."""
        columns = (*USERS, "email") if self.hashes else USERS
        for piece in _chunks(self.found.rows("users", columns)):
            named, hashed = [], {}
            for row in piece:
                number = records.whole(row["id"])
                if number is None:
                    continue
                # Where the tables do not say that somebody shows the activity, nobody is named.
                if not flag(row["public_activity"]) or row["erased_at"] or row["hidden_at"]:
                    self.nameless.add(number)
                    continue
                named.append((number, records.line(row["username"], 100)))
                if self.hashes and "@" in (row["email"] or ""):
                    hashed[number] = hash_of(row["email"] or "")
            with transaction.atomic():
                records.keep_authors(run, named)
                _keep_hashes(run, hashed)
                # Who hides now was perhaps read before.
                gone = Author.objects.filter(
                    source=run.source_id, old_id__in=self.nameless, claim__isnull=True
                )
                gone.update(name="", email_hash="")

    def author(self, row: Cells, column: str = "author_id") -> int | None:
        number = records.whole(row[column])
        return None if number in self.nameless else number

    def texts(self, table: str, key: str, columns: Sequence[str]) -> Callable[[Cells], Texts]:
        """The texts of one thing in all its languages; older versions keep them in the table itself."""
        kept: dict[str, Texts] = {}
        for row in self.found.rows(table, (key, "locale", *columns)):
            words = {name: row[name] or "" for name in columns}
            kept.setdefault(row[key] or "", {})[row["locale"] or "de"] = words
        return lambda row: (
            kept.get(row["id"] or "") or {"de": {name: row.get(name) or "" for name in columns}}
        )

    def tags(self, kind: str) -> dict[str, list[str]]:
        names = {row["id"]: row["name"] for row in self.found.rows("tags", ("id", "name"))}
        kept: dict[str, list[str]] = {}
        for row in self.found.rows("taggings", ("tag_id", "taggable_id", "taggable_type", "context")):
            # Words that the evaluators gave stay inside.
            if (
                row["taggable_type"] == kind
                and row["context"] != "valuation_tags"
                and names.get(row["tag_id"])
            ):
                kept.setdefault(row["taggable_id"] or "", []).append(names[row["tag_id"]] or "")
        return kept

    def places(self, column: str) -> dict[str, tuple[float, float]]:
        kept = {}
        for row in self.found.rows("map_locations", (column, "latitude", "longitude")):
            try:
                lat, lon = float(row["latitude"] or ""), float(row["longitude"] or "")
            except ValueError:
                continue
            if row[column] and -90 <= lat <= 90 and -180 <= lon <= 180:
                kept[row[column] or ""] = (lat, lon)
        return kept

    def geozones(self) -> dict[str | None, str]:
        return {row["id"]: row["name"] or "" for row in self.found.rows("geozones", ("id", "name"))}

    def proposals(self) -> Iterator[Row]:
        columns = ("title", "summary", "description", "retired_explanation")
        texts, tags = self.texts("proposal_translations", "proposal_id", columns), self.tags("Proposal")
        places, zones, progress = self.places("proposal_id"), self.geozones(), self.progress("Proposal")
        for row in self.found.rows("proposals", (
            "id", "author_id", "hidden_at", "cached_votes_up", "comments_count", "video_url", "retired_at", "retired_reason",
            "geozone_id", "created_at", "published_at", "draft", *columns,
        )):  # fmt: skip
            number = records.whole(row["id"])
            # Hidden ones were taken out of sight by the moderation, unpublished ones were never seen.
            if number is None or row["hidden_at"] or (row["published_at"] is None and self._publishes):
                continue
            said, more = best(texts(row))
            parts = [records.text(said["summary"]), records.text(said["description"])]
            lat, lon = places.get(row["id"] or "", (None, None))
            data = {
                **common(said, row), "title": records.line(said["title"]), "text": "\n\n".join(one for one in parts if one),
                "up": records.count(row["cached_votes_up"]), "down": None, "comments": records.count(row["comments_count"]),
                "video": records.web(row["video_url"]), "retired_at": at_of(row["retired_at"]),
                "retired_why": records.line(row["retired_reason"], 60),
                "retired_text": records.text(said["retired_explanation"], 4_000),
                "tags": records.tags_of(tags.get(row["id"] or "", ())), "geozone": zones.get(row["geozone_id"], ""),
                "lat": lat, "lon": lon, "locales": more, **progress.get(row["id"] or "", {}),
            }  # fmt: skip
            yield Row("proposal", number, data, self.author(row))

    def progress(self, kind: str) -> dict[str, dict[str, int]]:
        """How far something is, where that platform said so in per cent for the whole of it."""
        rows = self.found.rows(
            "progress_bars", ("progressable_type", "progressable_id", "kind", "percentage")
        )
        return {
            row["progressable_id"] or "": {"progress": found}
            for row in rows
            if row["progressable_type"] == kind
            and row["kind"] in (None, "0")
            and (found := records.count(row["percentage"])) is not None
        }

    @cached_property
    def _publishes(self) -> bool:
        """Whether this version knows drafts: then a proposal without a day of publication is one."""
        return any(
            row["published_at"] for row in islice(self.found.rows("proposals", ("published_at",)), 1_000)
        )

    def debates(self) -> Iterator[Row]:
        columns = ("title", "description")
        texts, tags = self.texts("debate_translations", "debate_id", columns), self.tags("Debate")
        for row in self.found.rows("debates", (
            "id", "author_id", "hidden_at", "cached_votes_up", "cached_votes_down", "comments_count", "created_at", *columns,
        )):  # fmt: skip
            number = records.whole(row["id"])
            if number is None or row["hidden_at"]:
                continue
            said, more = best(texts(row))
            data = {
                **common(said, row), "title": records.line(said["title"], 200), "text": records.text(said["description"]),
                "up": records.count(row["cached_votes_up"]), "down": records.count(row["cached_votes_down"]),
                "comments": records.count(row["comments_count"]), "tags": records.tags_of(tags.get(row["id"] or "", ())),
                "locales": more,
            }  # fmt: skip
            yield Row("debate", number, data, self.author(row))

    def budgets(self) -> Iterator[Row]:
        """Budgets that everybody saw, with the money of their headings."""
        texts, money = self.texts("budget_translations", "budget_id", ("name",)), self._money()
        for row in self.found.rows("budgets", ("id", "name", "phase", "published", "slug")):
            number = records.whole(row["id"])
            if number is not None and is_shown(row):
                said, _more = best(texts(row))
                data: dict[str, Any] = {
                    "title": records.line(said["name"]),
                    "phase": records.line(row["phase"], 60),
                }
                data |= {"slug": records.line(row["slug"], 200)} if row["slug"] else {}
                data |= {"headings": money[number]} if money.get(number) else {}
                yield Row("budget", number, data)

    def _headings(self) -> dict[str | None, tuple[str, str | None, int | None]]:
        """Name, group and money of each heading."""
        texts = self.texts("budget_heading_translations", "budget_heading_id", ("name",))
        return {
            row["id"]: (
                records.line(best(texts(row))[0]["name"], 100),
                row["group_id"],
                records.whole(row["price"]),
            )
            for row in self.found.rows("budget_headings", ("id", "name", "group_id", "price"))
        }

    def _money(self) -> dict[int | None, list[list[Any]]]:
        budgets = {
            row["id"]: row["budget_id"] for row in self.found.rows("budget_groups", ("id", "budget_id"))
        }
        found: dict[int | None, list[list[Any]]] = {}
        for name, group, price in self._headings().values():
            if price is not None:
                found.setdefault(records.whole(budgets.get(group)), []).append([name, price])
        return found

    def investments(self) -> Iterator[Row]:
        columns = ("title", "description")
        texts, tags = (
            self.texts("budget_investment_translations", "budget_investment_id", columns),
            self.tags("Budget::Investment"),
        )
        headings, places, progress = (
            self._headings(),
            self.places("investment_id"),
            self.progress("Budget::Investment"),
        )
        budgets = {row["id"]: row for row in self.found.rows("budgets", ("id", "phase", "published"))}
        lines = Counter(
            row["investment_id"] for row in self.found.rows("budget_ballot_lines", ("investment_id",))
        )
        for row in self.found.rows("budget_investments", (
            "id", "author_id", "hidden_at", "cached_votes_up", "physical_votes", "price", "feasibility",
            "unfeasibility_explanation", "selected", "winner", "heading_id", "budget_id", "ballot_lines_count", "location",
            "comments_count", "created_at", "valuation_finished", "incompatible", *columns,
        )):  # fmt: skip
            number, budget = records.whole(row["id"]), budgets.get(row["budget_id"])
            if number is None or row["hidden_at"] or (budget is not None and not is_shown(budget)):
                continue
            said, more = best(texts(row))
            phase = budget["phase"] if budget else ""
            # What the administration had written down and not published yet stays there.
            done, weighed = phase == "finished", flag(row["valuation_finished"]) is not False
            heading = headings.get(row["heading_id"], ("", None, None))[0]
            data = {
                **common(said, row), "title": records.line(said["title"], 200), "text": records.text(said["description"]),
                "up": records.count(row["cached_votes_up"]), "physical": records.count(row["physical_votes"]),
                "price": records.whole(row["price"]),
                "feasibility": records.line(row["feasibility"], 40) if weighed else "",
                "why_not": records.text(row["unfeasibility_explanation"], 4_000) if weighed else "",
                "selected": flag(row["selected"]) if phase in PUT_TO_VOTE else None,
                "winner": flag(row["winner"]) if done else None, "heading": heading, "budget": records.whole(row["budget_id"]),
                "ballots": records.count(row["ballot_lines_count"]) if done else None,
                "incompatible": bool(flag(row["incompatible"])) and done, "location": records.line(row["location"], 200),
                "comments": records.count(row["comments_count"]),
                "tags": records.tags_of(tags.get(row["id"] or "", ())), "locales": more, **progress.get(row["id"] or "", {}),
            }  # fmt: skip
            if done and lines:
                data["ballots_counted"] = lines[row["id"]]
            if point := places.get(row["id"] or ""):
                data |= {"lat": point[0], "lon": point[1]}
            yield Row("investment", number, data, self.author(row))

    def comments(self) -> Iterator[Row]:
        texts, place = self.texts("comment_translations", "comment_id", ("body",)), participation.places(self)
        for row in self.found.rows("comments", (
            "id", "user_id", "hidden_at", "valuation", "ancestry", "commentable_id", "commentable_type", "cached_votes_up",
            "cached_votes_down", "created_at", "body", "administrator_id", "moderator_id",
        )):  # fmt: skip
            number = records.whole(row["id"])
            # Words of evaluators were never public.
            if number is None or row["hidden_at"] or flag(row["valuation"]):
                continue
            said, more = best(texts(row))
            on, on_id, before = place(row)
            if not on:
                continue
            words, ancestry = records.text(said["body"], 20_000), (row["ancestry"] or "").strip("/")[:400]
            data = {
                **common(said, row), "text": f"{before}{words}" if words and not ancestry else words,
                "ancestry": ancestry, "on": on, "on_id": on_id,
                "up": records.count(row["cached_votes_up"]), "down": records.count(row["cached_votes_down"]), "locales": more,
            }  # fmt: skip
            if (
                official := "administrator"
                if row["administrator_id"]
                else "moderator"
                if row["moderator_id"]
                else ""
            ):
                # Said in the name of the house: that platform showed the office, not the person.
                data["official"] = official
            yield Row("comment", number, data, None if official else self.author(row, "user_id"))

    def notifications(self) -> Iterator[Row]:
        for row in self.found.rows(
            "proposal_notifications", ("id", "title", "body", "proposal_id", "created_at", "hidden_at")
        ):
            number = records.whole(row["id"])
            if number is not None and not row["hidden_at"]:
                said = {"body": row["body"] or ""}
                data = {
                    **common(said, row), "title": records.line(row["title"], 200), "text": records.text(row["body"], 8_000),
                    "on": "Proposal", "on_id": records.whole(row["proposal_id"]),
                }  # fmt: skip
                yield Row("notification", number, data)

    def milestones(self) -> Iterator[Row]:
        columns = ("title", "description")
        texts = self.texts("milestone_translations", "milestone_id", columns)
        states = {
            row["id"]: records.line(row["name"], 80)
            for row in self.found.rows("milestone_statuses", ("id", "name", "hidden_at"))
            if not row["hidden_at"]
        }
        for row in self.found.rows(
            "milestones",
            ("id", "milestoneable_id", "milestoneable_type", "publication_date", "status_id", *columns),
        ):
            number, at = records.whole(row["id"]), at_of(row["publication_date"])
            # A milestone of a day that is still to come was seen by nobody.
            if number is None or (at and datetime.fromisoformat(at) > timezone.now()):
                continue
            if row["milestoneable_type"] in MILESTONEABLE:
                said, _more = best(texts(row))
                state = states.get(row["status_id"], "")
                parts = [records.text(said["description"], 8_000), f"Stand: {state}" if state else ""]
                data = {
                    "title": records.line(said["title"], 200), "text": "\n\n".join(one for one in parts if one),
                    "html": records.has_html(said["description"]), "at": at, "hour": False,
                    "on": row["milestoneable_type"], "on_id": records.whole(row["milestoneable_id"]),
                }  # fmt: skip
                yield Row("milestone", number, data)

    def votes(self) -> Iterator[Row]:
        """One a person and thing: the database of CONSUL has no such rule, and its race doubles some. Nobody is kept."""
        seen: set[tuple[str | None, str | None, str | None]] = set()
        for row in self.found.rows("votes", ("id", "votable_id", "votable_type", "voter_id", "vote_flag")):
            number, who = records.whole(row["id"]), (row["voter_id"], row["votable_type"], row["votable_id"])
            if number is None or row["votable_type"] not in VOTABLE:
                continue
            if row["voter_id"] and who in seen:
                self.votes_twice += 1
                continue
            seen.add(who)
            data = {
                "on": row["votable_type"],
                "on_id": records.whole(row["votable_id"]),
                "up": flag(row["vote_flag"]),
            }
            yield Row("vote", number, data)


def is_shown(row: Cells) -> bool:
    """Whether everybody saw a budget: old versions prepared them in a phase of their own, newer ones with a switch."""
    return flag(row["published"]) is not False and row["phase"] != "drafting"


def _chunks(rows: Iterable[Cells]) -> Iterator[list[Cells]]:
    waiting = iter(rows)
    while piece := list(islice(waiting, PIECE)):
        yield piece


def _keep_hashes(run: Run, hashed: dict[int, str]) -> None:
    rows = list(Author.objects.filter(source=run.source_id, old_id__in=hashed, closed=False))
    for one in rows:
        one.email_hash = hashed[one.old_id]
    Author.objects.bulk_update(rows, ["email_hash"], batch_size=PIECE)
