"""Random schedules of beats, and what must hold for each of them.

Run ``python -m tests.soak_seat_time 1000000`` for a report.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lms.domain.seat_clock import (
    WORK,
    Beat,
    Interval,
    Kind,
    WhyNot,
)
from lms.domain.seat_time import advance, replay
from tests.seat_schedules import Record, World, random_world, received, with_copies


def problems(rng: random.Random, world: World) -> Iterator[str]:
    """What is wrong with one schedule; nothing, if the rules hold."""
    record = world.record
    yield from overlaps(record)
    yield from full_windows(rng, record)
    yield from wrong_pages(record)
    yield from wrong_steps(record)
    yield from changing_copies(record)
    yield from counted_silence(record)
    if world.forges:
        if replay(record.beats) != tuple(record.steps):
            yield "replay differs from the record"
    elif received(with_copies(rng, world.arrivals)).steps != record.steps:
        yield "replay with copies differs from the record"


def overlaps(record: Record) -> Iterator[str]:
    ordered = sorted(record.intervals, key=lambda part: part.from_ms)
    for before, after in pairwise(ordered):
        if before.until_ms > after.from_ms:
            yield f"{before} and {after} overlap"


def full_windows(rng: random.Random, record: Record) -> Iterator[str]:
    """Try windows between random moments, by adding up and not by looking for overlaps."""
    if not record.beats:
        return
    moments = [beat.at_ms for beat in record.beats] + [beat.served_ms for beat in record.beats]
    for _ in range(3):
        first, last = sorted((rng.choice(moments), rng.choice(moments)))
        inside = sum(
            max(0, min(last, part.until_ms) - max(first, part.from_ms)) for part in record.intervals
        )
        if inside > last - first:
            yield f"{inside} ms counted in a window of {last - first} ms"


def wrong_pages(record: Record) -> Iterator[str]:
    sums: dict[str, int] = {}
    for beat, step in zip(record.beats, record.steps, strict=True):
        sums[beat.page] = sums.get(beat.page, 0) + step.seconds
        if sums[beat.page] != step.page.counted_seconds:
            yield f"page {beat.page} does not sum to its beats"
        if sums[beat.page] > max(60, 2 * beat.expected_seconds):
            yield f"page {beat.page} counted {sums[beat.page]} of {beat.expected_seconds}"


def wrong_steps(record: Record) -> Iterator[str]:
    """Judge each beat by what it could count at most, knowing nothing of the fold's state."""
    tally: dict[str, int] = {}
    gaps: set[tuple[str, int]] = set()
    for beat, step in zip(record.beats, record.steps, strict=True):
        before = tally.get(beat.page, 0) + (step.regained.seconds if step.regained else 0)
        tally[beat.page] = before + (step.counted.seconds if step.counted else 0)
        left = max(0, beat.expected_seconds - before)
        if step.counted and not within(step.counted, beat):
            yield f"{step.counted} lies outside {beat}"
        if step.counted and step.counted.seconds > most(beat, left):
            yield f"{beat} counted {step.counted.seconds}"
        if step.regained and (before > beat.expected_seconds or not beat.works):
            yield f"{beat} regained {step.regained}"
        if step.regained and (beat.page, step.regained.until_ms) not in gaps:
            yield f"{step.regained} was never held"
        if step.why_not == WhyNot.GAP_HELD:
            gaps.add((beat.page, beat.at_ms))


def changing_copies(record: Record) -> Iterator[str]:
    """Send each beat once more at the same moment, past the record that would refuse it."""
    for beat, step in zip(record.beats, record.steps, strict=True):
        copy = advance(step.member, step.page, beat)
        unchanged = replace(step.member, seq=step.member.seq + 1)
        if (copy.seconds, copy.member, copy.page) != (0, unchanged, step.page):
            yield f"a copy of {beat} changed something"


def counted_silence(record: Record) -> Iterator[str]:
    """Look for seconds that counted past the expected time without a sign for 90 seconds."""
    tally: dict[str, int] = {}
    awake: dict[str, int] = {}
    for beat, step in zip(record.beats, record.steps, strict=True):
        before = tally.get(beat.page, 0)
        tally[beat.page] = before + step.seconds
        until_ms = awake.get(beat.page, 0)
        if beat.opening:
            until_ms = max(until_ms, beat.served_ms + 90_000)
        if step.counted and before < beat.expected_seconds:
            left = beat.expected_seconds - before
            until_ms = max(until_ms, step.counted.from_ms + left * 1000 + 90_000)
        if step.counted and not beat.works and step.counted.until_ms > until_ms:
            yield f"{step.counted} of {beat} is silence"
        if beat.works or beat.kind is Kind.OPEN:
            until_ms = max(until_ms, beat.at_ms + 90_000)
        awake[beat.page] = until_ms


def within(part: Interval, beat: Beat) -> bool:
    return beat.served_ms <= part.from_ms and part.until_ms <= beat.at_ms


def most(beat: Beat, left: int) -> int:
    """Most seconds the beat itself can count with ``left`` seconds of expected time left."""
    span_ms = beat.at_ms - beat.served_ms
    if not beat.scripted and beat.kind in WORK:
        return left
    if beat.kind is Kind.OPEN:
        return 0
    if beat.kind is Kind.LEAVE or not beat.works:
        return 20
    return max(20, min(left, span_ms // 1000, 120))


@dataclass(slots=True)
class Report:
    """What a run has tried and found."""

    schedules: int = 0
    beats: int = 0
    seconds: int = 0
    regained: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


def soak(schedules: int, seed: int) -> Report:
    """Try random schedules and report what broke a rule, with the seed that shows it again."""
    report = Report()
    for number in range(schedules):
        rng = random.Random(f"{seed}/{number}")  # noqa: S311 - a schedule is no secret
        world = random_world(rng)
        report.schedules += 1
        report.beats += len(world.record.beats)
        report.seconds += world.record.seconds
        report.regained += sum(step.regained is not None for step in world.record.steps)
        report.reasons.update(step.why_not or "counted in full" for step in world.record.steps)
        report.violations += [f"{seed}/{number}: {text}" for text in problems(rng, world)]
    return report


def main(arguments: list[str]) -> int:
    schedules = int(arguments[0]) if arguments else 100_000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    began = time.perf_counter()
    report = soak(schedules, seed)
    took = time.perf_counter() - began
    sys.stdout.write(
        f"schedules {report.schedules}\nbeats {report.beats}\n"
        f"counted seconds {report.seconds}\ngaps regained {report.regained}\n"
    )
    for reason, beats in report.reasons.most_common():
        sys.stdout.write(f"  {reason} {beats}\n")
    sys.stdout.write(f"violations {len(report.violations)}\ntook {took:.1f} s\n")
    for violation in report.violations[:20]:
        sys.stdout.write(f"{violation}\n")
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
