"""Text in the length and with the frequencies of real challenges: few words are common, most are rare."""

from __future__ import annotations

from itertools import accumulate
from random import Random

SEED = 20_270_302
SUBJECT_WORDS = """
street lighting damp home sensor bus stop flood drain school meal care visit waste collection heat
pump air quality litter bin pothole survey tree canopy library loan parking permit cycle lane festival crowd gate ticket
volunteer match benefit claim noise complaint bridge inspection river level allotment queue playground repair energy
meter tenant message ambulance ramp market stall graffiti report winter gritting carer break museum visitor translation
hospital discharge meadow mowing planning notice archive scan kerb charging battery reuse textile sorting food surplus
fridge network drone roof mould predictor lift outage vacant shop"""
COMMON_WORDS = """
the of to and a in that for is on with as by are it be which who from this at not can have council people
services residents every need work data day week officers local new small"""
SUBJECTS = SUBJECT_WORDS.split()
COMMON = COMMON_WORDS.split()
ONSETS = (*"bcdfghlmnprstvw", "br", "cr", "dr", "gr", "pl", "st", "tr")
VOWELS = tuple("aeiou")
ENDS = ("n", "r", "l", "nd", "st", "ck", "m")
RARE_WORDS = 24_000
SENTENCES = 24_000
ZIPF = 1.05  # exponent of word frequency against rank

# What people type: two or three words each.
SEARCHES = (
    "street lighting",
    "damp homes sensors",
    "flood drains",
    "bus stop",
    "crowd gate",
    "school meals waste",
    "heat pumps",
    "pothole survey drone",
    "carers breaks",
    "parking permits",
    "air quality",
    "textile sorting reuse",
)


class Writer:
    """Writes titles and texts; the same ones each time."""

    def __init__(self) -> None:
        self._random = Random(SEED)
        words = [*COMMON, *SUBJECTS, *self._rare_words()]
        weights = list(accumulate(1 / rank**ZIPF for rank in range(3, len(words) + 3)))
        self._sentences = [
            " ".join(self._random.choices(words, cum_weights=weights, k=self._random.randint(9, 24))).capitalize() + "."
            for _ in range(SENTENCES)
        ]

    def _rare_words(self) -> list[str]:
        pick = self._random.choice
        made = {
            "".join(pick(ONSETS) + pick(VOWELS) for _ in range(self._random.randint(1, 3))) + pick(ENDS)
            for _ in range(RARE_WORDS)
        }
        return sorted(made, key=lambda word: (hash_of(word), word))

    def title(self) -> str:
        """Return about 70 characters."""
        first, second, third, fourth = self._random.sample(SUBJECTS, 4)
        return f"Find a better way to {first} {second} with {third} for the {fourth} of every resident"

    def text(self, characters: int) -> str:
        """Return paragraphs of about so many characters."""
        sentences: list[str] = []
        length = 0
        while length < characters:
            sentences.append(self._random.choice(self._sentences))
            length += len(sentences[-1]) + 1
            if len(sentences) % 4 == 0:
                sentences.append("\n\n")
        return " ".join(sentences).replace(" \n\n ", "\n\n").strip()

    def line(self, most: int) -> str:
        """Return one line of at most so many characters."""
        return self.text(most // 2)[:most].replace("\n", " ").strip()


def hash_of(word: str) -> int:
    """Return a number that is the same in every process: the order of rare words must not be that of the alphabet."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(word)) % 104_729
