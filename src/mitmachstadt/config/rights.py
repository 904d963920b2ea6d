"""Who may open which address and take which step; printed as `docs/rechte.md` and tried by tests/contracts/test_rights.py.

The checks themselves stand in the rooms (permissions, rules, `staff_only`). This is the whole in one table, so that a
new address without an entry, or one that lets in somebody else than it says, stops the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mitmachstadt.modules.projects.rules.path import AFTER_PUBLICATION
from mitmachstadt.spine.cases import registry

#: The kinds of people in the order of the columns, with their German names.
PEOPLE = {
    "nobody": "niemand",
    "resident": "Einwohner:in",
    "other_clerk": "Stelle, fremd",
    "clerk": "Stelle, zuständig",
    "council_member": "Rat",
    "moderator": "Moderation",
    "coordinator": "Koordinierung",
    "editor": "Redaktion",
    "operator": "Betrieb",
}


@dataclass(frozen=True)
class Audience:
    """Some kinds of people; `maybe` get in only when what `note` says in German is true, and not in the test."""

    people: frozenset[str]
    note: str = ""
    maybe: frozenset[str] = frozenset()


def of(*names: str) -> Audience:
    """An audience of these kinds of people."""
    assert set(names) <= set(PEOPLE)
    return Audience(frozenset(names))


EVERYBODY = of(*PEOPLE)
SIGNED_IN = of(*(name for name in PEOPLE if name != "nobody"))
DESK = of("other_clerk", "clerk", "moderator", "coordinator", "operator")
CASE_DESK = of("clerk", "moderator", "coordinator", "operator")
WRITERS = of("clerk", "coordinator")
BEGINNERS = of("other_clerk", "clerk", "coordinator")
COUNTER = of("other_clerk", "clerk", "coordinator", "operator")
CASE_WRITERS = of("clerk", "moderator", "coordinator")
MODERATORS = of("moderator", "coordinator")
KEEPERS = of("coordinator", "operator")
COORDINATORS = of("coordinator")
OPERATORS = of("operator")
EDITORS = of("editor", "operator")
WRITERS_OF_NEWS = of("coordinator", "editor", "operator")
DESK_AND_EDITORS = of("other_clerk", "clerk", "moderator", "coordinator", "editor", "operator")
SOME = frozenset(PEOPLE)
LINK = Audience(frozenset(), "wer den geheimen Link hat", SOME)
KEY = Audience(frozenset(), "wer einen Schlüssel hat", SOME)
PUBLIC_ONLY = Audience(frozenset(), "alle, soweit die Sache öffentlich ist", SOME)
OWN = Audience(frozenset(), "nur die eigene Sache", SOME - {"nobody"})
ITS_DESK = Audience(
    frozenset({"moderator", "coordinator", "operator"}),
    "die Stelle, bei der der Antrag liegt",
    frozenset({"clerk"}),
)
OWN_BALLOT = Audience(frozenset(), "wer im selben Fenster einen Stimmzettel abgegeben hat", SOME)
RUNS_THE_VOTE = Audience(
    of("coordinator").people, "die Stelle, die für die Stadt antwortet", frozenset({"clerk", "other_clerk"})
)
ITS_PHOTOS = Audience(
    frozenset({"moderator", "coordinator"}), "die Stelle, bei der die Meldung liegt", frozenset({"clerk"})
)
ITS_PROPOSAL = Audience(
    frozenset({"moderator", "coordinator", "operator"}),
    "die Stelle, bei der der Vorschlag liegt",
    frozenset({"clerk"}),
)
ITS_WORDS = Audience(
    frozenset({"moderator", "coordinator"}), "die Stelle, bei der der Vorschlag liegt", frozenset({"clerk"})
)
AT_HAND_OF_KEEPERS = Audience(frozenset(), "wenn etwas da ist", KEEPERS.people)
AT_HAND = Audience(frozenset(), "wenn etwas da ist", OPERATORS.people)
ITS_WRITERS = Audience(frozenset(), "wenn es die Ausgabe gibt", WRITERS_OF_NEWS.people)
DEPARTMENT = Audience(of("coordinator").people, "wer in der Stelle der Vorlage arbeitet", BEGINNERS.people)
PRESENT = Audience(frozenset(), "solange es in Kraft oder eingerichtet ist", SOME - {"nobody"})
SERVING = "wenn die Stadt anderen Diensten die Anmeldung bestätigt"
SERVED = Audience(EVERYBODY.people, SERVING)
SERVES = Audience(OPERATORS.people, SERVING)
AT_HAND_SERVED = Audience(frozenset(), "wenn es den Dienst gibt", OPERATORS.people)
CONFIGURED = Audience(frozenset(), "wenn ein Ausweiskonto eingerichtet ist", SOME)

#: Reading, writing (None: the address takes nothing), names of addresses; a nameless address stands with its pattern.
LINES: tuple[tuple[Audience | None, Audience | None, str], ...] = (
    (EVERYBODY, None, """
        security-txt
        daten/katalog.ttl daten/<slug>.<form> api/v1/openapi.json api-v1:overview api-v1:view api-v1:api-root sitemap.xml
        projects_machine:calendar projects_machine:booklet projects_machine:project-calendar
        projects_machine:suggestions-pdf projects_machine:digest-pdf projects_machine:embed
        ui:map-ground ui:map-style ui:manifest ui:favicon ui:gallery ui:gallery-part opendata:index opendata:detail
        search:results search:suggestions accounts:mine cases:lookup cases:public cases:overdue moderation:figures
        projects:list projects:count projects:geojson projects:map projects:embed-help projects:detail
        projects:organisation
        petitions:register petitions:detail petitions:questions petitions:question petitions_machine:sessions
        council:front council:meetings council:meeting council:papers council:paper council:bodies council:body
        oparl:beginning oparl:system oparl:bodies
        council:people council:person council:boards council:ledger council:ledger-body
        climate:report council_machine:calendar council_machine:meeting-calendar
        council_machine:body-calendar council_machine:topic-calendar
        projects:suggestions projects:history projects:digest start:start account_inactive
        account_email_verification_sent account_reset_password_done account_reset_password_from_key_done
        socialaccount_login_cancelled socialaccount_login_error ui:worker ui:without-network ui:outbox notify:device
        notify:newsletter"""),
    (EVERYBODY, None, """
        assemblies:list assemblies:detail assemblies:followed-up assemblies:code assemblies_machine:calendar
        assemblies_machine:one-calendar assemblies_machine:minutes drafts:list drafts:detail drafts:compare drafts:report
        drafts:paragraph drafts_machine:report"""),
    (EVERYBODY, None, "reports:list reports:count reports:map reports:geojson reports:detail reports:hints"),
    (EVERYBODY, None, "reports:figures"),
    (EVERYBODY, None, "venues:list venues:map venues:geojson venues:detail"),
    (BEGINNERS, None, "venues:desk"),
    (BEGINNERS, BEGINNERS, "venues:desk-new venues:desk-venue"),
    (DESK, None, "reports:desk-list"),
    (DESK, DESK, "reports:desk-tour"),
    (COORDINATORS, COORDINATORS, "reports:desk-rules reports:desk-units"),
    (None, Audience(frozenset(), "wenn es die Regel gibt", COORDINATORS.people), "reports:desk-rule-end"),
    (ITS_DESK, ITS_PHOTOS, "reports:desk-photos"),
    (None, ITS_PHOTOS, "reports:desk-photo"),
    (ITS_PHOTOS, ITS_PHOTOS, "reports:desk-cover reports:desk-category"),
    (EVERYBODY, None, "georeport:discovery georeport:services georeport:updates"),
    (EVERYBODY, KEY, "georeport:requests"),
    (PUBLIC_ONLY, None, "georeport:definition georeport:single georeport:token georeport:nothing"),
    (EVERYBODY, EVERYBODY, "reports:report reports:join"),
    (LINK, None, "reports:receipt"),
    (None, LINK, "reports:dispute"),
    (EVERYBODY, None, "budgets:list budgets:detail budgets:application"),
    (EVERYBODY, EVERYBODY, "budgets:apply"),
    (LINK, None, "budgets:receipt budgets:letter"),
    (LINK, LINK, "budgets:complete budgets:prove"),
    (None, LINK, "budgets:start"),
    (DESK, None, "budgets:desk budgets:desk-budget"),
    (COORDINATORS, COORDINATORS, "budgets:desk-new budgets:desk-plan"),
    (None, COORDINATORS, "budgets:desk-step"),
    (ITS_DESK, None, "budgets:desk-letter"),
    (ITS_DESK, ITS_DESK, "budgets:desk-proof"),
    (EVERYBODY, EVERYBODY, "budgets:ballot"),
    (OWN_BALLOT, None, "budgets:ballot-receipt"),
    (EVERYBODY, None, "budgets:result"),
    (RUNS_THE_VOTE, RUNS_THE_VOTE, "budgets:desk-vote"),
    (EVERYBODY, None, """
        proposals:list proposals:alike proposals:detail proposals:versions proposals:map proposals:geojson"""),
    (EVERYBODY, None, """
        consul:list consul:page consul_old:proposal consul_old:debate consul_old:comment consul_old:investment
        consul_old:proposals consul_old:debates consul_old:investments consul_old:results consul_old:polls consul_old:poll
        consul_old:poll-results consul_old:processes consul_old:process consul_old:process-part consul_old:suggestion"""),
    (SIGNED_IN, SIGNED_IN, "consul:claim"),
    (KEEPERS, None, "consul:desk consul:desk-report"),
    (EVERYBODY, EVERYBODY, "proposals:propose"),
    (None, SIGNED_IN, "proposals:vote"),
    (LINK, None, "proposals:receipt"),
    (LINK, LINK, "proposals:edit-by-link proposals:together-by-link proposals:invitation"),
    (OWN, OWN, "proposals:edit proposals:together"),
    (DESK_AND_EDITORS, DESK_AND_EDITORS, "proposals:desk-easy"),
    (ITS_PROPOSAL, ITS_WORDS, "proposals:desk-words"),
    (None, LINK, "proposals:ask-back"),
    (LINK, LINK, "reports:confirm-companion reports:outside"),
    (EVERYBODY, SIGNED_IN, "talk:talk"),
    (EVERYBODY, None, "talk:comment"),
    (PUBLIC_ONLY, None, "talk:wordings"),
    (None, SIGNED_IN, "talk:helpful talk:mute talk:quiet"),
    (OWN, None, "talk:receipt"),
    (OWN, OWN, "talk:change"),
    (LINK, LINK, "talk:quiet-by-mail"),
    (EVERYBODY, EVERYBODY, "assemblies:sign-up assemblies:wish drafts:comment"),
    (LINK, LINK, "assemblies:own assemblies:by-code assemblies:confirm"),
    (None, LINK, "assemblies:withdraw"),
    (SIGNED_IN, SIGNED_IN, "drafts:agree"),
    (DESK, None, "assemblies:desk drafts:desk"),
    (BEGINNERS, BEGINNERS, "assemblies:desk-new drafts:desk-new"),
    (WRITERS, None, "assemblies:desk-assembly assemblies:desk-signups assemblies:desk-screen drafts:desk-draft"),
    (WRITERS, WRITERS, """
        assemblies:desk-sheet assemblies:desk-wishes assemblies:desk-minutes assemblies:desk-photos drafts:desk-sheet
        drafts:desk-text drafts:desk-reasons"""),
    (None, WRITERS, "assemblies:desk-step assemblies:desk-photo drafts:desk-step"),
    (None, EVERYBODY, """
        notify:device-state notify:device-start notify:device-end notify:device-quiet notify:device-trial"""),
    (EVERYBODY, EVERYBODY, """
        robots.txt ui:display notify:follow projects:propose projects:suggest agreement:overview agreement:commitment
        pages:take_part pages:results pages:site_map pages:report_barrier pages:impressum pages:datenschutz
        pages:barrierefreiheit pages:leichte-sprache pages:gebaerdensprache account_login account_logout
        account_signup account_request_login_code account_reset_password account_reset_password_from_key
        moderation:report petitions:hand-in petitions:ask"""),
    (EVERYBODY, LINK, "account_confirm_email"),
    (LINK, EVERYBODY, "notify:unsubscribe notify:unsubscribe_all"),
    (LINK, LINK, "cases:confirm notify:confirm notify:manage moderation:object"),
    (LINK, None, """
        cases:sender projects:receipt petitions:receipt petitions:letter petitions:sheet petitions:question-receipt"""),
    (None, LINK, "cases:change projects:leave_out petitions:answer"),
    (PUBLIC_ONLY, None, "oparl:thing oparl:part oparl:nothing"),
    (PUBLIC_ONLY, None, "office:shown files:picture files:document cases:attachment sitemap-<name>-<number>.xml api/"),
    (PUBLIC_ONLY, PUBLIC_ONLY, "notify:newsletter-issue pages:page wagtaildocs_serve wagtaildocs_authenticate_with_password"),
    (None, CONFIGURED, "citizen-login"),
    (CONFIGURED, None, "citizen-callback"),
    (CONFIGURED, CONFIGURED, "socialaccount_signup"),
    (SIGNED_IN, SIGNED_IN, """
        accounts:details accounts:delete accounts:proofs accounts:letter accounts:code account_confirm_login_code
        mfa_login_webauthn socialaccount_connections account_reauthenticate account_email account_change_password
        account_set_password mfa_authenticate mfa_reauthenticate mfa_activate_totp mfa_generate_recovery_codes
        mfa_add_webauthn mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_edit_webauthn"""),
    (SIGNED_IN, None, """
        privacy:mine privacy:mine_json privacy:mine_pdf accounts:second-factor accounts:words mfa_index mfa_list_webauthn"""),
    (SIGNED_IN, OWN, "accounts:devices"),
    (EVERYBODY, EVERYBODY, "privacy:ask"),
    (LINK, LINK, "privacy:mailbox"),
    (LINK, None, "privacy:mailbox_json privacy:mailbox_pdf"),
    (PRESENT, PRESENT, "accounts:register mfa_deactivate_totp mfa_download_recovery_codes"),
    (PRESENT, None, "mfa_view_recovery_codes"),
    (DESK, None, "cases:desk cases:more projects:desk projects:desk-project council:desk-meeting"),
    (None, DESK, "cases:bulk"),
    (CASE_DESK, None, "cases:desk_case"),
    (ITS_DESK, None, "petitions:desk-letter petitions:desk-sheet"),
    (None, CASE_DESK, "cases:note cases:hand_over cases:assign"),
    (None, CASE_WRITERS, "cases:step"),
    (MODERATORS, MODERATORS, "moderation:queue moderation:block moderation:pattern"),
    (MODERATORS, None, "moderation:patterns"),
    (MODERATORS, Audience(frozenset(), "wenn etwas da ist", MODERATORS.people), "moderation:record"),
    (BEGINNERS, BEGINNERS, "projects:desk-new"),
    (WRITERS, WRITERS, "projects:desk-sheet projects:desk-places projects:desk-papers"),
    (None, WRITERS, """
        projects:desk-step projects:desk-drop-place projects:desk-photo projects:desk-drop-photo
        projects:desk-drop-paper"""),
    (None, COORDINATORS, """
        projects:desk-informed projects:desk-hide projects:desk-show projects:desk-schedule projects:desk-result
        projects:desk-cancel"""),
    (DESK, KEEPERS, "council:desk"),
    (COUNTER, None, "climate:desk"),
    (COUNTER, DEPARTMENT, "climate:desk-check"),
    (None, COORDINATORS, "climate:desk-opinion"),
    (KEEPERS, KEEPERS, """
        council:desk-suggestions council:desk-places council:desk-many council:desk-item-change council:desk-documents
        council:desk-papers council:desk-paper council:desk-record council:desk-record-new council:desk-present"""),
    (KEEPERS, None, """
        council:desk-council council:desk-records council:desk-findings council:desk-findings-csv council:desk-choices"""),
    (KEEPERS, AT_HAND_OF_KEEPERS, "council:desk-reading"),
    (None, KEEPERS, """
        council:desk-drop-document council:desk-release council:desk-take-back council:desk-paper-file
        council:desk-paper-drop-file council:desk-station council:desk-station-drop council:desk-right
        council:desk-record-drop"""),
    (None, AT_HAND_OF_KEEPERS, "council:desk-station-change council:desk-right-end"),
    (None, KEEPERS, "council:desk-move council:desk-cancel council:desk-item council:desk-drop-item council:desk-result"),
    (COUNTER, COUNTER, "accounts:desk-proofs accounts:desk-letters"),
    (KEEPERS, KEEPERS, "accounts:desk-register"),
    (WRITERS_OF_NEWS, None, "notify:newsletter-desk"),
    (WRITERS_OF_NEWS, WRITERS_OF_NEWS, "notify:newsletter-new"),
    (ITS_WRITERS, ITS_WRITERS, "notify:newsletter-edit"),
    (DESK_AND_EDITORS, None, "plain:overview"),
    (DESK_AND_EDITORS, DESK_AND_EDITORS, "plain:checker"),
    (None, DESK_AND_EDITORS, "plain:findings"),
    (OPERATORS, OPERATORS, "accounts:people"),
    (SERVED, None, "signon_machine:configuration signon_machine:keys"),
    (SERVED, SERVED, "signon_machine:userinfo"),
    (None, SERVED, "signon_machine:token signon_machine:revoke"),
    (SERVED, SERVED, "signon:authorize signon:logout"),
    (SIGNED_IN, OWN, "signon:mine"),
    (SERVES, SERVES, "signon:services"),
    (AT_HAND_SERVED, AT_HAND_SERVED, "signon:service"),
    (OPERATORS, None, "audit:log audit:table privacy:desk privacy:printed"),
    (OPERATORS, AT_HAND, "notify:outbox work:jobs"),
)  # fmt: skip


def table() -> dict[str, tuple[Audience | None, Audience | None]]:
    """Reading and writing by the name of the address."""
    found = [(name, (read, write)) for read, write, names in LINES for name in names.split()]
    assert len({name for name, _ in found}) == len(found), "an address stands twice"
    return dict(found)


def case_steps() -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Every registered step at the desk: kind, key, label, and the kinds of people that may take it."""
    for kind in registry.kinds():
        for step in kind.transitions:
            roles = {role for role in step.roles if role in PEOPLE}
            yield kind.key, step.key, f"{kind.title}: {step.label}", frozenset(roles)


def project_steps() -> Iterator[tuple[str, frozenset[str]]]:
    """The steps of a project after publication; those before are the town's release chain."""
    for step in AFTER_PUBLICATION:
        yield f"Vorhaben: {step.source.label} → {step.target.label}", frozenset(step.roles)  # type: ignore[attr-defined]
