"""What counts of one stretch of time on the page in use, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass

from lms.domain.seat_clock import Beat, Kind, WhyNot

BEAT_SECONDS = 20
GAP_SECONDS = 120
QUIET_SECONDS = 90
LEAST_ROOM_SECONDS = 60
CEILING_FACTOR = 2

BEAT_MS = BEAT_SECONDS * 1000
GAP_MS = GAP_SECONDS * 1000
QUIET_MS = QUIET_SECONDS * 1000


def page_ceiling(expected_seconds: int) -> int:
    """Most seconds that one page can count within one sitting."""
    return max(LEAST_ROOM_SECONDS, CEILING_FACTOR * expected_seconds)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A beat's interval and what the page may still count of it.

    Attributes:
        beat: the beat that closes the interval.
        start_ms: where the interval begins, after everything that was counted or held.
        watermark_ms: the member's watermark before the beat.
        expected_left: seconds of the page's expected time not counted yet.
        room: seconds the page can count at all.
        quiet_from_ms: from when on silence is measured.
        in_use: whether the page was the live one during the interval.
        out_of_sight: whether the page was hidden or closed during it.
    """

    beat: Beat
    start_ms: int
    watermark_ms: int
    expected_left: int
    room: int
    quiet_from_ms: int
    in_use: bool
    out_of_sight: bool

    @property
    def span_ms(self) -> int:
        """Length of the interval; negative if its end was set back."""
        return self.beat.at_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Finding:
    """What counts of a stretch, what holds the rest up, and where the next one opens."""

    reopens_ms: int
    why_not: WhyNot | None
    from_ms: int = 0
    seconds: int = 0
    held: bool = False


def judge(stretch: Stretch) -> Finding:
    """Say what counts of a stretch, by the first rule that applies."""
    refusal = _refusal(stretch)
    if refusal is not None:
        return Finding(stretch.beat.at_ms, refusal)
    if stretch.beat.is_form:
        return _without_script(stretch)
    if stretch.span_ms > BEAT_MS:
        return _across_gap(stretch)
    return _ordinary(stretch)


def _refusal(stretch: Stretch) -> WhyNot | None:
    """Why nothing of the stretch can count, if so."""
    beat = stretch.beat
    if beat.at_ms <= stretch.watermark_ms:
        return WhyNot.ALREADY_COUNTED
    if beat.at_ms < beat.served_ms:
        return WhyNot.CLOCK_SET_BACK
    if stretch.out_of_sight:
        return WhyNot.OUT_OF_SIGHT
    if not stretch.room:
        return WhyNot.PAGE_FULL
    is_long = stretch.span_ms > GAP_MS and not beat.is_form
    return WhyNot.LONG_GAP if is_long else None


def _ordinary(stretch: Stretch) -> Finding:
    """Count the seconds since the last beat; the fraction of a second is left to the next."""
    beat, start_ms = stretch.beat, stretch.start_ms
    awake_until_ms = beat.at_ms if beat.works else stretch.quiet_from_ms + QUIET_MS
    passed = stretch.span_ms // 1000
    awake = max(0, min(beat.at_ms, awake_until_ms) - start_ms) // 1000
    seconds = min(awake, stretch.room)
    if seconds == passed:
        reopens_ms = start_ms + seconds * 1000 if seconds < stretch.room else beat.at_ms
        return Finding(reopens_ms, _fraction(seconds), start_ms, seconds)
    why_not = WhyNot.IDLE if seconds == awake else WhyNot.PAGE_FULL
    return Finding(beat.at_ms, why_not, start_ms, seconds)


def _fraction(seconds: int) -> WhyNot | None:
    return None if seconds else WhyNot.UNDER_A_SECOND


def _across_gap(stretch: Stretch) -> Finding:
    """Count a gap that ends with work, hold one that may still be worked on."""
    beat = stretch.beat
    if not beat.works:
        held = stretch.expected_left > 0
        return Finding(beat.at_ms, WhyNot.GAP_HELD if held else WhyNot.GAP, held=held)
    creditable = stretch.expected_left if stretch.in_use and beat.kind is not Kind.LEAVE else 0
    passed = stretch.span_ms // 1000
    seconds = min(passed, max(BEAT_SECONDS, creditable), stretch.room)
    cut = WhyNot.PAGE_FULL if seconds == stretch.room else WhyNot.GAP
    why_not = None if seconds == passed else cut
    return Finding(beat.at_ms, why_not, beat.at_ms - seconds * 1000, seconds)


def _without_script(stretch: Stretch) -> Finding:
    """Count from serving to answering, up to the page's expected time."""
    passed = stretch.span_ms // 1000
    seconds = min(passed, stretch.expected_left)
    why_not = WhyNot.NO_SIGNAL if seconds < passed else _fraction(seconds)
    return Finding(stretch.beat.at_ms, why_not, stretch.start_ms, seconds)
