"""The words of letters: a subject, and plain text without anything to click by mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lms.domain.letter import LetterKind
from lms.domain.reminder import Stage


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says."""

    subject: str
    text: str


Facts = Mapping[str, str]


def letter(kind: LetterKind, *, name: str, department: str, facts: Facts) -> Words:
    """The words of a letter to somebody.

    Args:
        facts: what the kind of letter tells; ``address`` is the product's own, a reset has
            ``link`` as well, and what somebody else did has ``at`` and ``reason``.
    """
    subject, body = _WRITTEN[kind](facts)
    text = f"{name},\n\n{body}\n\n{department}\nIn-service training, {facts['address']}\n"
    return Words(f"{subject} ({department})", text)


def _password_reset(facts: Facts) -> tuple[str, str]:
    body = (
        "somebody, most likely you, asked for a new password for your in-service training.\n"
        "Open this address and choose one:\n\n"
        f"{facts['link']}\n\n"
        "It works once, within 30 minutes, and only the newest one works. Choosing a new\n"
        "password signs you out everywhere. If you did not ask, do nothing: your password\n"
        "stays as it is, and nobody got in."
    )
    return "A new password", body


def _password_changed(facts: Facts) -> tuple[str, str]:
    body = (
        f"your password for in-service training was changed on {facts['at']}, and other devices\n"
        "were signed out. If that was not you, tell an administrator at once."
    )
    return "Your password was changed", body


def _second_factor_reset(facts: Facts) -> tuple[str, str]:
    body = (
        f"an administrator reset your second factor on {facts['at']}: passkeys, authenticator\n"
        "app and recovery codes are gone, and you were signed out everywhere.\n\n"
        f"The reason given: {facts['reason']}\n\n"
        "You set up a new one when you next open pages that need it. If you did not ask for\n"
        "this, tell the department's chief or another administrator at once."
    )
    return "Your second factor was reset", body


def _mail_changed(facts: Facts) -> tuple[str, str]:
    body = (
        f"from {facts['day']} on, letters of this product go another way.\n\n"
        f"What changes: {facts['what']}\nNew value: {facts['value']}\n"
        f"Decided by: {facts['who']}\n\n"
        "Letters hold links that set passwords. If you do not know of this change, withdraw it\n"
        "today: propose the former value again, and tell the department's chief."
    )
    return "Letters will go another way", body


def _test(_facts: Facts) -> tuple[str, str]:
    body = (
        "you asked for this letter to see whether letters arrive. They do.\nThere is nothing to do."
    )
    return "A test letter", body


def _reminder(facts: Facts) -> tuple[str, str]:
    stage = Stage(facts["stage"])
    opening = _OPENINGS.get(stage, "this is due in your in-service training:")
    body = (
        f"{opening}\n\n{facts['lines']}\n\n"
        "Sign in and open My training to go on with it. What you have done since this letter\n"
        "was written is not in it. If something here is wrong, tell the training unit."
    )
    return _SUBJECTS[stage].format_map(facts), body


_OPENINGS: Mapping[Stage, str] = {
    Stage.FIRST: "this is open in your in-service training:",
    Stage.BACK: "welcome back. This is open in your in-service training; you start it on paid\n"
    "time, and nothing counts as overdue for the time you were away:",
    Stage.ASSIGNED: "this was assigned to you:",
    Stage.OVERDUE: "this is past its date or due soon:",
}
_SUBJECTS: Mapping[Stage, str] = {
    Stage.FIRST: "Your in-service training",
    Stage.BACK: "Your in-service training after your leave",
    Stage.ASSIGNED: "Training assigned, due {due}",
    Stage.DUE_30: "Training due {due}",
    Stage.DUE_7: "Training due {due}",
    Stage.DUE_1: "Training due {due}",
    Stage.OVERDUE: "Training overdue since {due}",
}


def _digest(facts: Facts) -> tuple[str, str]:
    body = (
        f"your people and the training year {facts['year']}:\n\n"
        f"- complete: {facts['complete']} of {facts['people']}\n"
        f"- minutes or updates missing: {facts['short']}\n"
        f"- on leave: {facts['away']}\n"
        f"- with something overdue: {facts['overdue']}\n\n"
        "Who they are stands on the page My people, after you sign in; names do not travel by\n"
        "mail. You get this letter once a week."
    )
    if facts.get("head"):
        body += (
            "\n\nThe newest signed head of the training record, to hold the record against later:\n"
            f"{facts['head']}"
        )
    return f"Your people: {facts['complete']} of {facts['people']} complete", body


def _challenge_answered(facts: Facts) -> tuple[str, str]:
    body = (
        "a question that you challenged has its answer. Sign in and open this page to read it:\n\n"
        f"{facts['address']}{facts['page']}\n\n"
        "Where a key was wrong, your result may only rise, once a second person has agreed."
    )
    return "Your challenge has an answer", body


def _head_report(facts: Facts) -> tuple[str, str]:
    body = (
        f"the head of the training record for {facts['month']} is ready to be signed by hand:\n\n"
        f"{facts['address']}{facts['page']}\n\n"
        "Print the page, let the chief sign it, and keep it where nobody who holds the server\n"
        "can reach it. This letter is a copy of the head as well, if you keep it:\n\n"
        f"{facts['head']}"
    )
    return f"Head of the record, {facts['month']}: to be signed", body


def _policy_refused(facts: Facts) -> tuple[str, str]:
    body = (
        "somebody does not acknowledge a policy, or a changed section of it, and says why. Sign\n"
        "in and open this page to read who and why:\n\n"
        f"{facts['address']}{facts['page']}\n\n"
        "Names and reasons do not travel by mail."
    )
    return "A policy is not acknowledged", body


def _outside_decided(facts: Facts) -> tuple[str, str]:
    body = (
        "training that you took elsewhere and that was sent to the training unit is decided. Sign\n"
        "in and open this page to read what was granted and why:\n\n"
        f"{facts['address']}{facts['page']}"
    )
    return "Your outside training is decided", body


def _notice(facts: Facts) -> tuple[str, str]:
    body = (
        f"on {facts['placed']} something entered your training record of which the department\n"
        f"sends you a notice ({facts['law']}), as its counsel decided. Sign in and open this\n"
        "page to read what it is:\n\n"
        f"{facts['address']}{facts['page']}\n\n"
        "You may add a statement of your own there, now or later; it is kept beside the entry.\n"
        "What entered the record does not travel by mail. If you cannot sign in, ask the\n"
        "training unit for the notice on paper."
    )
    return "A notice about your training record", body


def _invitation(facts: Facts) -> tuple[str, str]:
    body = (
        f"a room is open to you in this department's record of in-service training:\n"
        f"{facts['room']}. It is open from {facts['starts']} until the end of\n"
        f"{facts['ends']}, and closes by itself.\n\n"
        f"You sign in as {facts['login']} at\n\n"
        f"{facts['address']}/sign-in\n\n"
        "If you have no password there yet, write that name on this page, and a link to choose\n"
        "one comes to this address:\n\n"
        f"{facts['address']}/cannot-sign-in\n\n"
        "You only read, and what you open is recorded. What the room holds does not travel by\n"
        "mail. If you expected no invitation, do nothing, and tell the department."
    )
    return "You are invited to a room in the training record", body


_WRITTEN: Mapping[LetterKind, Callable[[Facts], tuple[str, str]]] = {
    LetterKind.PASSWORD_RESET: _password_reset,
    LetterKind.PASSWORD_CHANGED: _password_changed,
    LetterKind.SECOND_FACTOR_RESET: _second_factor_reset,
    LetterKind.MAIL_CHANGED: _mail_changed,
    LetterKind.TEST: _test,
    LetterKind.REMINDER: _reminder,
    LetterKind.DIGEST: _digest,
    LetterKind.HEAD_REPORT: _head_report,
    LetterKind.CHALLENGE_ANSWERED: _challenge_answered,
    LetterKind.POLICY_REFUSED: _policy_refused,
    LetterKind.OUTSIDE_DECIDED: _outside_decided,
    LetterKind.NOTICE: _notice,
    LetterKind.INVITATION: _invitation,
}
