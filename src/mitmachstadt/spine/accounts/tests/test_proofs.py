"""Proving residence and age: each way, what is kept, who may, and what happens with wrong and parallel tries."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from mitmachstadt.spine.accounts import proof_actions as actions
from mitmachstadt.spine.accounts import proof_rules, queries
from mitmachstadt.spine.accounts.models import (
    Letter,
    LetterBatch,
    Proof,
    RegisterHash,
    RegisterList,
    Role,
    User,
)
from mitmachstadt.spine.accounts.rules import old_enough, problems_with_age, proven_age, proven_resident
from mitmachstadt.spine.accounts.tests.people import account, unit, with_role
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.importers.town import import_rules
from mitmachstadt.spine.city.importing import Report, check_rule
from mitmachstadt.spine.city.models import RuleRecord
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db
KEY = "ein-schluessel-mit-mehr-als-32-zeichen"
ADDRESS = {"name": "Gerda Muster", "street": "Europaplatz 1", "postal_code": "44575"}


@pytest.fixture(autouse=True)
def clean_cache():
    cache.clear()


@pytest.fixture
def gerda():
    return account("gerda")


@pytest.fixture
def celik():
    return with_role("celik", Role.CLERK, unit())


@pytest.fixture
def olga():
    return with_role("olga", Role.OPERATOR)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def codes_of(pdf: bytes) -> list[str]:
    return [
        next(
            line.strip()
            for line in page.extract_text().splitlines()
            if line.count("-") == 2 and len(line.strip()) == 14
        )
        for page in PdfReader(BytesIO(pdf)).pages
    ]


def printed(by: User) -> tuple[LetterBatch, bytes]:
    batch = actions.gather_letters(by=by)
    return batch, actions.print_letters(batch, by=by)


def test_a_letter_from_the_wish_to_the_proof(gerda, celik):
    resident, desk = client_of(gerda), client_of(celik)
    assert resident.get("/meins/nachweis/brief/").status_code == 200
    wrong = resident.post(
        "/meins/nachweis/brief/", {"name": "Gerda", "street": "Platz", "postal_code": "45127"}
    )
    assert wrong.status_code == 422 and all(f'id="id_{name}_error"' in wrong.text for name in ADDRESS)
    assert resident.post("/meins/nachweis/brief/", ADDRESS).url == "/meins/nachweis/"
    assert resident.post("/meins/nachweis/brief/", ADDRESS).status_code == 422, "one letter is on its way"
    assert resident.get("/meins/nachweis/code/").status_code == 200
    assert "1" in desk.get("/schreibtisch/nachweise/briefe/").text
    desk.post("/schreibtisch/nachweise/briefe/", {"sammeln": "1"})
    batch = LetterBatch.objects.get()
    answer = desk.post("/schreibtisch/nachweise/briefe/", {"drucken": str(batch.pk)})
    assert answer["Content-Type"] == "application/pdf" and answer["Cache-Control"] == "private, no-store"
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Gerda Muster" in text and "44575 Castrop-Rauxel" in text and "/meins/nachweis/code/" in text
    code = codes_of(answer.content)[0]
    assert code.replace("-", "") not in str(Letter.objects.values()), "the code is kept hashed only"
    desk.post("/schreibtisch/nachweise/briefe/", {"verschickt": str(batch.pk)})
    letter = Letter.objects.get()
    assert letter.name == letter.street == letter.postal_code == "", "the address is forgotten"
    assert desk.post("/schreibtisch/nachweise/briefe/", {"drucken": str(batch.pk)}).status_code == 302
    assert resident.post("/meins/nachweis/code/", {"code": "FALSCH"}).status_code == 422
    assert resident.post("/meins/nachweis/code/", {"code": f" {code.lower()} "}).url == "/meins/nachweis/"
    proof = Proof.objects.get()
    assert (proof.user, proof.kind, proof.resident, proof.age_at_least) == (gerda, "letter", True, None)
    assert proven_resident(fresh(gerda), timezone.localdate()) and not Letter.objects.exists()
    assert not LogEntry.objects.filter(object_title__contains="gerda").exists()


def test_letters_are_one_page_each_accessible_and_with_the_address_in_the_window(celik):
    for number in range(30):
        person = account(f"kind{number}")
        actions.ask_for_letter(
            person, name=f"Kind Nummer {number}", street=f"Weg {number}", postal_code="44577"
        )
    _batch, pdf = printed(celik)
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 30 == len(set(codes_of(pdf)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("de") and b"pdfuaid" in pdf
    places = []

    def visit(text, cm, tm, _font, _size):
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        places.append((text.strip(), x, y))

    reader.pages[7].extract_text(visitor_text=visit)
    x, y = next((x, y) for text, x, y in places if "Nummer 7" in text)
    from_top, from_left = 297 - y * 25.4 / 72, x * 25.4 / 72
    assert 62.7 < from_top < 90 and 24.9 < from_left < 100, "the window of DIN 5008"


def test_a_letter_with_the_longest_names_still_fits_one_page(celik, gerda):
    actions.ask_for_letter(
        gerda, name="W" * 49 + " " + "Ö" * 50, street="Straße " * 13 + "100", postal_code="44577"
    )
    assert len(PdfReader(BytesIO(printed(celik)[1])).pages) == 1


def test_a_code_counts_for_its_account_only_until_its_day_and_few_tries(gerda, celik, time_machine):
    time_machine.move_to("2026-11-02T10:00Z", tick=False)
    thief = account("dieb")
    for person, street in ((gerda, "Weg 1"), (thief, "Weg 2")):
        actions.ask_for_letter(person, name="Vor Nach", street=street, postal_code="44575")
    _batch, pdf = printed(celik)
    first, second = codes_of(pdf)
    for _ in range(4):
        with pytest.raises(Refused) as refused:
            actions.redeem_code(gerda, second)
        assert refused.value.codes == ("wrong",)
    time_machine.move_to("2026-12-02T22:00Z", tick=False)
    actions.redeem_code(gerda, first)
    with pytest.raises(Refused):
        actions.redeem_code(gerda, first)
    for _ in range(5):
        with pytest.raises(Refused):
            actions.redeem_code(thief, "AAAA")
    with pytest.raises(Refused) as refused:
        actions.redeem_code(thief, second)
    assert refused.value.codes == ("tries",), "even the right code comes too late now"
    late = account("spaet")
    actions.ask_for_letter(late, name="Vor Nach", street="Weg 3", postal_code="44575")
    code = codes_of(printed(celik)[1])[0]
    time_machine.move_to("2027-01-02T10:00Z", tick=False)
    with pytest.raises(Refused) as refused:
        actions.redeem_code(late, code)
    assert refused.value.codes == ("expired",)
    actions.ask_for_letter(thief, name="Vor Nach", street="Weg 2", postal_code="44575")


def test_printing_again_ends_the_old_codes(gerda, celik):
    actions.ask_for_letter(gerda, **ADDRESS)
    batch, pdf = printed(celik)
    again = actions.print_letters(batch, by=celik)
    with pytest.raises(Refused):
        actions.redeem_code(gerda, codes_of(pdf)[0])
    assert actions.redeem_code(gerda, codes_of(again)[0]).resident


def test_one_house_does_not_drown_in_letters():
    for number in range(6):
        actions.ask_for_letter(account(f"kind{number}"), **ADDRESS)
    with pytest.raises(Refused) as refused:
        actions.ask_for_letter(account("siebtes"), **{**ADDRESS, "street": "europaplatz  1"})
    assert refused.value.codes == ("many",)


def test_addresses_are_forgotten_even_when_nobody_reports(gerda, celik, time_machine):
    time_machine.move_to("2026-11-02T10:00Z", tick=False)
    actions.ask_for_letter(gerda, **ADDRESS)
    printed(celik)
    assert actions.forget_over() == 0
    time_machine.move_to("2026-12-03T10:00Z", tick=False)
    actions.forget_over()
    assert Letter.objects.get().street == ""
    time_machine.move_to("2027-01-03T10:00Z", tick=False)
    actions.forget_over()
    assert not Letter.objects.exists()


def test_the_counter_confirms_and_the_person_is_told(gerda, celik):
    desk = client_of(celik)
    page = desk.get("/schreibtisch/nachweise/")
    assert page.status_code == 200 and "mindestens 14 Jahre" in page.text
    data = {"email": gerda.email, "resident": "on", "age": "14", "consent": "on"}
    assert desk.post("/schreibtisch/nachweise/", data).status_code == 302
    proof = Proof.objects.get()
    assert (proof.kind, proof.resident, proof.age_at_least, proof.consent) == ("counter", True, 14, True)
    assert Mail.objects.get().to == gerda.email
    assert LogEntry.objects.get(action="proof.recorded").actor == celik
    for wrong in ({"email": "niemand@example.org", "resident": "on"}, {"email": gerda.email},
                  {"email": celik.email, "resident": "on"}, {"email": gerda.email, "age": "13"}):  # fmt: skip
        answer = desk.post("/schreibtisch/nachweise/", wrong)
        assert answer.status_code == 422 and "error" in answer.text
    assert Proof.objects.count() == 1


def test_residents_and_others_confirm_nothing(gerda):
    with pytest.raises(Refused):
        actions.confirm_at_counter(account("nachbar"), by=gerda, resident=True)
    for role in (Role.MODERATOR, Role.EDITOR):
        with pytest.raises(Refused):
            actions.confirm_at_counter(gerda, by=with_role(role, role), resident=True)
    with pytest.raises(Refused):
        actions.load_register([], as_of=date(2026, 1, 1), by=with_role("amt", Role.CLERK, unit()))
    assert not Proof.objects.exists()


def entry(family: str, first: str, born: date, postal: str = "44575") -> str:
    """As the documentation tells the register office to do it."""
    text = "|".join((family, first, born.isoformat(), postal))
    return hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def register_list(*more: str) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(200)] + list(more)


def test_the_register_proves_without_naming_anybody(settings, gerda, olga):
    settings.REGISTER_KEY = KEY
    desk, resident = client_of(olga), client_of(gerda)
    assert resident.get("/meins/nachweis/melderegister/").status_code == 404, "no list yet"
    lines = register_list(entry("muellermeier", "gerda", date(1950, 5, 17)))
    file = SimpleUploadedFile("liste.txt", ("\r\n".join(lines) + "\n").encode(), "text/plain")
    data = {"file": file, "as_of": "2026-11-01"}
    assert desk.post("/schreibtisch/nachweise/melderegister/", data).status_code == 302
    assert "201" in desk.get("/schreibtisch/nachweise/melderegister/").text
    given = {
        "first_name": "Gerda-Maria",
        "family_name": "Müller-Meier",
        "born": "1950-05-17",
        "postal_code": "44575",
    }
    assert resident.post("/meins/nachweis/melderegister/", {**given, "born": "1950-05-18"}).status_code == 422
    assert resident.post("/meins/nachweis/melderegister/", given).status_code == 302
    proof = Proof.objects.get()
    assert (proof.kind, proof.resident, proof.age_at_least) == ("register", True, 18)
    kept = str([list(model.objects.values()) for model in (Proof, User, RegisterList)])
    assert "1950" not in kept and "Meier" not in kept and lines[-1] not in kept
    with pytest.raises(Refused) as refused:
        actions.compare_with_register(
            account("zweites"),
            family_name="Müller-Meier",
            first_name="Gerda",
            born=date(1950, 5, 17),
            postal_code="44575",
        )
    assert refused.value.codes == ("used",), "one entry proves one account"
    assert actions.compare_with_register(
        gerda, family_name="MUELLERMEIER", first_name="gerda", born=date(1950, 5, 17), postal_code="44575"
    ).pk == proof.pk  # fmt: skip


def test_guessing_in_the_register_ends_after_a_few_tries(settings, gerda, olga):
    settings.REGISTER_KEY = KEY
    actions.load_register(register_list(), as_of=date(2026, 1, 1), by=olga)
    client = client_of(gerda)
    given = {"first_name": "A", "family_name": "B", "born": "1950-05-17", "postal_code": "44575"}
    texts = [client.post("/meins/nachweis/melderegister/", given).text for _ in range(6)]
    assert "morgen wieder" in texts[5] and "morgen wieder" not in texts[4]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([*register_list(), "Gerda Müller"], "line"), (register_list()[:99], "few"),
        ([*register_list(), "g" * 64], "line"), ([], "few"),
    ],
)  # fmt: skip
def test_a_wrong_list_changes_nothing(settings, olga, lines, code):
    settings.REGISTER_KEY = KEY
    actions.load_register(register_list(), as_of=date(2026, 1, 1), by=olga)
    with pytest.raises(Refused) as refused:
        actions.load_register(lines, as_of=date(2026, 2, 1), by=olga)
    assert refused.value.codes == (code,)
    assert RegisterHash.objects.count() == 200 and str(RegisterList.objects.get().as_of) == "2026-01-01"


def test_binary_files_get_a_sentence(settings, olga):
    settings.REGISTER_KEY = KEY
    file = SimpleUploadedFile("liste.xlsx", bytes(range(256)) * 50)
    answer = client_of(olga).post(
        "/schreibtisch/nachweise/melderegister/", {"file": file, "as_of": "2026-11-01"}
    )
    assert answer.status_code == 422 and 'id="id_file_error"' in answer.text


def test_the_register_office_makes_the_list_itself(settings, tmp_path):
    settings.REGISTER_KEY = KEY
    table, made = tmp_path / "a.csv", tmp_path / "b.txt"
    table.write_text(
        "familienname;vorname;geburtstag;plz\nMüller-Meier;Gerda Maria;1950-05-17;44575\n", "utf-8"
    )
    call_command("hash_register", str(table), str(made))
    assert made.read_text() == entry("muellermeier", "gerda", date(1950, 5, 17)) + "\n"
    table.write_text("familienname;vorname;geburtstag;plz\nMüller;Gerda;17.05.1950;44575\n", "utf-8")
    with pytest.raises(CommandError, match="Zeile 2"):
        call_command("hash_register", str(table), str(made))


def test_a_proven_age_grows_with_the_years_and_the_birthday_is_not_needed(gerda):
    Proof.objects.create(user=gerda, kind="counter", day=date(2024, 3, 1), age_at_least=14)
    someone = fresh(gerda)
    assert proven_age(someone, date(2024, 2, 29)) == 0, "a proof says nothing about the time before"
    assert proven_age(someone, date(2026, 2, 28)) == 15 and proven_age(someone, date(2026, 3, 1)) == 16
    assert old_enough(someone, 16, date(2026, 3, 1)) and not old_enough(someone, 16, date(2026, 2, 28))


@pytest.mark.parametrize(
    ("age", "consent", "wanted", "codes"),
    [
        (None, False, 10, ["age_not_proven"]), (10, False, 10, ["needs_consent"]), (10, True, 10, []),
        (10, True, 14, ["age_not_proven"]), (14, False, 14, ["needs_consent"]), (16, False, 10, []), (18, False, 16, []),
    ],
)  # fmt: skip
def test_children_take_part_with_their_parents_consent(gerda, age, consent, wanted, codes):
    Proof.objects.create(user=gerda, kind="counter", day=date(2026, 1, 1), age_at_least=age, consent=consent)
    found = problems_with_age(fresh(gerda), wanted, date(2026, 1, 2), consent_below=16)
    assert [problem.code for problem in found] == codes


@pytest.mark.parametrize(
    ("born", "step"),
    [
        (date(2016, 11, 24), 10), (date(2016, 11, 25), None), (date(2008, 11, 24), 18), (date(1926, 1, 1), 18),
        (date(2012, 2, 29), 14), (None, None), (date(2027, 1, 1), None),
    ],
)  # fmt: skip
def test_only_a_step_is_kept_of_an_age(born, step):
    assert proof_rules.age_step(born, date(2026, 11, 24), (10, 12, 14, 16, 18)) == step


@pytest.mark.parametrize(("start", "end"), [((2024, 2, 29), (2026, 2, 28)), ((2026, 1, 31), (2028, 1, 31))])
def test_two_years_later_is_a_day_of_the_calendar(start, end):
    assert proof_rules.months_later(date(*start), 24) == date(*end)


def test_a_proof_of_residence_ends_by_the_rule_of_its_day(gerda, settings, time_machine):
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    import_rules(settings.TOWN_DIR, Report("x"))
    rule = queries.take_part_on(date(2026, 11, 24))
    assert rule.minimum_age == 10 and rule.consent_below == 16 and "DSGVO" in rule.source
    assert RuleRecord.objects.get(key="mitwirkung").source
    actions.record_proof(gerda, "counter", resident=True)
    assert proven_resident(fresh(gerda), date(2028, 11, 24)) and not proven_resident(
        fresh(gerda), date(2028, 11, 25)
    )
    assert not proven_resident(fresh(gerda), date(2026, 11, 23))


@pytest.mark.parametrize(
    "data",
    [
        {}, {"age": {"minimum": 10, "consent_below": 16, "steps": [10]}},
        {"age": {"minimum": "10", "consent_below": 16, "steps": [10, 16]}, "residence": {"valid_months": 1},
         "letter": {"valid_days": 1, "tries": 0}},
    ],
)  # fmt: skip
def test_a_wrong_rule_file_is_refused(data):
    with pytest.raises(Refused):
        check_rule("mitwirkung", data)


def test_people_take_proofs_back_but_only_their_own(gerda):
    other = account("celik2")
    mine, foreign = (Proof.objects.create(user=u, kind="counter", day=date(2026, 1, 1), resident=True,
                     valid_until=date(2026, 1, 1) + timedelta(days=3000)) for u in (gerda, other))  # fmt: skip
    client = client_of(gerda)
    assert "nachgewiesen" in client.get("/meins/nachweis/").text
    assert client.post("/meins/nachweis/", {"entfernen": str(foreign.pk)}).status_code == 404
    client.post("/meins/nachweis/", {"entfernen": str(mine.pk)})
    assert list(Proof.objects.all()) == [foreign]
