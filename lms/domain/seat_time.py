"""How time in front of a page becomes seconds that can be proven.

``advance`` is a pure fold over the beats of one member in the order the server received
them. Every page closes and reopens an interval with each beat; what counts of it is decided
by the first rule that applies:

1. One page counts at once: the one most recently opened or worked on.
2. A beat counts at most 20 seconds.
3. A gap of up to two minutes on the page in use counts once the page is worked on again, and
   within the page's expected time. The beat that ends it with work still counts 20 seconds.
4. No activity is asked for until the page's expected time has counted. After that one sign
   of it keeps the page counting for 90 seconds.
5. A page counts at most twice its expected time, and has room for 60 seconds at least.
6. A page without a script counts from serving to answering, up to its expected time.

Why no second can count twice: a beat counts only from ``max(served, watermark)`` to the
moment it was received, and moves the watermark to the end of what it counted or held. A held
gap lies before the watermark, belongs to one page, and is given up or counted once. So the
intervals of a member never overlap, and no window holds more of them than its own length,
whatever the browser sends, copies, forges or repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from lms.domain.seat_clock import Advance, Beat, Interval, Kind, MemberTime, PageTime, WhyNot
from lms.domain.seat_stretch import BEAT_MS, GAP_MS, Finding, Stretch, judge, page_ceiling

NEVER = MemberTime()
"""The clock of somebody of whom nothing is recorded."""


def advance(member: MemberTime, page: PageTime, beat: Beat) -> Advance:
    """Judge one beat.

    A nonce that was used before is refused by the record and never comes here; a copy that
    did would be clipped by the watermark, and changes nothing at all at the same moment.

    Args:
        member: the member's clock after the beat before, of whatever page.
        page: the time of the beat's page after its own beat before.
        beat: what the server received.
    """
    if not _is_live(member, beat):
        return _elsewhere(member, page, beat)
    regained = _regained(member, page, beat)
    counted_before = page.counted_seconds + (regained.seconds if regained else 0)
    stretch = _stretch(member, page, beat, counted_before)
    finding = judge(stretch)
    counted = Interval(finding.from_ms, finding.seconds) if finding.seconds else None
    return Advance(
        member=_member_after(member, stretch, finding),
        page=PageTime(
            counted_seconds=counted_before + finding.seconds,
            quiet_from_ms=_quiet_after(page, stretch, finding),
            left_ms=beat.at_ms if beat.kind is Kind.LEAVE else page.left_ms,
            reopens_ms=beat.at_ms if beat.kind is Kind.LEAVE else finding.reopens_ms,
        ),
        counted=counted,
        regained=regained,
        why_not=finding.why_not,
        no_signal=beat.is_form and counted is not None,
    )


def replay(
    beats: Iterable[Beat],
    member: MemberTime = NEVER,
    pages: Mapping[str, PageTime] = MappingProxyType({}),
) -> tuple[Advance, ...]:
    """Judge one member's recorded beats again, from the first one on.

    Args:
        member: the clock before them, where earlier ones are no longer kept.
        pages: the pages before them.
    """
    pages = dict(pages)
    advances = []
    for beat in beats:
        step = advance(member, pages.get(beat.page, PageTime()), beat)
        member, pages[beat.page] = step.member, step.page
        advances.append(step)
    return tuple(advances)


def reopening(page: PageTime, at_ms: int) -> int:
    """When the interval of a challenge opens that answers a beat refused as a copy.

    The answer to the first of them may have been lost in a dead spot; the retry goes on
    where that one ended, so that the gap is judged as one.
    """
    was_heard = page.left_ms < page.reopens_ms <= at_ms
    return page.reopens_ms if was_heard and at_ms - page.reopens_ms <= GAP_MS else at_ms


def _start(member: MemberTime, beat: Beat) -> int:
    return max(beat.served_ms, member.watermark_ms)


def _is_live(member: MemberTime, beat: Beat) -> bool:
    """Whether the beat's page is the page in use, or becomes it by this beat."""
    if _was_in_use(member, beat) or beat.works or beat.kind is Kind.OPEN:
        return True
    return member.live_left and beat.at_ms - _start(member, beat) <= BEAT_MS


def _was_in_use(member: MemberTime, beat: Beat) -> bool:
    """Whether the beat's page was the page in use before the beat, or opened after that one."""
    opened_last = beat.opening and beat.served_ms >= member.live_ms
    return opened_last or member.live_page in {"", beat.page}


def _elsewhere(member: MemberTime, page: PageTime, beat: Beat) -> Advance:
    """Count nothing, and take nothing from the page in use."""
    left_ms = beat.at_ms if beat.kind is Kind.LEAVE else page.left_ms
    return Advance(
        member=replace(member, seq=member.seq + 1),
        page=replace(page, left_ms=left_ms, reopens_ms=beat.at_ms),
        counted=None,
        regained=None,
        why_not=WhyNot.ELSEWHERE,
        no_signal=False,
    )


def _regained(member: MemberTime, page: PageTime, beat: Beat) -> Interval | None:
    """Count a held gap, now that its page is worked on: its last seconds, within the expected."""
    if not beat.works or beat.page != member.live_page or member.held_until_ms > beat.at_ms:
        return None
    held = (member.held_until_ms - member.held_from_ms) // 1000
    seconds = min(held, max(0, beat.expected_seconds - page.counted_seconds))
    return Interval(member.held_until_ms - seconds * 1000, seconds) if seconds else None


def _stretch(member: MemberTime, page: PageTime, beat: Beat, counted: int) -> Stretch:
    start_ms = _start(member, beat)
    expected_left = max(0, beat.expected_seconds - counted)
    quiet_from_ms = max(page.quiet_from_ms, beat.served_ms if beat.opening else 0)
    if expected_left:
        quiet_from_ms = max(quiet_from_ms, start_ms + expected_left * 1000)
    if beat.kind is Kind.OPEN:
        quiet_from_ms = beat.at_ms
    stale = not beat.is_form and not beat.opening and beat.served_ms <= page.left_ms
    return Stretch(
        beat=beat,
        start_ms=start_ms,
        watermark_ms=member.watermark_ms,
        expected_left=expected_left,
        room=max(0, page_ceiling(beat.expected_seconds) - counted),
        quiet_from_ms=quiet_from_ms,
        in_use=_was_in_use(member, beat),
        out_of_sight=stale or beat.kind is Kind.OPEN,
    )


def _member_after(member: MemberTime, stretch: Stretch, finding: Finding) -> MemberTime:
    beat = stretch.beat
    watermark_ms = member.watermark_ms
    if finding.held:
        watermark_ms = beat.at_ms
    elif finding.seconds:
        watermark_ms = finding.from_ms + finding.seconds * 1000
    held_from_ms, held_until_ms = _held_after(member, stretch, finding)
    return MemberTime(
        watermark_ms=watermark_ms,
        live_page=beat.page,
        live_ms=_live_since(member, beat),
        live_left=beat.kind is Kind.LEAVE,
        held_from_ms=held_from_ms,
        held_until_ms=held_until_ms,
        seq=member.seq + 1,
    )


def _quiet_after(page: PageTime, stretch: Stretch, finding: Finding) -> int:
    if stretch.beat.works:
        return stretch.beat.at_ms
    is_asked = finding.seconds >= stretch.expected_left
    return stretch.quiet_from_ms if is_asked else page.quiet_from_ms


def _live_since(member: MemberTime, beat: Beat) -> int:
    """When the live page was last opened or worked on; leaving it is neither."""
    if beat.kind is Kind.OPEN or (beat.works and beat.kind is not Kind.LEAVE):
        return beat.at_ms
    opened_ms = beat.served_ms if beat.opening else 0
    if member.live_page == beat.page:
        return max(member.live_ms, opened_ms)
    return opened_ms or beat.at_ms


def _held_after(member: MemberTime, stretch: Stretch, finding: Finding) -> tuple[int, int]:
    """Say which gap waits now: gaps that touch wait as one, a later one replaces an earlier."""
    beat = stretch.beat
    waits = member.live_page == beat.page and member.held_until_ms > member.held_from_ms
    if finding.held:
        touches = waits and member.held_until_ms == stretch.start_ms
        return (member.held_from_ms if touches else stretch.start_ms, beat.at_ms)
    if waits and (not beat.works or member.held_until_ms > beat.at_ms):
        return (member.held_from_ms, member.held_until_ms)
    return (0, 0)
