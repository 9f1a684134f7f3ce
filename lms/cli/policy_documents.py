"""Policies and provisions as commands write them."""

from __future__ import annotations

from lms.domain.provision import PlacedProvision
from lms.queries.policies import PolicyCard


def card_document(card: PolicyCard) -> dict[str, object]:
    """A policy, the revision in force and what its head leaves open."""
    in_force, newest = card.in_force, card.newest
    shown = in_force or newest
    return {
        "slug": card.slug,
        "title": card.title,
        "revision": shown.sequence if shown else None,
        "name": in_force.name if in_force else None,
        "in_force_from": in_force.in_force_from.isoformat() if in_force else None,
        "certifiable": in_force is not None and in_force.certifiable,
        "open": list(shown.findings) if shown else [],
        "newest_revision": newest.sequence if newest else None,
        "source_sha256": newest.source_sha256 if newest else None,
    }


def provision_document(placed: PlacedProvision) -> dict[str, object]:
    """A provision with its exact words and what it may be used for."""
    provision = placed.provision
    return {
        "id": provision.id,
        "label": provision.label,
        "path": list(placed.path),
        "words": placed.exact_words,
        "quotations": list(provision.quotations),
        "digest": provision.digest,
        "summary": provision.summary,
        "kind": provision.kind.value,
        "also": [kind.value for kind in provision.also],
        "actor": provision.actor,
        "actor_named": provision.actor_named,
        "trigger": provision.trigger,
        "exception": provision.exception,
        "status": provision.status.value,
        "reason": provision.status_reason,
        "guardrail": provision.guardrail,
        "gaps": list(provision.gaps),
        "standards": list(provision.standards),
    }


def revision_name(card: PolicyCard) -> str:
    """Which revision a list or a heading speaks of, in words."""
    if card.in_force is not None:
        return f"revision {card.in_force.sequence}, in force from {card.in_force.in_force_from}"
    if card.newest is not None:
        return f"revision {card.newest.sequence}, not in force"
    return "no revision"
