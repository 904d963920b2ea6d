"""What the interface gives about one thing, as rows; the tables of the database come to the same rows in `tables.py`."""

from __future__ import annotations

from typing import Any

from mitmachstadt.modules.consul.importers import records
from mitmachstadt.modules.consul.importers.records import Row

Node = dict[str, Any]


def author_of(node: Node) -> tuple[int, str] | None:
    """Number and name of the author; None where the person keeps that private."""
    found = node.get("publicAuthor")
    number = records.whole(found.get("id")) if isinstance(found, dict) else None
    return (number, records.line(found.get("username"), 100)) if number and isinstance(found, dict) else None


def _common(node: Node, words: str) -> Node:
    return {
        "text": words,
        "html": records.has_html(node.get("description"), node.get("summary"), node.get("body")),
        "at": records.moment(node.get("publicCreatedAt")),
        "hour": bool(node.get("publicCreatedAt")),
    }


def _tags(node: Node) -> list[str]:
    return records.tags_of(one.get("name") for one in node.get("tags") or ())


def proposal(node: Node, number: int, author: int | None) -> Row:
    """Votes against are not counted there, so `down` stays unknown."""
    parts = [records.text(node.get("summary")), records.text(node.get("description"))]
    words = "\n\n".join(one for one in parts if one)
    geozone = node.get("geozone") or {}
    data = {
        **_common(node, words), "title": records.line(node.get("title")), "up": records.count(node.get("cachedVotesUp")),
        "down": None, "comments": records.count(node.get("commentsCount")), "video": records.web(node.get("videoUrl")),
        "retired_at": records.moment(node.get("retiredAt")), "retired_why": records.line(node.get("retiredReason"), 60),
        "retired_text": records.text(node.get("retiredExplanation"), 4_000), "tags": _tags(node),
        "geozone": records.line(geozone.get("name") if isinstance(geozone, dict) else "", 100),
    }  # fmt: skip
    return Row("proposal", number, data, author)


def debate(node: Node, number: int, author: int | None) -> Row:
    data = {
        **_common(node, records.text(node.get("description"))), "title": records.line(node.get("title"), 200),
        "up": records.count(node.get("cachedVotesUp")), "down": records.count(node.get("cachedVotesDown")),
        "comments": records.count(node.get("commentsCount")), "tags": _tags(node),
    }  # fmt: skip
    return Row("debate", number, data, author)


def comment(node: Node, number: int, author: int | None) -> Row:
    data = {
        **_common(node, records.text(node.get("body"), 20_000)), "ancestry": str(node.get("ancestry") or "")[:400],
        "on": str(node.get("commentableType") or "")[:40], "on_id": records.whole(node.get("commentableId")),
        "up": records.count(node.get("cachedVotesUp")), "down": records.count(node.get("cachedVotesDown")),
    }  # fmt: skip
    return Row("comment", number, data, author)


def notification(node: Node, number: int, author: int | None) -> Row:
    data = {
        **_common(node, records.text(node.get("body"), 8_000)), "title": records.line(node.get("title"), 200),
        "on": "Proposal", "on_id": records.whole(node.get("proposalId")),
    }  # fmt: skip
    return Row("notification", number, data)


def vote(node: Node, number: int, author: int | None) -> Row:
    flag = node.get("voteFlag")
    data = {
        "on": str(node.get("votableType") or "")[:40], "on_id": records.whole(node.get("votableId")),
        "up": flag if isinstance(flag, bool) else str(flag).lower() in ("true", "t", "1"),
    }  # fmt: skip
    return Row("vote", number, data)


def budget(node: Node, number: int, author: int | None) -> Row:
    return Row(
        "budget",
        number,
        {"title": records.line(node.get("name")), "phase": records.line(node.get("phase"), 60)},
    )


def investment(node: Node, number: int, author: int | None) -> Row:
    """Votes, heading, date and winner are not in the interface; the table of the administration or the database has them."""
    data = {
        **_common(node, records.text(node.get("description"))), "title": records.line(node.get("title"), 200),
        "location": records.line(node.get("location"), 200), "price": records.whole(node.get("price")),
        "feasibility": records.line(node.get("feasibility"), 40), "comments": records.count(node.get("commentsCount")),
    }  # fmt: skip
    return Row("investment", number, data, author)


def milestones(node: Node, on: str, on_id: int) -> list[Row]:
    """Those of one thing; by themselves they do not say to what they belong."""
    found = []
    for one in node.get("milestones") or ():
        number = records.whole(one.get("id"))
        if number:
            data = {
                "title": records.line(one.get("title"), 200), "text": records.text(one.get("description"), 8_000),
                "html": records.has_html(one.get("description")), "at": records.moment(one.get("publicationDate")),
                "hour": False, "on": on, "on_id": on_id,
            }  # fmt: skip
            found.append(Row("milestone", number, data))
    return found


MAKERS = {
    "proposal": proposal, "debate": debate, "comment": comment, "notification": notification, "vote": vote,
    "budget": budget, "investment": investment,
}  # fmt: skip
