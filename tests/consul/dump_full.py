"""The small database of `dump.py` with everything else that real ones hold: polls, consultations, files, progress, offices."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfWriter

from tests.consul.dump import TABLES

Rows = list[dict[str, Any]]
PNG_KEY, PDF_KEY, LOST_KEY, TEXT_KEY = (
    "ab12cd34ef56gh78",
    "pd12cd34ef56gh78",
    "lo12cd34ef56gh78",
    "tx12cd34ef56gh78",
)
MORE: dict[str, Rows] = {
    "polls": [
        {"id": 1, "published": "t", "starts_at": "2022-03-01 00:00:00", "ends_at": "2022-03-31 00:00:00", "comments_count": 1,
         "created_at": "2022-02-01 08:00:00", "geozone_restricted": "f"},
        # It ended, and its result was never published.
        {"id": 2, "published": "t", "starts_at": "2022-05-01 00:00:00", "ends_at": "2022-05-31 00:00:00", "comments_count": 0,
         "created_at": "2022-02-01 08:00:00", "geozone_restricted": "t"},
        # It goes on although its result would be shown at the end.
        {"id": 3, "published": "t", "starts_at": "2022-05-01 00:00:00", "ends_at": "2099-05-31 00:00:00", "comments_count": 0,
         "created_at": "2022-02-01 08:00:00"},
        {"id": 4, "published": "f", "starts_at": "2022-05-01 00:00:00", "ends_at": "2022-05-31 00:00:00"},
        {"id": 5, "published": "t", "starts_at": "2022-05-01 00:00:00", "ends_at": "2022-05-31 00:00:00", "budget_id": 5},
    ],
    "poll_translations": [
        {"poll_id": 1, "locale": "de", "name": "Der neue Spielplatz", "summary": "Welche Geräte?",
         "description": "<p>Im Park</p>"},
        {"poll_id": 1, "locale": "en", "name": "The new playground", "summary": "Which?", "description": ""},
        {"poll_id": 2, "locale": "de", "name": "Ohne Ergebnis", "summary": "", "description": ""},
        {"poll_id": 3, "locale": "de", "name": "Läuft noch", "summary": "", "description": ""},
        {"poll_id": 4, "locale": "de", "name": "Nie gezeigt", "summary": "", "description": ""},
        {"poll_id": 5, "locale": "de", "name": "Stimmzettel zum Budget", "summary": "", "description": ""},
    ],
    "reports": [
        {"id": 1, "process_type": "Poll", "process_id": 1, "results": "t", "stats": "f"},
        {"id": 2, "process_type": "Poll", "process_id": 3, "results": "t", "stats": "f"},
        {"id": 3, "process_type": "Budget", "process_id": 2, "results": "t", "stats": "f"},
    ],
    "poll_questions": [
        {"id": 11, "poll_id": 1}, {"id": 12, "poll_id": 1}, {"id": 13, "poll_id": 2}, {"id": 14, "poll_id": 3},
        {"id": 15, "poll_id": 1, "hidden_at": "2022-03-02 00:00:00"},
    ],
    "poll_question_translations": [
        {"poll_question_id": 11, "locale": "de", "title": "Was soll gebaut werden?"},
        {"poll_question_id": 12, "locale": "de", "title": "Was fehlt sonst?"},
        {"poll_question_id": 13, "locale": "de", "title": "Ja oder nein?"},
        {"poll_question_id": 14, "locale": "de", "title": "Und jetzt?"},
        {"poll_question_id": 15, "locale": "de", "title": "Zurückgezogene Frage"},
    ],
    "poll_question_answers": [
        {"id": 22, "question_id": 11, "given_order": 2}, {"id": 21, "question_id": 11, "given_order": 1},
        {"id": 23, "question_id": 13, "given_order": 1}, {"id": 24, "question_id": 14, "given_order": 1},
    ],
    "poll_question_answer_translations": [
        {"poll_question_answer_id": 21, "locale": "de", "title": "Schaukel", "description": "<p>Mit zwei Sitzen</p>"},
        {"poll_question_answer_id": 21, "locale": "en", "title": "Swing", "description": ""},
        {"poll_question_answer_id": 22, "locale": "de", "title": "Rutsche", "description": ""},
        {"poll_question_answer_id": 23, "locale": "de", "title": "Ja", "description": ""},
        {"poll_question_answer_id": 24, "locale": "de", "title": "Vielleicht", "description": ""},
    ],
    "poll_answers": [
        {"id": 1, "question_id": 11, "author_id": 1, "answer": "Schaukel"},
        {"id": 2, "question_id": 11, "author_id": 1, "answer": "Schaukel"},
        {"id": 3, "question_id": 11, "author_id": 2, "answer": "Swing"},
        {"id": 4, "question_id": 11, "author_id": 3, "answer": "was ganz anderes", "option_id": 22},
        {"id": 5, "question_id": 12, "author_id": 3, "answer": "Meine Kontonummer ist geheim"},
        {"id": 6, "question_id": 13, "author_id": 3, "answer": "Ja"},
        {"id": 7, "question_id": 14, "author_id": 3, "answer": "Vielleicht"},
    ],
    "poll_partial_results": [{"id": 1, "question_id": 11, "answer": "Rutsche", "amount": 40, "origin": "booth"}],
    "legislation_processes": [
        {"id": 1, "published": "t", "start_date": "2023-01-10", "end_date": "2023-04-30", "debate_start_date": "2023-01-10",
         "debate_end_date": "2023-02-01", "allegations_start_date": "2023-03-01", "allegations_end_date": "2023-03-31",
         "result_publication_date": "2023-05-02", "created_at": "2023-01-01 08:00:00"},
        {"id": 2, "published": "f", "start_date": "2023-01-10", "end_date": "2023-04-30", "created_at": "2023-01-01 08:00:00"},
    ],
    "legislation_process_translations": [
        {"legislation_process_id": 1, "locale": "de", "title": "Satzung über Grünflächen", "summary": "Was gilt im Park?",
         "description": "<p>Ein Entwurf</p>", "additional_info": ""},
        {"legislation_process_id": 2, "locale": "de", "title": "Geheimer Entwurf", "summary": "", "description": ""},
    ],
    "legislation_draft_versions": [
        {"id": 31, "legislation_process_id": 1, "status": "published", "final_version": "f"},
        {"id": 32, "legislation_process_id": 1, "status": "published", "final_version": "t"},
        {"id": 33, "legislation_process_id": 1, "status": "draft", "final_version": "f"},
    ],
    "legislation_draft_version_translations": [
        {"legislation_draft_version_id": 31, "locale": "de", "title": "Erste Fassung", "changelog": "",
         "body": "## § 1 Zweck\n\nHunde sind **anzuleinen**."},
        {"legislation_draft_version_id": 32, "locale": "de", "title": "Beschlossene Fassung",
         "changelog": "Hunde dürfen frei laufen", "body": "## § 1 Zweck\n\nHunde sind willkommen."},
        {"legislation_draft_version_id": 33, "locale": "de", "title": "Interne Fassung", "changelog": "", "body": "Nicht zeigen"},
    ],
    "legislation_annotations": [
        {"id": 41, "legislation_draft_version_id": 31, "author_id": 1, "quote": "Hunde sind anzuleinen", "text": "Bitte nicht!"},
        {"id": 42, "legislation_draft_version_id": 33, "author_id": 1, "quote": "Nicht zeigen", "text": "Innen"},
    ],
    "legislation_questions": [{"id": 51, "legislation_process_id": 1, "answers_count": 1}],
    "legislation_question_translations": [
        {"legislation_question_id": 51, "locale": "de", "title": "Brauchen wir mehr Grün?", "description": ""}
    ],
    "legislation_question_options": [{"id": 52, "legislation_question_id": 51, "answers_count": 1}],
    "legislation_question_option_translations": [
        {"legislation_question_option_id": 52, "locale": "de", "value": "Ja, viel mehr"}
    ],
    "legislation_answers": [{"id": 1, "legislation_question_id": 51, "legislation_question_option_id": 52, "user_id": 3}],
    "legislation_proposals": [
        {"id": 61, "legislation_process_id": 1, "author_id": 3, "title": "Hundewiese", "summary": "Am Kanal",
         "description": "<p>Eingezäunt</p>", "cached_votes_up": 7, "cached_votes_down": 2, "comments_count": 0,
         "created_at": "2023-02-02 10:00:00", "selected": "t"},
        {"id": 62, "legislation_process_id": 2, "author_id": 3, "title": "Geheime Idee", "created_at": "2023-02-02 10:00:00"},
        {"id": 63, "legislation_process_id": 1, "author_id": 2, "title": "Ohne Namen am Text", "cached_votes_up": 1,
         "cached_votes_down": 0, "created_at": "2023-02-03 10:00:00"},
    ],
    "progress_bars": [
        {"id": 1, "progressable_type": "Budget::Investment", "progressable_id": 41, "kind": 0, "percentage": 80},
        {"id": 2, "progressable_type": "Budget::Investment", "progressable_id": 41, "kind": 1, "percentage": 10},
    ],
    "milestone_statuses": [{"id": 1, "name": "Im Bau"}],
    "images": [
        {"id": 71, "imageable_type": "Budget::Investment", "imageable_id": 41, "title": "Die Bank am Teich"},
        {"id": 72, "imageable_type": "Proposal", "imageable_id": 11, "title": "Der Markt ohne Bänke",
         "attachment_file_name": "markt.png"},
        {"id": 73, "imageable_type": "Poll", "imageable_id": 1, "title": "Verlorenes Bild"},
        {"id": 74, "imageable_type": "User", "imageable_id": 1, "title": "Ein Gesicht"},
        {"id": 75, "imageable_type": "Legislation::Process", "imageable_id": 1, "title": "Kein Bild"},
    ],
    "documents": [
        {"id": 81, "documentable_type": "Proposal", "documentable_id": 11, "title": "Skizze der Bänke", "admin": "f"},
        {"id": 82, "documentable_type": "Proposal", "documentable_id": 11, "title": "Interner Vermerk", "admin": "t"},
        {"id": 83, "documentable_type": "Budget::Investment", "documentable_id": 41, "title": "Angebot", "admin": "f"},
    ],
    "active_storage_blobs": [
        {"id": 1, "key": PNG_KEY, "filename": "teich.png"}, {"id": 2, "key": PDF_KEY, "filename": "skizze.pdf"},
        {"id": 3, "key": LOST_KEY, "filename": "verloren.png"}, {"id": 4, "key": TEXT_KEY, "filename": "falsch.png"},
        {"id": 5, "key": PDF_KEY[:-1] + "9", "filename": "angebot.pdf"},
    ],
    "active_storage_attachments": [
        {"id": 1, "name": "attachment", "record_type": "Image", "record_id": 71, "blob_id": 1},
        {"id": 2, "name": "attachment", "record_type": "Document", "record_id": 81, "blob_id": 2},
        {"id": 3, "name": "attachment", "record_type": "Image", "record_id": 73, "blob_id": 3},
        {"id": 4, "name": "attachment", "record_type": "Image", "record_id": 75, "blob_id": 4},
        {"id": 5, "name": "attachment", "record_type": "Document", "record_id": 83, "blob_id": 5},
        {"id": 6, "name": "attachment", "record_type": "Image", "record_id": 81, "blob_id": 4},
    ],
    "budget_groups": [{"id": 7, "budget_id": 5}, {"id": 8, "budget_id": 9}],
    "budget_ballot_lines": [
        {"id": 1, "ballot_id": 1, "investment_id": 41}, {"id": 2, "ballot_id": 2, "investment_id": 41},
        {"id": 3, "ballot_id": 2, "investment_id": 42},
    ],
    "projekts": [{"id": 1, "name": "Vorhaben der deutschen Fassung"}],
}  # fmt: skip

#: Rows beside those of `TABLES`.
BESIDE: dict[str, Rows] = {
    "comments": [
        {"id": 35, "user_id": 3, "commentable_id": 1, "commentable_type": "Poll", "valuation": "f",
         "created_at": "2022-03-06 08:01:02", "ancestry": ""},
        {"id": 36, "user_id": 1, "commentable_id": 41, "commentable_type": "Legislation::Annotation", "valuation": "f",
         "created_at": "2023-03-06 08:01:02", "ancestry": ""},
        {"id": 37, "user_id": 3, "commentable_id": 41, "commentable_type": "Legislation::Annotation", "valuation": "f",
         "created_at": "2023-03-06 09:01:02", "ancestry": "36"},
        {"id": 38, "user_id": 3, "commentable_id": 51, "commentable_type": "Legislation::Question", "valuation": "f",
         "created_at": "2023-01-16 09:01:02", "ancestry": ""},
        {"id": 39, "user_id": 1, "commentable_id": 42, "commentable_type": "Legislation::Annotation", "valuation": "f",
         "created_at": "2023-01-16 09:01:02", "ancestry": ""},
        {"id": 40, "user_id": 1, "commentable_id": 11, "commentable_type": "Proposal", "valuation": "f", "administrator_id": 1,
         "created_at": "2021-05-07 08:02:02", "ancestry": "31"},
    ],
    "comment_translations": [
        {"comment_id": 35, "locale": "de", "body": "Eine Rutsche wäre gut"},
        {"comment_id": 36, "locale": "de", "body": "Bitte nicht!"},
        {"comment_id": 37, "locale": "de", "body": "Doch, bitte"},
        {"comment_id": 38, "locale": "de", "body": "Vor allem im Norden"},
        {"comment_id": 39, "locale": "de", "body": "Zu einer Fassung, die keiner sah"},
        {"comment_id": 40, "locale": "de", "body": "Wir prüfen das."},
    ],
    "budgets": [{"id": 9, "phase": "valuating"}, {"id": 10, "phase": "drafting"}],
    "budget_translations": [{"budget_id": 9, "locale": "de", "name": "Bürgerbudget 2024"}],
    "budget_headings": [{"id": 66, "group_id": 8, "price": 9000}],
    "budget_heading_translations": [{"budget_heading_id": 66, "locale": "de", "name": "Norden"}],
    "budget_investments": [
        {"id": 42, "author_id": 1, "cached_votes_up": 5, "price": 900, "feasibility": "unfeasible", "valuation_finished": "f",
         "unfeasibility_explanation": "Noch nicht veröffentlicht", "selected": "t", "winner": "t", "heading_id": 66,
         "budget_id": 9, "ballot_lines_count": 3, "created_at": "2024-02-03 09:08:07"},
        {"id": 43, "author_id": 1, "feasibility": "undecided", "budget_id": 10, "created_at": "2024-02-03 09:08:07"},
    ],
    "budget_investment_translations": [
        {"budget_investment_id": 42, "locale": "de", "title": "Brunnen im Norden", "description": "<p>Mit Wasser</p>"},
        {"budget_investment_id": 43, "locale": "de", "title": "In Vorbereitung", "description": ""},
    ],
    "map_locations": [{"investment_id": 41, "latitude": 51.55, "longitude": 7.31}],
    "milestones": [
        {"id": 92, "milestoneable_id": 1, "milestoneable_type": "Legislation::Process", "publication_date": "2023-05-02 00:00:00",
         "status_id": 1},
        {"id": 93, "milestoneable_id": 41, "milestoneable_type": "Budget::Investment", "publication_date": "2099-01-01 00:00:00"},
    ],
    "milestone_translations": [
        {"milestone_id": 92, "locale": "de", "title": "Beschlossen", "description": ""},
        {"milestone_id": 93, "locale": "de", "title": "Noch geheim", "description": ""},
    ],
    "votes": [
        {"id": 8, "votable_id": 41, "votable_type": "Budget::Investment", "voter_id": 1, "vote_flag": "t"},
        {"id": 9, "votable_id": 61, "votable_type": "Legislation::Proposal", "voter_id": 1, "vote_flag": "t"},
        {"id": 10, "votable_id": 61, "votable_type": "Legislation::Proposal", "voter_id": 3, "vote_flag": "f"},
    ],
}  # fmt: skip
FULL: dict[str, Rows] = {
    **TABLES, **MORE, **{name: [*TABLES.get(name, ()), *MORE.get(name, ()), *rows] for name, rows in BESIDE.items()},
}  # fmt: skip
#: The heading of the first budget gets its money; the row itself stays that of the small database.
FULL["budget_headings"] = [
    {**FULL["budget_headings"][0], "group_id": 7, "price": 50_000},
    *FULL["budget_headings"][1:],
]


def picture(colour: str = "green") -> bytes:
    """A real picture."""
    out = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(out, "PNG")
    return out.getvalue()


def document() -> bytes:
    """A real PDF with one empty page."""
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def write_files(folder: Path) -> Path:
    """The folder of files: one by key, one in an old folder by number, one that is no picture; others are missing."""
    for key, data in ((PNG_KEY, picture()), (PDF_KEY, document()), (TEXT_KEY, b"#!/bin/sh\necho\n")):
        place = folder / "storage" / key[:2] / key[2:4]
        place.mkdir(parents=True, exist_ok=True)
        (place / key).write_bytes(data)
    old = folder / "system" / "images" / "attachments" / "000" / "000" / "072" / "original"
    old.mkdir(parents=True, exist_ok=True)
    (old / "0f3c.png").write_bytes(picture("navy"))
    return folder
