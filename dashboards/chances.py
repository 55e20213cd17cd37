"""How probable something is, in words a council understands; probabilities are counted from draws."""

from dashboards import text

# Below this share (and above its counterpart) nobody should rely on the count itself.
RARE = 0.02
# Above this share it is told in tenths, below as one case in so many.
OFTEN = 0.55
# So many draws without a single hit leave room for this many more (rule of three).
UNSEEN = 3
ORDINALS = {2: "zweite", 3: "dritte", 4: "vierte", 5: "fünfte", 6: "sechste", 7: "siebte", 8: "achte",
            9: "neunte", 10: "zehnte", 12: "zwölfte", 15: "fünfzehnte", 20: "zwanzigste",
            25: "fünfundzwanzigste", 30: "dreißigste", 40: "vierzigste", 50: "fünfzigste"}  # fmt: skip
TENS = ("", "einem", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
MORE, FEWER, EQUAL = "mehr", "weniger", "gleich"
NO_CHANCE = {
    "diagnose": "Diagnose, keine mögliche Zukunft",
    "was_waere_wenn": "Rechenbeispiel ohne Wahrscheinlichkeit",
}


def chance(share: float, draws: int) -> str:
    """Return a share of draws as natural frequency: "etwa jeder sechste Fall".

    "sehr unwahrscheinlich (unter 2 %)" and "so gut wie sicher (über 98 %)" at the ends; few draws widen them.
    """
    rare = max(RARE, UNSEEN / draws)
    if share < rare:
        return f"sehr unwahrscheinlich (unter {text.percent(rare, 0)})"
    if share > 1 - rare:
        return f"so gut wie sicher (über {text.percent(1 - rare, 0)})"
    if share > OFTEN:
        return f"etwa {TENS[min(round(10 * share), 9)]} von zehn Fällen"
    return f"etwa jeder {ORDINALS[nearest(share)]} Fall"


def nearest(share: float) -> int:
    """Return in how many cases there is one, of the numbers that have a word."""
    return min(ORDINALS, key=lambda number: abs(1 / number - share))


def beyond(direction: str, share: float, draws: int) -> str:
    """Return how probable it is to end at or beyond a value above ("mehr") or below ("weniger") the Basis."""
    words = "so viele oder mehr" if direction == MORE else "so wenige oder weniger"
    return f"{words}: {chance(share, draws)}"


def of_scenario(kind: str | None, direction: str | None, share: float | None, draws: int | None) -> str:
    """Return the chance of a scenario; decisions and diagnoses say that they have none; "…" if unknown."""
    if kind == "was_waere_wenn" and direction == EQUAL:
        return "Rechenbeispiel, hier ohne Wirkung"
    if kind in NO_CHANCE:
        return NO_CHANCE[kind]
    if direction is None or text.is_missing(direction):
        return text.MISSING
    if direction not in {MORE, FEWER}:
        return "nicht von der Basis zu unterscheiden"
    if share is None or draws is None or text.is_missing(share):
        return NO_CHANCE["was_waere_wenn"]
    return beyond(direction, share, int(draws))
