"""How it stands with two places, by all that a document says of them: the features of the last decision on pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..decide.linear import Linear
from ..knowledge.gazetteer import Gazetteer
from ..model import Status
from .candidates import Candidate, status_features
from .second import line_of, reached, roles, tenths

Two = tuple[str, str]
"""The keys of two places, sorted."""
SHOWN = ("line=", "title ", "sides", "one province", "in a title", "document=")
"""What of the likeliest candidate's own features tells of the pair."""
OTHER = tuple(status.value for status in Status if status is not Status.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Naming:
    """A candidate as the first decisions weigh it."""

    candidate: Candidate
    probability: float
    """That the two are paired and the pair is in force."""
    stated: Mapping[str, float]
    """The probability of each status."""


def namings_of(
    candidates: Iterable[Candidate], probabilities: Iterable[float], status: Linear
) -> dict[Two, list[Naming]]:
    """The candidates of each two places, the likeliest first."""
    found: dict[Two, list[Naming]] = defaultdict(list)
    for candidate, probability in zip(candidates, probabilities, strict=True):
        one, other = sorted((candidate.first.key, candidate.second.key))
        stated = status.probabilities(status_features(candidate))
        found[one, other].append(Naming(candidate, probability, stated))
    for namings in found.values():
        namings.sort(key=lambda naming: -naming.probability)
    return found


def standing_features(found: Mapping[Two, Sequence[Naming]], gazetteer: Gazetteer) -> dict[Two, tuple[str, ...]]:
    """For each two places what tells whether they are paired, were, may be or are not."""
    look = _Look(found, gazetteer)
    return {two: tuple(dict.fromkeys(look.features(two))) for two in found}


class _Look:
    def __init__(self, found: Mapping[Two, Sequence[Naming]], gazetteer: Gazetteer) -> None:
        self.found = found
        self.gazetteer = gazetteer
        self.best = {two: namings[0].probability for two, namings in found.items()}
        self.of_place: dict[str, list[Two]] = defaultdict(list)
        self.inside: dict[Two, float] = {}
        """For the cities of two places the probability of the likeliest pair of counties."""
        for two, probability in self.best.items():
            for key in two:
                self.of_place[key].append(two)
            outer = self._outer(two)
            if outer != two:
                self.inside[outer] = max(probability, self.inside.get(outer, 0.0))

    def features(self, two: Two) -> Iterator[str]:
        namings, best = self.found[two], f"best={tenths(self.best[two])}"
        after = tenths(namings[1].probability) if len(namings) > 1 else "none"
        times = f"times={_count(len(namings))}"
        levels = f"levels={'|'.join(sorted(self.gazetteer.places[key].type.value for key in two))}"
        yield from (best, f"further={after}", times, levels)
        yield from reached("best", self.best[two])
        yield from (f"{best}, {other}" for other in (f"further={after}", times, levels))
        yield from self._stated(namings)
        yield from self._rivals(two)
        outer = self._outer(two)
        yield f"cities={'themselves' if outer == two else tenths(self.best[outer]) if outer in self.best else 'none'}"
        yield f"counties={tenths(self.inside[two]) if two in self.inside else 'none'}"
        yield from (feature for feature in namings[0].candidate.features if feature.startswith(SHOWN))

    def _stated(self, namings: Sequence[Naming]) -> Iterator[str]:
        for status in (*OTHER, Status.IN_FORCE.value):
            yield f"{status}={tenths(max(naming.stated.get(status, 0.0) for naming in namings))}"
        likeliest = namings[0].stated
        yield f"{Status.IN_FORCE.value} where likeliest={tenths(likeliest.get(Status.IN_FORCE.value, 0.0))}"
        yield f"status where likeliest={max(likeliest, key=lambda status: (likeliest[status], status), default='none')}"

    def _rivals(self, two: Two) -> Iterator[str]:
        """How likely other pairs of the two places are."""
        own, likeliest = self.best[two], self.found[two][0].candidate
        outdone = []
        for side, place in zip(roles(likeliest), (likeliest.first, likeliest.second), strict=True):
            others = (self.best[other] for other in self.of_place[place.key] if other != two)
            rival = max(others, default=-1.0)
            likely = tenths(rival) if rival >= 0 else "none"
            yield f"rival of {side}={likely}, {line_of(likeliest)}"
            if own > rival:
                outdone.append(side)
        yield f"outdoes={'|'.join(sorted(outdone)) or 'none'}"

    def _outer(self, two: Two) -> Two:
        """The cities that two counties lie in; a city is its own."""
        places = [self.gazetteer.places[key] for key in two]
        one, other = sorted((self.gazetteer.city_of(place) or place).key for place in places)
        return one, other


def _count(number: int) -> str:
    return str(number) if number < 3 else "few" if number < 6 else "many"
