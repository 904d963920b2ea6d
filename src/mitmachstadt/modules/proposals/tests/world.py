"""A small town for the tests of proposals: its rules, people whose names tell their rights, and a proposal to vote on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from mitmachstadt.modules.proposals.actions.proposals import Sender, Words, hand_in
from mitmachstadt.modules.proposals.models import Proposal
from mitmachstadt.spine.accounts.models import RoleAssignment, User
from mitmachstadt.spine.cases import bulk
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.city.importers.town import rule_values
from mitmachstadt.spine.city.models import Organisation, RuleRecord

RULES = Path(settings.TOWN_DIR).parent / "castrop-rauxel" / "rules" / "vorschlaege.toml"
TEXT = "Zwischen Münsterplatz und Markt fehlt ein Platz zum Sitzen."


def rules_data(**change: Any) -> dict[str, Any]:
    """The town's rules with changes at the top."""
    return tomllib.loads(RULES.read_text("utf-8")) | change


@dataclass
class World:
    """Everything a test of proposals needs."""

    office: Organisation
    committee: Organisation
    gerda_resident: User
    ali_resident: User
    celik_clerk: User
    brandt_council: User

    def take(self, case: Case, key: str, by: User | None = None, **given: Any) -> Case:
        """One step of a case as it stands now."""
        fresh = Case.objects.get(pk=case.pk)
        return bulk.take(fresh, key, Given(**given), by=by or self.celik_clerk, expect_version=fresh.version)

    def released(self, title: str = "Bänke am Markt", **words: Any) -> Proposal:
        """A public proposal."""
        case = propose(title, **words)
        self.take(case, "release")
        return one(case)


def person(name: str, role: str = "", organisation: Organisation | None = None) -> User:
    """Somebody with an account, with or without a role."""
    user = User.objects.create_user(f"{name}@example.org", "geheim-geheim", display_name=name.title())
    if role:
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation)
    return user


def propose(title: str = "Bänke am Markt", **words: Any) -> Case:
    """A proposal that has just arrived."""
    token = words.pop("token", "")
    sender = words.pop("sender", Sender())
    return hand_in(Words(title=title, text=words.pop("text", TEXT), **words), sender, token=token)[0]


def one(case: Case) -> Proposal:
    """The proposal of a case as the database has it now."""
    found: Proposal = Proposal.objects.select_related("case__unit").get(case=case)
    return found


def new_world(**change: Any) -> World:
    """The town with its people; `change` replaces parts of the rules."""
    RuleRecord.objects.create(key="vorschlaege", **rule_values(rules_data(**change)))
    office = Organisation.objects.create(key="stadt", name="Stadt Ort", kind="town", answers_cases=True)
    committee = Organisation.objects.create(
        key="ausschuss_buergerbeteiligung", name="Ausschuss für Bürgerbeteiligung", kind="body"
    )
    return World(
        office=office, committee=committee, gerda_resident=person("gerda"), ali_resident=person("ali"),
        celik_clerk=person("celik", "clerk", office), brandt_council=person("brandt", "council_member", committee),
    )  # fmt: skip


def thresholds(answer: int = 2, deal: int = 4) -> list[dict[str, Any]]:
    """Two low thresholds."""
    text = "Ab {votes} Stimmen"
    return [
        {"key": "answer", "votes": answer, "text": text},
        {"key": "deal", "votes": deal, "text": text, "body": "ausschuss_buergerbeteiligung"},
    ]
