"""How hard the texts are to read, by the Flesch-Kincaid grade: a United States school year."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lms.domain.item import parts
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from tests.policies import whole

HARDEST = 8
"""The course is for readers of grade 8 to 10. Measured, lessons are 3.5 to 6.5 and scenarios
2.5 to 7.2: sentences are short."""

_SENTENCE = re.compile(r"[.!?]+(?=\s|$)|\n{2,}|\n(?=\s*[-\d]+[. ])")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_CITATION = re.compile(r"\b(?:I{1,3}|IV)(?:\.[A-Z])?(?:[.-][0-9a-z]+)*(?:\([0-9a-z]\))?(?=\W)")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """A count by rule: groups of vowels, without the e that is not spoken."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    spoken = re.sub(r"(?:[^laeiouy]es|[^aeiouylr]ed|[^laeiouy]e)$", lambda m: m.group()[0], plain)
    return max(1, len(_VOWELS.findall(spoken)))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text without its Markdown and its section numbers."""
    plain = _CITATION.sub("this", re.sub(r"[*#>`\"“”]|^\s*[-\d.]+\s", "", text, flags=re.MULTILINE))
    sentences = [each for each in _SENTENCE.split(plain) if _WORD.search(each)]
    words = _WORD.findall(plain)
    return (
        0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    )


def of_lesson(lesson: Lesson) -> str:
    return "\n\n".join(page.body for page in lesson.pages)


def of_scenario(scenario: Scenario) -> str:
    return "\n\n".join(_texts(scenario))


def _texts(scenario: Scenario) -> Iterator[str]:
    yield scenario.situation
    for item in scenario.every_item:
        yield item.stem
        yield item.rationale
        for part in parts(item):
            yield part.text
            yield part.feedback


@pytest.mark.parametrize(
    ("word", "many"),
    [("stop", 1), ("the", 1), ("detainer", 3), ("asked", 1), ("criminal", 3), ("people", 2)],
)
def test_syllables_are_counted(word: str, many: int) -> None:
    assert syllables(word) == many


def test_a_short_plain_sentence_is_easy_and_a_long_one_is_not() -> None:
    assert grade("The cat sat on the mat. It was warm.") < 2
    assert grade("Notwithstanding jurisdictional considerations, administrators cooperate.") > 12


def test_no_lesson_is_harder_than_grade_eight() -> None:
    grades = {lesson.id: grade(of_lesson(lesson)) for lesson in whole().lessons}
    assert {name: round(each, 1) for name, each in grades.items() if each > HARDEST} == {}


def test_no_scenario_is_harder_than_grade_eight() -> None:
    grades = {each.id: grade(of_scenario(each)) for each in whole().scenarios}
    assert {name: round(each, 1) for name, each in grades.items() if each > HARDEST} == {}
