"""The words of the examples; all of them are made up."""

from __future__ import annotations

from dataclasses import dataclass

from mitmachstadt.spine.cases.registry import Given

#: One step: its key, what is given, and how many days before today it was taken.
Step = tuple[str, Given, int]
START = Given(text="Beispiel: Wir haben es uns angesehen und kümmern uns darum.")
FIXED = Given(
    text="Beispiel: Der Schaden ist behoben. Danke für die Meldung.", more={"closing_reason": "repariert"}
)
CLOSED = Given(
    text="Beispiel: Wir waren zweimal dort und haben nichts gefunden.",
    more={"closing_reason": "nicht_gefunden"},
)
PASSED = Given(
    text="Beispiel: Dafür ist eine andere Stelle zuständig. Wir fragen dort nach.",
    passed_to="Beispiel: Straßenbau des Landes",
)
OBJECTION = Given(text="Beispiel: Das Loch ist noch da, nur daneben wurde geflickt.")


@dataclass(frozen=True, kw_only=True)
class Example:
    """One report: category, words, days since it came in, steps, pictures with the word whether they are released."""

    category: str
    text: str
    days: int
    steps: tuple[Step, ...] = ()
    pictures: tuple[tuple[str, bool], ...] = ()
    after: str = ""
    companions: int = 0
    merged_into: int | None = None
    promised: int | None = None


EXAMPLES = (
    Example(
        category="schlagloch", text="Beispiel: Tiefes Loch in der Fahrbahn, Räder setzen auf.", days=3,
        pictures=(("hole", True),), companions=3,
    ),
    Example(category="lampe_aus", text="Beispiel: Die Laterne am Fußweg bleibt dunkel.", days=6,
            steps=(("start", START, 5),), promised=4, pictures=(("lamp", True),), companions=1),
    Example(category="wilder_muell", text="Beispiel: Am Container liegen ein Schrank und Säcke.", days=2,
            pictures=(("litter", False),)),
    Example(category="stufe", text="Beispiel: Hohe Stufe vor dem Eingang, mit dem Rollstuhl geht es nicht.", days=12,
            steps=(("start", START, 10),), promised=20, pictures=(("step", True),), companions=2),
    Example(category="papierkorb", text="Beispiel: Der Papierkorb an der Haltestelle quillt über.", days=9,
            steps=(("fix", FIXED, 7),), after="mended"),
    Example(category="gehweg", text="Beispiel: Eine Platte auf dem Gehweg wackelt.", days=34,
            steps=(("start", START, 30), ("fix", FIXED, 21), ("dispute", OBJECTION, 18)), pictures=(("hole", True),)),
    Example(category="gully", text="Beispiel: Bei Regen steht das Wasser auf der Straße.", days=28,
            steps=(("close", CLOSED, 20),)),
    Example(category="ampelzeit", text="Beispiel: Die Grünphase reicht mit dem Rollator nur bis zur Mittelinsel.", days=25,
            steps=(("pass_on", PASSED, 22),), companions=4),
    Example(category="schlagloch", text="Beispiel: Loch in der Straße, gleich neben der Haltestelle.", days=1,
            merged_into=0),
    Example(category="radweg", text="Beispiel: Scherben auf dem Radweg in der Kurve.", days=15,
            steps=(("fix", FIXED, 14),)),
    Example(category="kasten_offen", text="Beispiel: Der graue Schaltkasten steht offen.", days=0,
            pictures=(("lamp", False),)),
    Example(category="menschen", text="Beispiel: Ein Mensch sitzt seit Tagen ohne Decke unter der Brücke.", days=1),
)  # fmt: skip
