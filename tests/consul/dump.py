"""A small database of CONSUL as tables, with what real ones hold: duplicates, hidden things, people who hide, languages."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

SECRET = "12345678Z"
TABLES: dict[str, list[dict[str, Any]]] = {
    "users": [
        {"id": 1, "username": "Anna", "email": "Anna@Example.org", "public_activity": "t", "document_number": SECRET,
         "date_of_birth": "1980-01-01", "current_sign_in_ip": "192.0.2.77"},
        {"id": 2, "username": "Versteckt", "email": "bert@example.org", "public_activity": "f", "document_number": SECRET},
        {"id": 3, "username": "Cem", "email": "cem@example.org", "public_activity": "t", "document_number": SECRET},
    ],
    "proposals": [
        {"id": 11, "author_id": 1, "cached_votes_up": 4, "comments_count": 3, "created_at": "2021-05-04 10:23:45.123",
         "published_at": "2021-05-04 10:30:00", "geozone_id": 1},
        {"id": 12, "author_id": 2, "cached_votes_up": 0, "comments_count": 0, "created_at": "2021-05-05 10:00:00",
         "published_at": "2021-05-05 10:00:00"},
        {"id": 13, "author_id": 1, "hidden_at": "2021-06-01 10:00:00", "cached_votes_up": 9, "created_at": "2021-05-05 10:00:00",
         "published_at": "2021-05-05 10:00:00"},
        {"id": 14, "author_id": 1, "cached_votes_up": 0, "created_at": "2021-05-05 10:00:00"},
    ],
    "proposal_translations": [
        {"proposal_id": 11, "locale": "en", "title": "More benches", "summary": "Please", "description": "<p>English</p>"},
        {"proposal_id": 11, "locale": "de", "title": "Mehr Bänke", "summary": "Bitte;\n\"viele\"",
         "description": "<p>Am Markt</p>"},
        {"proposal_id": 12, "locale": "de", "title": "Ohne Namen", "summary": "Ja", "description": ""},
        {"proposal_id": 13, "locale": "de", "title": "Ausgeblendet", "summary": "x", "description": ""},
        {"proposal_id": 14, "locale": "de", "title": "Nur ein Entwurf", "summary": "x", "description": ""},
    ],
    "votes": [
        {"id": 1, "votable_id": 11, "votable_type": "Proposal", "voter_id": 1, "vote_flag": "t", "vote_weight": 1},
        {"id": 2, "votable_id": 11, "votable_type": "Proposal", "voter_id": 3, "vote_flag": "t", "vote_weight": 1},
        {"id": 3, "votable_id": 11, "votable_type": "Proposal", "voter_id": 3, "vote_flag": "t", "vote_weight": 1},
        {"id": 4, "votable_id": 11, "votable_type": "Proposal", "voter_id": 2, "vote_flag": "t", "vote_weight": 1},
    ],
    "comments": [
        {"id": 31, "user_id": 3, "commentable_id": 11, "commentable_type": "Proposal", "valuation": "f", "cached_votes_up": 1,
         "created_at": "2021-05-06 08:01:02", "ancestry": ""},
        {"id": 32, "user_id": 1, "commentable_id": 11, "commentable_type": "Proposal", "valuation": "f",
         "created_at": "2021-05-06 08:02:02", "ancestry": "31"},
        {"id": 33, "user_id": 3, "commentable_id": 41, "commentable_type": "Budget::Investment", "valuation": "t",
         "created_at": "2021-05-06 08:03:02", "ancestry": ""},
        {"id": 34, "user_id": 3, "commentable_id": 41, "commentable_type": "Budget::Investment", "valuation": "f",
         "created_at": "2021-05-06 08:04:02", "ancestry": ""},
    ],
    "comment_translations": [
        {"comment_id": 31, "locale": "de", "body": "Gute Idee"},
        {"comment_id": 32, "locale": "de", "body": "Danke"},
        {"comment_id": 33, "locale": "de", "body": "Intern: zu teuer"},
        {"comment_id": 34, "locale": "de", "body": "Schön"},
    ],
    "budgets": [{"id": 5, "phase": "finished"}],
    "budget_translations": [{"budget_id": 5, "locale": "de", "name": "Bürgerbudget 2022"}],
    "budget_headings": [{"id": 6}],
    "budget_heading_translations": [{"budget_heading_id": 6, "locale": "de", "name": "Ganze Stadt"}],
    "budget_investments": [
        {"id": 41, "author_id": 3, "cached_votes_up": 17, "physical_votes": 2, "price": 4500, "feasibility": "feasible",
         "selected": "t", "winner": "f", "heading_id": 6, "budget_id": 5, "ballot_lines_count": 33, "comments_count": 1,
         "created_at": "2022-02-03 09:08:07", "location": "Park"},
    ],
    "budget_investment_translations": [
        {"budget_investment_id": 41, "locale": "de", "title": "Bänke im Park", "description": "<p>Fünf Stück</p>"},
    ],
    "map_locations": [{"proposal_id": 11, "latitude": 51.5916, "longitude": 7.3384}],
    "geozones": [{"id": 1, "name": "Ickern"}],
    "tags": [{"id": 1, "name": "Mobilität"}, {"id": 2, "name": "Nur für die Prüfung"}],
    "taggings": [
        {"tag_id": 1, "taggable_id": 11, "taggable_type": "Proposal", "context": "tags"},
        {"tag_id": 2, "taggable_id": 41, "taggable_type": "Budget::Investment", "context": "valuation_tags"},
    ],
    "milestones": [
        {"id": 91, "milestoneable_id": 41, "milestoneable_type": "Budget::Investment", "publication_date": "2022-09-01 00:00:00"},
    ],
    "milestone_translations": [{"milestone_id": 91, "locale": "de", "title": "Aufgestellt", "description": ""}],
}  # fmt: skip


def write_csv(folder: Path, tables: dict[str, list[dict[str, Any]]] = TABLES, delimiter: str = ",") -> Path:
    """One file a table."""
    for name, rows in tables.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_sql(path: Path, tables: dict[str, list[dict[str, Any]]] = TABLES) -> Path:
    """As pg_dump writes plain SQL."""
    lines = ["-- PostgreSQL database dump", "CREATE TABLE public.users (id integer);", ""]
    for name, rows in tables.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        lines.append(f"COPY public.{name} ({', '.join(columns)}) FROM stdin;")
        lines += ["\t".join(cell(row.get(key)) for key in columns) for row in rows]
        lines += ["\\.", ""]
    path.write_text("\n".join(lines), "utf-8")
    return path


def cell(value: Any) -> str:
    if value is None:
        return "\\N"
    return str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
