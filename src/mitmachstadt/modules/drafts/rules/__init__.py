"""Decisions about texts under consultation, by what they decide."""

from mitmachstadt.modules.drafts.rules.decisions import (
    MAX_NAME,
    MAX_PARAGRAPHS,
    MAX_TEXT,
    OUTCOMES,
    Kind,
    Window,
    agree_problems,
    close_problems,
    comment_problems,
    outcome_counts,
    parse_rules,
    publish_problems,
    window_word,
)
from mitmachstadt.modules.drafts.rules.texts import (
    Change,
    Piece,
    compare,
    keep_keys,
    pieces,
)
from mitmachstadt.spine.ui.comparing import Part, differences

__all__ = [
    "MAX_NAME", "MAX_PARAGRAPHS", "MAX_TEXT", "OUTCOMES", "Change", "Kind", "Part", "Piece", "Window",
    "agree_problems", "close_problems", "comment_problems", "compare", "differences", "keep_keys", "outcome_counts",
    "parse_rules", "pieces", "publish_problems", "window_word",
]  # fmt: skip
