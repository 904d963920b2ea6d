"""What the examples say: made up from the first to the last word, and therefore marked in every title."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mitmachstadt.spine.cases.registry import Given


@dataclass(frozen=True, kw_only=True)
class Example:
    """One proposal: words, votes, days since it came in, and its steps with the days before today they were taken.

    `reasons` says how many of the votes against carry which reason; `reached` the day the threshold was crossed.
    `before` are title and text before they were changed on the day after the release, `added` what was added later and
    when, `along` the public name of somebody who writes along, `easy` the text in plain language.
    """

    title: str
    text: str
    name: str
    days: int
    up: int = 0
    down: int = 0
    district: str = ""
    topic: str = ""
    label: str = ""
    reasons: dict[str, int] = field(default_factory=dict)
    released: int | None = None
    reached: int | None = None
    steps: tuple[tuple[str, Given, int], ...] = ()
    ended: int | None = None
    before: tuple[str, str] | None = None
    added: tuple[str, int] | None = None
    along: str = ""
    easy: str = ""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment under an example, `days` before today; `helpful` marks of nobody, `official` ones speak for the unit."""

    title: str
    text: str
    stance: str
    name: str
    days: int
    helpful: int = 0
    official: bool = False
    replies: tuple[Remark, ...] = ()


def given(text: str, *, outcome: str = "", passed_to: str = "", vote: str = "", **more: Any) -> Given:
    """What a step gives."""
    return Given(text=text, outcome=outcome, passed_to=passed_to, vote=vote, more=more)


EXAMPLES = (
    Example(
        title="Beispiel: Ruheplätze mit Bänken und Grün",
        text="Wer zu Fuß einkauft, braucht alle paar Minuten einen Platz zum Sitzen. Zwischen Münsterplatz und Markt gibt es "
        "heute keinen im Schatten.\n\nIch wünsche mir sechs kleine Plätze: eine Bank mit Lehne, ein Baum, ein Mülleimer, "
        "Platz für einen Rollstuhl oder Kinderwagen daneben.",
        name="Mehmet K. (Beispiel)", days=82, released=80, reached=27, up=214, down=38, district="castrop-altstadt",
        topic="oekologie", label="Münsterplatz", reasons={"place": 14, "money": 11, "other": 3},
        before=("Beispiel: Mehr Bänke in der Altstadt",
                "Wer zu Fuß einkauft, braucht einen Platz zum Sitzen. Zwischen Münsterplatz und Markt gibt es heute keinen.\n\n"
                "Ich wünsche mir drei kleine Plätze: eine Bank, ein Baum, ein Mülleimer daneben."),
        added=("Beispiel: Der Beirat der Älteren bittet um Armlehnen, damit man leichter aufsteht. Das nehme ich gern auf.", 20),
        along="Ayşe D. (Beispiel)",
        easy="Beispiel: In der Altstadt fehlen Bänke.\nDarum sollen dort 6 kleine Plätze entstehen.\nAn jedem Platz stehen "
        "eine Bank und ein Baum.\nDaneben ist Platz für einen Rollstuhl.",
    ),
    Example(
        title="Beispiel: Mehr Mülleimer am Kanal",
        text="Am Wochenende liegen am Ufer überall Becher. Die zwei Mülleimer sind schon mittags voll. Vier große mit Deckel "
        "würden reichen.",
        name="Ingrid P. (Beispiel)", days=12, released=11, up=41, down=3, district="henrichenburg", topic="oekologie",
        reasons={"money": 1},
    ),
    Example(
        title="Beispiel: Tempo 30 auf der ganzen Straße vor der Schule",
        text="Tempo 30 gilt heute nur auf 150 Metern. Die Kinder kommen aber aus beiden Richtungen. Bitte bis zu beiden "
        "Kreuzungen ausweiten.",
        name="Jonas W. (Beispiel)", days=31, released=30, up=88, down=79, district="ickern", topic="mobilitaet",
        reasons={"harm": 31, "exists": 9, "other": 12},
    ),
    Example(
        title="Beispiel: Bücherschrank am Marktplatz",
        text="Ein wetterfester Schrank, in den alle Bücher stellen und aus dem alle Bücher nehmen. Eine Patin gibt es schon.",
        name="Frauke S. (Beispiel)", days=300, released=298, reached=262, up=131, down=6, district="castrop-altstadt",
        topic="kultur", label="Marktplatz", reasons={"place": 2},
        steps=(
            ("answer", given("Beispiel-Antwort: Das machen wir. Der Schrank steht neben dem Brunnen, die Patin hat zugesagt.",
                             outcome="accepted", cost=2000, answered_by="Kulturbüro (Beispiel)"), 231),
            ("progress", given("Beispiel: Der Schrank ist bestellt."), 150),
            ("build", given("Beispiel: Der Schrank steht und ist gut gefüllt.", cost_final=1870), 96),
        ),
    ),
    Example(
        title="Beispiel: Jeden Sonntag eine Altstadt ohne Autos",
        text="Einmal in der Woche gehört die Altstadt den Menschen zu Fuß, mit Musik und Tischen auf der Straße.",
        name="", days=240, released=238, reached=190, up=312, down=190, district="castrop-altstadt", topic="mobilitaet",
        reasons={"harm": 88, "other": 20, "money": 5},
        steps=(
            ("answer", given("Beispiel-Antwort: Jeden Sonntag geht nicht, weil Pflegedienste und Kirchgänger hineinmüssen. "
                             "Vier Sonntage im Jahr probieren wir aus.", outcome="in_part", vote="9 zu 4",
                             answered_by="Ausschuss für Bürger:innenbeteiligung (Beispiel)"), 120),
            ("ask_back", given("Beispiel: Welche vier Sonntage sind das?"), 100),
            ("answer", given("Beispiel-Antwort: Der erste Sonntag im März, Juni, September und Dezember.", outcome="in_part",
                             answered_by="Verkehrsplanung (Beispiel)"), 84),
        ),
    ),
    Example(
        title="Beispiel: Eine eingezäunte Hundewiese",
        text="Hunde sollen irgendwo ohne Leine laufen dürfen, ohne dass Kinder Angst haben.",
        name="Kemal A. (Beispiel)", days=200, released=198, up=23, down=9, district="schwerin", topic="soziales",
        ended=78,
    ),
    Example(
        title="Beispiel: Wasserspender in allen Schulen",
        text="In jeder Schule ein Spender für Trinkwasser, dann braucht niemand mehr Plastikflaschen.",
        name="Klasse 7b (Beispiel)", days=1, topic="soziales",
    ),
)  # fmt: skip

REMARKS = (
    Remark(
        title="Beispiel: Ruheplätze mit Bänken und Grün", stance="neutral", name="A. Celik (Beispiel)", days=20,
        official=True,
        text="Beispiel: Wir sehen uns gerade an, wo Leitungen liegen. Vier der sechs Plätze sind ohne Umbau möglich. Bis zur "
        "Sitzung stellen wir eine Karte ein.",
    ),
    Remark(
        title="Beispiel: Ruheplätze mit Bänken und Grün", stance="for", name="Ingrid P. (Beispiel)", days=61, helpful=9,
        text="Beispiel: Meine Mutter ist 84 und geht nicht mehr in die Altstadt, weil sie unterwegs nirgends sitzen kann.",
        replies=(
            Remark(title="", stance="for", name="Kemal A. (Beispiel)", days=60,
                   text="Beispiel: Bei uns ist es genauso. Eine Lehne ist wichtiger als das Grün."),
        ),
    ),
    Remark(
        title="Beispiel: Ruheplätze mit Bänken und Grün", stance="question", name="Jonas W. (Beispiel)", days=44, helpful=4,
        text="Beispiel: Wer leert die Mülleimer, und was kostet das im Jahr?",
    ),
    Remark(
        title="Beispiel: Ruheplätze mit Bänken und Grün", stance="against", name="Frauke S. (Beispiel)", days=38, helpful=2,
        text="Beispiel: Vor den Läden ist es jetzt schon eng. Mit Bänken kommt kein Kinderwagen mehr durch.",
    ),
    Remark(
        title="Beispiel: Mehr Mülleimer am Kanal", stance="for", name="Klasse 7b (Beispiel)", days=9, helpful=3,
        text="Beispiel: Wir haben am Samstag gesammelt: drei Säcke in einer Stunde.",
    ),
)  # fmt: skip
