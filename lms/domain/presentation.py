"""What a browser sees of an item: positions from one, in an order of this attempt's own.

An index tells what the author wrote first, and authors write the right row first in an
order item; so no index leaves the server. Options, rows and things are shuffled by the
attempt's seed; the places of a sort item keep the author's order, and the rows of an order
item are never shown in the right order.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.errors import InvalidError
from lms.domain.item import Answer, Item, Order, Sort, checked, parts
from lms.domain.shuffle import permutation


@dataclass(frozen=True, slots=True)
class Presentation:
    """The order an item is shown in.

    Attributes:
        item: the item shown.
        order: ``order[k]`` is the index, as written, of what stands at position ``k + 1``.
    """

    item: Item
    order: tuple[int, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The text at each position from one on: all that is sent before an answer counts."""
        return tuple(parts(self.item)[index].text for index in self.order)

    @property
    def feedback(self) -> tuple[str, ...]:
        """The feedback at each position; it holds the key and is sent afterwards only."""
        return tuple(parts(self.item)[index].feedback for index in self.order)

    def source(self, given: Answer) -> Answer:
        """The answer, as written, that positions stand for.

        Args:
            given: a position, or for choose-all the positions chosen; for order the
                positions in the order they were put; for sort the number of a place, from
                one, for each position.

        Raises:
            InvalidError: a position or place is not the item's, comes twice or is missing.
        """
        if isinstance(self.item, Sort):
            return checked(self.item, self._places(given))
        if isinstance(given, tuple):
            return checked(self.item, tuple(self._index(position) for position in given))
        return checked(self.item, self._index(given))

    def presented(self, answer: Answer) -> Answer:
        """The positions of an answer as written, so that it can be shown again."""
        answer = checked(self.item, answer)
        if not isinstance(answer, tuple):
            return self.order.index(answer) + 1
        if isinstance(self.item, Sort):
            return tuple(answer[index] + 1 for index in self.order)
        positions = tuple(self.order.index(index) + 1 for index in answer)
        return positions if isinstance(self.item, Order) else tuple(sorted(positions))

    def _index(self, position: int) -> int:
        if type(position) is not int or not 1 <= position <= len(self.order):
            raise InvalidError(item=self.item.id, reason="no such position", given=position)
        return self.order[position - 1]

    def _places(self, given: Answer) -> tuple[int, ...]:
        if not isinstance(given, tuple) or len(given) != len(self.order):
            raise InvalidError(item=self.item.id, reason="a place for each thing is given")
        if any(type(place) is not int for place in given):
            raise InvalidError(item=self.item.id, reason="no such place", given=given)
        place_of = dict(zip(self.order, given, strict=True))
        return tuple(place_of[index] - 1 for index in range(len(self.order)))


def present(item: Item, seed: str, scenario: str) -> Presentation:
    """How an item is shown under a seed; the same every time it is asked.

    Args:
        item: the item, or a step of a tree.
        seed: the attempt's seed.
        scenario: the id of its scenario; items of one name stand in several.
    """
    order = permutation(
        len(parts(item)), seed, f"item\n{scenario}\n{item.id}", never_as_is=isinstance(item, Order)
    )
    return Presentation(item, order)


def sequence_from_places(places: tuple[int, ...]) -> tuple[int, ...]:
    """The positions in order, from the place number that a form gives for each position.

    Raises:
        InvalidError: the places are not the numbers from one, each once.
    """
    if sorted(places) != list(range(1, len(places) + 1)):
        raise InvalidError(reason="each place is given once", given=places)
    return tuple(places.index(place) + 1 for place in range(1, len(places) + 1))
