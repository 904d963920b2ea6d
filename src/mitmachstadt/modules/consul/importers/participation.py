"""Polls with their results, and consultations on texts with drafts, questions and proposals, from the tables.

What the former platform kept to itself stays there: results before the end of a poll or without their publication,
drafts that nobody published, and answers to questions of a consultation, which only its administration saw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mitmachstadt.modules.consul.importers import records
from mitmachstadt.modules.consul.importers.cells import Texts, at_of, best, common, day_of, flag
from mitmachstadt.modules.consul.importers.dump import Cells
from mitmachstadt.modules.consul.importers.records import Row

if TYPE_CHECKING:
    from mitmachstadt.modules.consul.importers.reader import Reader

#: Newer versions call the answers that a question offers options; old ones keep their first name in the database.
OPTION_TABLES = (
    ("poll_question_options", "poll_question_option_translations", "poll_question_option_id"),
    ("poll_question_answers", "poll_question_answer_translations", "poll_question_answer_id"),
)
PHASES = (
    ("Entwurf", "draft_start_date", "draft_end_date"),
    ("Fragen", "debate_start_date", "debate_end_date"),
    ("Eigene Vorschläge", "proposals_phase_start_date", "proposals_phase_end_date"),
    ("Text veröffentlicht", "draft_publication_date", ""),
    ("Anmerkungen zum Text", "allegations_start_date", "allegations_end_date"),
    ("Ergebnis veröffentlicht", "result_publication_date", ""),
)
Section = dict[str, Any]


def polls(reader: Reader) -> Iterator[Row]:
    """Polls that everybody saw; those on budgets are their ballots and nothing of their own."""
    columns = ("name", "summary", "description")
    texts, questions = reader.texts("poll_translations", "poll_id", columns), _questions(reader)
    published = {
        row["process_id"]
        for row in reader.found.rows("reports", ("process_type", "process_id", "results"))
        if row["process_type"] == "Poll" and flag(row["results"])
    }
    for row in reader.found.rows("polls", (
        "id", "hidden_at", "published", "budget_id", "starts_at", "ends_at", "comments_count", "created_at",
        "geozone_restricted", "results_enabled", "slug", *columns,
    )):  # fmt: skip
        number = records.whole(row["id"])
        if number is None or row["hidden_at"] or flag(row["published"]) is False or row["budget_id"]:
            continue
        said, more = best(texts(row))
        shown = _is_over(row["ends_at"]) and (row["id"] in published or flag(row["results_enabled"]) is True)
        parts = [records.text(said["summary"]), records.text(said["description"])]
        data = {
            **common(said, row), "at": at_of(row["starts_at"] or row["created_at"]),
            "title": records.line(said["name"], 200), "text": "\n\n".join(one for one in parts if one),
            "comments": records.count(row["comments_count"]), "locales": more, "slug": records.line(row["slug"], 200),
            "more": [
                ("Abgestimmt wurde", _span(row["starts_at"], row["ends_at"])),
                ("Wer abstimmen durfte", "nur bestimmte Gebiete" if flag(row["geozone_restricted"]) else ""),
                ("Ergebnis", "" if shown else "auf der früheren Plattform nicht veröffentlicht"),
            ],
            "sections": [one(shown) for one in questions.get(row["id"] or "", ())],
        }  # fmt: skip
        yield Row("poll", number, data)


def _is_over(ends_at: str | None) -> bool:
    end = at_of(ends_at)
    return bool(end) and datetime.fromisoformat(end) < timezone.now()


def _span(start: str | None, end: str | None) -> str:
    days = [day for one in (start, end) if (day := day_of(one))]
    return " bis ".join(dict.fromkeys(days))


def _questions(reader: Reader) -> dict[str, list[Callable[[bool], Section]]]:
    """The questions of each poll; each gives its section with or without numbers."""
    texts = reader.texts("poll_question_translations", "poll_question_id", ("title",))
    options, online, paper = _options(reader), _online(reader), _paper(reader)
    found: dict[str, list[Callable[[bool], Section]]] = {}
    rows = reader.found.rows("poll_questions", ("id", "poll_id", "hidden_at", "title"))
    for row in sorted(rows, key=lambda row: records.whole(row["id"]) or 0):
        if row["hidden_at"] or not row["poll_id"] or not row["id"]:
            continue
        title = records.line(best(texts(row))[0]["title"], 300)
        key = row["id"]
        section = _section(title, options.get(key, []), online.get(key, Counter()), paper.get(key, Counter()))
        found.setdefault(row["poll_id"], []).append(section)
    return found


def _section(
    title: str, options: list[tuple[str, set[str], str]], online: Counter[str], paper: Counter[str]
) -> Callable[[bool], Section]:
    def made(shown: bool) -> Section:
        rows: list[list[Any]] = []
        left = Counter(online) + Counter(paper)
        for name, keys, _text in options:
            web, booth = (sum(counted[key] for key in keys) for counted in (online, paper))
            for key in keys:
                left.pop(key, None)
            rows.append([name, web + booth, web, booth] if shown else [name, None, None, None])
        if shown and (rest := sum(left.values())):
            # Answers in own words stay there: whoever wrote them wrote to the administration alone.
            web = sum(online[key] for key in left)
            rows.append(
                ["Andere Antworten" if options else "Antworten in eigenen Worten", rest, web, rest - web]
            )
        words = "\n\n".join(f"{name}: {text}" for name, _keys, text in options if text)
        return {
            "kind": "question", "title": title, "text": words, "rows": rows, "shown": shown, "paper": any(paper.values()),
        }  # fmt: skip

    return made


def _options(reader: Reader) -> dict[str, list[tuple[str, set[str], str]]]:
    """What each question offers: the words, the keys under which answers name it, and what was explained."""
    table, translations, key = next(
        (one for one in OPTION_TABLES if one[0] in reader.found.names()), OPTION_TABLES[1]
    )
    texts = reader.texts(translations, key, ("title", "description"))
    found: dict[str, list[tuple[int, int, str, set[str], str]]] = {}
    for row in reader.found.rows(
        table, ("id", "question_id", "given_order", "hidden_at", "title", "description")
    ):
        if row["hidden_at"] or not row["question_id"]:
            continue
        said = texts(row)
        shown = best(said)[0]
        keys = {f"#{row['id']}", *(words["title"].strip() for words in said.values() if words["title"])}
        found.setdefault(row["question_id"], []).append(
            (records.whole(row["given_order"]) or 0, records.whole(row["id"]) or 0,
             records.line(shown["title"], 200), keys, records.text(shown["description"], 4_000))
        )  # fmt: skip
    return {
        question: [
            (name, keys, text) for _order, _id, name, keys, text in sorted(rows, key=lambda one: one[:2])
        ]
        for question, rows in found.items()
    }


def _online(reader: Reader) -> dict[str, Counter[str]]:
    """Answers given on the platform: one a person and answer, since the database of old versions does not see to that."""
    found: dict[str, Counter[str]] = {}
    seen: set[tuple[str | None, ...]] = set()
    for row in reader.found.rows("poll_answers", ("question_id", "author_id", "answer", "option_id")):
        key = f"#{row['option_id']}" if row["option_id"] else (row["answer"] or "").strip()
        who = (row["question_id"], row["author_id"], key)
        if not row["question_id"] or not key:
            continue
        if row["author_id"] and who in seen:
            reader.answers_twice += 1
            continue
        seen.add(who)
        found.setdefault(row["question_id"], Counter())[key] += 1
    return found


def _paper(reader: Reader) -> dict[str, Counter[str]]:
    """What polling stations counted."""
    found: dict[str, Counter[str]] = {}
    for row in reader.found.rows("poll_partial_results", ("question_id", "answer", "option_id", "amount")):
        key = f"#{row['option_id']}" if row["option_id"] else (row["answer"] or "").strip()
        if row["question_id"] and key:
            found.setdefault(row["question_id"], Counter())[key] += records.count(row["amount"]) or 0
    return found


def processes(reader: Reader) -> Iterator[Row]:
    """Consultations on texts: their phases, all published versions of the text, and the questions that were asked."""
    columns = ("title", "summary", "description", "additional_info")
    texts = reader.texts("legislation_process_translations", "legislation_process_id", columns)
    drafts, questions = _drafts(reader), _debate(reader)
    days = [name for _label, *both in PHASES for name in both if name]
    tags, progress = reader.tags("Legislation::Process"), reader.progress("Legislation::Process")
    for row in reader.found.rows(
        "legislation_processes",
        ("id", "hidden_at", "published", "start_date", "end_date", "created_at", *days, *columns),
    ):
        number = records.whole(row["id"])
        if number is None or row["hidden_at"] or flag(row["published"]) is False:
            continue
        said, more = best(texts(row))
        key = row["id"] or ""
        parts = [records.text(said[name]) for name in ("summary", "description", "additional_info")]
        data = {
            **common(said, row), "at": at_of(row["start_date"] or row["created_at"]),
            "title": records.line(said["title"], 200), "text": "\n\n".join(one for one in parts if one),
            "tags": records.tags_of(tags.get(key, ())), "locales": more, **progress.get(key, {}),
            "more": [
                ("Beteiligung", _span(row["start_date"], row["end_date"])),
                *((label, _span(row[start], row[end] if end else None)) for label, start, end in PHASES),
            ],
            "sections": [*drafts.get(key, ()), *questions.get(key, ())],
        }  # fmt: skip
        yield Row("legislation", number, data)


def _drafts(reader: Reader) -> dict[str, list[Section]]:
    columns = ("title", "changelog", "body")
    texts = reader.texts("legislation_draft_version_translations", "legislation_draft_version_id", columns)
    found: dict[str, list[Section]] = {}
    rows = reader.found.rows(
        "legislation_draft_versions",
        ("id", "legislation_process_id", "status", "final_version", "hidden_at", *columns),
    )
    for row in sorted(rows, key=lambda row: records.whole(row["id"]) or 0):
        if row["hidden_at"] or row["status"] != "published" or not row["legislation_process_id"]:
            continue
        said, _more = best(texts(row))
        found.setdefault(row["legislation_process_id"], []).append(
            {
                "kind": "draft", "title": records.line(said["title"], 200) or "Fassung",
                "final": bool(flag(row["final_version"])), "note": records.text(said["changelog"], 8_000),
                "text": records.markdown(said["body"], 400_000),
            }
        )  # fmt: skip
    return found


def _debate(reader: Reader) -> dict[str, list[Section]]:
    """Questions and what could be chosen; how many chose what, that platform showed to its administration alone."""
    columns = ("title", "description")
    texts = reader.texts("legislation_question_translations", "legislation_question_id", columns)
    values = reader.texts(
        "legislation_question_option_translations", "legislation_question_option_id", ("value",)
    )
    options: dict[str, list[list[Any]]] = {}
    rows = reader.found.rows(
        "legislation_question_options", ("id", "legislation_question_id", "hidden_at", "value")
    )
    for row in sorted(rows, key=lambda row: records.whole(row["id"]) or 0):
        if not row["hidden_at"] and row["legislation_question_id"]:
            name = records.line(best(values(row))[0]["value"], 200)
            options.setdefault(row["legislation_question_id"], []).append([name, None, None, None])
    found: dict[str, list[Section]] = {}
    for row in _by_number(
        reader, "legislation_questions", ("id", "legislation_process_id", "hidden_at", *columns)
    ):
        if row["hidden_at"] or not row["legislation_process_id"] or not row["id"]:
            continue
        said, _more = best(texts(row))
        found.setdefault(row["legislation_process_id"], []).append(
            {
                "kind": "question", "title": records.line(said["title"], 300), "text": records.text(said["description"], 8_000),
                "rows": options.get(row["id"], []), "shown": False, "paper": False,
            }
        )  # fmt: skip
    return found


def _by_number(reader: Reader, table: str, columns: tuple[str, ...]) -> list[Cells]:
    return sorted(reader.found.rows(table, columns), key=lambda row: records.whole(row["id"]) or 0)


def suggestions(reader: Reader) -> Iterator[Row]:
    """Proposals that people made within a consultation; there, votes against are counted too."""
    shown = _shown_processes(reader)
    titles = reader.texts("legislation_process_translations", "legislation_process_id", ("title",))
    tags = reader.tags("Legislation::Proposal")
    for row in reader.found.rows("legislation_proposals", (
        "id", "legislation_process_id", "author_id", "hidden_at", "title", "summary", "description", "video_url",
        "cached_votes_up", "cached_votes_down", "comments_count", "created_at", "selected",
    )):  # fmt: skip
        number = records.whole(row["id"])
        if number is None or row["hidden_at"] or row["legislation_process_id"] not in shown:
            continue
        said = {name: row[name] or "" for name in ("title", "summary", "description")}
        parts = [records.text(said["summary"]), records.text(said["description"])]
        process = best(titles({"id": row["legislation_process_id"], "title": None}))[0]["title"]
        data = {
            **common(said, row), "title": records.line(said["title"], 200), "text": "\n\n".join(one for one in parts if one),
            "up": records.count(row["cached_votes_up"]), "down": records.count(row["cached_votes_down"]),
            "comments": records.count(row["comments_count"]), "tags": records.tags_of(tags.get(row["id"] or "", ())),
            "process": records.whole(row["legislation_process_id"]),
            "more": [
                ("Zum Text", records.line(process, 200)), ("Video", records.web(row["video_url"])),
                ("Ausgewählt", "ja" if flag(row["selected"]) else ""),
            ],
        }  # fmt: skip
        yield Row("suggestion", number, data, reader.author(row))


def _shown_processes(reader: Reader) -> set[str | None]:
    rows = reader.found.rows("legislation_processes", ("id", "hidden_at", "published"))
    return {row["id"] for row in rows if not row["hidden_at"] and flag(row["published"]) is not False}


def places(reader: Reader) -> Callable[[Cells], tuple[str, int | None, str]]:
    """Where a comment stands here and what goes before its words: an annotation quotes the passage, an answer its question.

    ("", None, "") for what hangs on a text that nobody saw.
    """
    shown = _shown_processes(reader)
    drafts = {
        row["id"]: row["legislation_process_id"]
        for row in reader.found.rows(
            "legislation_draft_versions", ("id", "legislation_process_id", "status", "hidden_at")
        )
        if row["status"] == "published" and not row["hidden_at"] and row["legislation_process_id"] in shown
    }
    notes = {
        row["id"]: (drafts[row["legislation_draft_version_id"]], records.line(row["quote"], 200))
        for row in reader.found.rows(
            "legislation_annotations", ("id", "quote", "legislation_draft_version_id", "hidden_at")
        )
        if not row["hidden_at"] and row["legislation_draft_version_id"] in drafts
    }
    texts: Callable[[Cells], Texts] = reader.texts(
        "legislation_question_translations", "legislation_question_id", ("title",)
    )
    asked = {
        row["id"]: (row["legislation_process_id"], records.line(best(texts(row))[0]["title"], 200))
        for row in reader.found.rows(
            "legislation_questions", ("id", "legislation_process_id", "hidden_at", "title")
        )
        if not row["hidden_at"] and row["legislation_process_id"] in shown
    }

    def found(row: Cells) -> tuple[str, int | None, str]:
        on, on_id = (row["commentable_type"] or "")[:40], row["commentable_id"]
        known = {"Legislation::Annotation": notes, "Legislation::Question": asked}.get(on)
        if known is None:
            return on, records.whole(on_id), ""
        if on_id not in known:
            return "", None, ""
        process, words = known[on_id]
        return "Legislation::Process", records.whole(process), f"„{words}“\n\n" if words else ""

    return found
