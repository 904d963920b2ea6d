"""What a town's rule files say about petitions and question time, as values; towns and years differ in data, never in code."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)

Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Days = Annotated[int, Field(strict=True, ge=0, le=1000)]
Months = Annotated[int, Field(strict=True, ge=0, le=120)]
Count = Annotated[int, Field(strict=True, ge=1, le=1000)]
GroundKey = Literal[
    "competence", "residence", "form", "repeat", "insult", "court", "private", "unclear", "limit"
]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Basis:
    """Where a rule comes from; `confirmed` is false for whatever nobody has read in the law or statute itself."""

    source: Text
    confirmed: Flag


@dataclass(frozen=True, config=STRICT, kw_only=True)
class GroundRule:
    """One ground on which something is not admitted, with the sentence that the author reads."""

    key: GroundKey
    text: Text


@dataclass(frozen=True, config=STRICT, kw_only=True)
class AuthorRule(Basis):
    """Who may: "residents" live in the town for `months` at least, "anyone" lives anywhere."""

    who: Literal["residents", "anyone"]
    months: Months = 0
    address: Flag = True


@dataclass(frozen=True, config=STRICT, kw_only=True)
class FormRule(Basis):
    """In which form: "text" is enough as a web form or a mail, "signed" needs paper with a signature."""

    kind: Literal["text", "signed"]


@dataclass(frozen=True, config=STRICT, kw_only=True)
class AgendaRule(Basis):
    """Which body deals with it first, and how many days before its meeting the petition must be there."""

    body: Key
    days_before: Days


@dataclass(frozen=True, config=STRICT, kw_only=True)
class HearingRule(Basis):
    """Whether the author is invited and may speak, and for how many minutes."""

    may_speak: Flag
    minutes: Count | None = None


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Refusals(Basis):
    """The grounds of the town, in the order in which the desk offers them."""

    items: Annotated[tuple[GroundRule, ...], Field(min_length=1)]

    def text(self, key: str) -> str:
        """The sentence of a ground; "" where the town does not know it."""
        return next((one.text for one in self.items if one.key == key), "")


@dataclass(frozen=True, config=STRICT, kw_only=True)
class PetitionDays(Basis):
    """Working days: for the check, until it stands on an agenda, for the result after the meeting, for the notice."""

    check: Days
    agenda: Days
    result: Days
    notice: Days


@dataclass(frozen=True, config=STRICT, kw_only=True)
class PetitionRules(Basis):
    """All conditions and deadlines of petitions that hold from `valid_from` to `valid_until` (no end when absent)."""

    town: str = ""
    law: Text
    valid_from: date
    valid_until: date | None = None
    author: AuthorRule
    form: FormRule
    agenda: AgendaRule
    hearing: HearingRule
    refusals: Refusals
    days: PetitionDays


@dataclass(frozen=True, config=STRICT, kw_only=True)
class SessionRule(Basis):
    """Which bodies hold question time, and how many days before the meeting a question must be there."""

    bodies: Annotated[tuple[Key, ...], Field(min_length=1)]
    days_before: Days
    minutes: Count | None = None


@dataclass(frozen=True, config=STRICT, kw_only=True)
class AskRule(Basis):
    """How many questions one person may ask in a session, and how many follow-up questions to each."""

    most: Count
    follow_ups: Days = 0


@dataclass(frozen=True, config=STRICT, kw_only=True)
class AnswerRule(Basis):
    """How it is answered: in the session, or in writing when the person is not there."""

    in_session: Flag = True
    written_when_absent: Flag = True


@dataclass(frozen=True, config=STRICT, kw_only=True)
class QuestionDays(Basis):
    """Working days: for the check, and for the answer after the session (or after the check where no session is fixed)."""

    check: Days
    answer: Days
    answer_without_session: Days


@dataclass(frozen=True, config=STRICT, kw_only=True)
class QuestionRules(Basis):
    """All conditions and deadlines of question time that hold from `valid_from` to `valid_until`."""

    town: str = ""
    law: Text
    valid_from: date
    valid_until: date | None = None
    author: AuthorRule
    session: SessionRule
    ask: AskRule
    answer: AnswerRule
    refusals: Refusals
    days: QuestionDays
