"""What the examples say: invented from the first to the last word, and therefore marked in every title."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PetitionExample:
    """One petition: `days` are those from today on which it arrived and each step was taken; `steps` which ones.

    What a body did bears the day of its meeting, whatever `days` says. `means` is the council's word for its result.
    """

    title: str
    wish: str
    reason: str
    place: str = ""
    district: str = ""
    with_name: bool = False
    signatories: int = 0
    steps: tuple[str, ...] = ()
    days: tuple[int, ...] = (0,)
    meeting: int = 0
    result: str = ""
    means: str = ""
    vote: str = ""
    outcome: str = ""
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionExample:
    """One question, with the same meaning of `days`."""

    text: str
    background: str = ""
    steps: tuple[str, ...] = ()
    days: tuple[int, ...] = (0,)
    answer: str = ""
    answered_by: str = ""
    follow_up: str = ""
    follow_up_answer: str = ""


#: Days from today of the two example meetings: one behind us, one ahead.
BEHIND, AHEAD = -20, 30
BODY = "ausschuss_buergerbeteiligung"
AUTHOR, ADDRESS = "Erika Beispiel", "Beispielweg 1, 00000 Beispielstadt"

PETITIONS = (
    PetitionExample(
        title="Beispiel: Sitzbänke am Weg zum Friedhof",
        wish="Beispiel: Die Stadt stellt am Weg zum Friedhof alle 150 Meter eine Bank mit Lehne auf.",
        reason="Beispiel: Viele ältere Menschen gehen diesen Weg jede Woche. Auf 600 Metern gibt es keinen Platz zum Ausruhen.\n"
        "Drei Bänke würden genügen.",
        place="Beispielweg",
        district="ickern",
        with_name=True,
        signatories=14,
        steps=("admit", "schedule", "record", "decide"),
        days=(-62, -57, -44, -20, -15),
        meeting=BEHIND,
        result="Beispiel: Die Verwaltung stellt in diesem Jahr zwei Bänke auf. Über eine dritte wird nach einem Jahr beraten.",
        means="changed",
        vote="11 zu 0 bei 2 Enthaltungen",
        outcome="in_part",
        answer="comes",
    ),
    PetitionExample(
        title="Beispiel: Trinkwasser auf dem Marktplatz",
        wish="Beispiel: Die Stadt richtet auf dem Marktplatz einen Trinkbrunnen ein, der auch mit dem Rollstuhl erreichbar ist.",
        reason="Beispiel: An heißen Tagen ist der Platz voll, und Wasser gibt es nur zu kaufen.",
        place="Marktplatz",
        signatories=3,
        steps=("admit", "schedule"),
        days=(-12, -7, -3),
        meeting=AHEAD,
    ),
    PetitionExample(
        title="Beispiel: Ruhige Stunde im Hallenbad",
        wish="Beispiel: Das Hallenbad öffnet einmal in der Woche eine Stunde ohne Musik und mit gedämpftem Licht.",
        reason="Beispiel: Manche Menschen halten Lärm und grelles Licht schlecht aus. Für sie wäre Schwimmen so wieder möglich.",
        steps=("admit",),
        days=(-9, -4),
    ),
    PetitionExample(
        title="Beispiel: Kürzere Schlangen an der Autobahnauffahrt",
        wish="Beispiel: Die Stadt baut die Auffahrt der Autobahn um.",
        reason="Beispiel: Am Morgen staut es sich dort.",
        steps=("refuse",),
        days=(-30, -24),
    ),
    PetitionExample(
        title="Beispiel: Bücherschrank für den Stadtteil",
        wish="Beispiel: Die Stadt erlaubt einen öffentlichen Bücherschrank vor dem Bürgerhaus.",
        reason="Beispiel: Ein Verein würde ihn pflegen. Es fehlt nur der Platz.",
        days=(-2,),
    ),
)

QUESTIONS = (
    QuestionExample(
        text="Beispiel: Wann wird der Spielplatz am Beispielweg wieder geöffnet?",
        background="Beispiel: Seit dem Sommer steht dort ein Zaun, und niemand weiß, warum.",
        steps=("admit", "answer"),
        days=(-34, -31, -20),
        answer="Beispiel: Die Seilbahn muss erneuert werden. Das neue Seil ist bestellt, der Spielplatz öffnet Ende des Monats.",
        answered_by="Bürgermeister:in (Beispiel)",
        follow_up="Beispiel: Kann der Rest des Spielplatzes schon vorher öffnen?",
        follow_up_answer="Beispiel: Ja. Der Zaun wird enger um die Seilbahn gestellt.",
    ),
    QuestionExample(
        text="Beispiel: Wie viele Bäume hat die Stadt im letzten Jahr gepflanzt, und wie viele sind angewachsen?",
        steps=("admit",),
        days=(-6, -4),
    ),
    QuestionExample(
        text="Beispiel: Warum ist das Bürgerbüro am Mittwoch geschlossen?",
        days=(-1,),
    ),
)
REFUSAL = (
    "Beispiel: Autobahnen baut die Autobahn GmbH des Bundes. Wir haben Ihren Wunsch dorthin weitergegeben."
)
REASON = (
    "Beispiel: Zwei Bänke passen in den Haushalt dieses Jahres. Ob eine dritte gebraucht wird, zeigt sich, wenn die ersten "
    "beiden ein Jahr stehen."
)
