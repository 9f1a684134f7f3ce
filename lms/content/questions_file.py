"""``questions.yaml``: what the policy's text leaves open, as questions to its owner."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import StrictModel
from lms.domain.drafting import DraftingQuestion, DraftingQuestions, Handling


class QuestionModel(StrictModel):
    """One open point."""

    id: Text
    where: Text
    question: Text
    handling: Handling
    until: Text
    provisions: tuple[Text, ...] = ()

    def to_domain(self) -> DraftingQuestion:
        """The same in the domain's words."""
        return DraftingQuestion(
            self.id, self.where, self.question, self.handling, self.until, self.provisions
        )


class QuestionsModel(StrictModel):
    """The file."""

    id: Text
    title: Text
    true_as_of: date
    questions: tuple[QuestionModel, ...]

    def to_domain(self) -> DraftingQuestions:
        """The same in the domain's words."""
        return DraftingQuestions(
            id=self.id,
            title=self.title,
            true_as_of=self.true_as_of,
            questions=tuple(each.to_domain() for each in self.questions),
        )


def read_questions(path: Path, *, shown_as: str | None = None) -> Reading[DraftingQuestions]:
    """Read the questions of a folder."""
    return read(path, QuestionsModel, QuestionsModel.to_domain, shown_as)
