"""What a new password has to be, said before it is typed and checked after."""

from __future__ import annotations

from dataclasses import dataclass

from lms.storage.secret import (
    SHORTEST_BESIDE_A_SECOND_FACTOR,
    SHORTEST_PASSWORD,
    weakness,
)
from lms.web.account.forms import NewPasswordForm
from lms.web.department import settings


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """The rule for one account: its own words are refused, a second factor allows less."""

    words: tuple[str, ...]
    second_factor: bool

    @property
    def shortest(self) -> int:
        """The fewest characters."""
        return SHORTEST_BESIDE_A_SECOND_FACTOR if self.second_factor else SHORTEST_PASSWORD

    def allows(self, form: NewPasswordForm) -> bool:
        """Whether the password passes; where not, say why at its field."""
        found = settings()
        department = tuple(found.department.split()) if found else ()
        problem = weakness(
            str(form.password.data or ""),
            known_words=(*self.words, *department),
            second_factor=self.second_factor,
        )
        if problem:
            form.password.errors = (problem,)
        return problem is None
