"""Every CHECK of the models is broken once, in the migrated database, and holds.

Alembic's comparison does not see a CHECK that a migration forgot; this does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import CheckConstraint, Enum, Table, inspect
from sqlalchemy.exc import IntegrityError

from lms.storage.database import Database
from tests.house.rows import DAY, FOREIGN, MOMENT, Rows, tables

EARLIER = DAY - timedelta(days=1)

VIOLATIONS: Mapping[str, Mapping[str, object]] = {
    "ck_account_one_way_to_be_named": {"login_name": "both", "member_id": FOREIGN},
    "ck_challenge_answer_says_why": {"words": ""},
    "ck_item_challenge_says_what_is_wrong": {"words": ""},
    "ck_rescored_result_never_falls": {"points_before": 1, "points": 0, "maximum": 1},
    "ck_rescored_result_nobody_fails_by_it": {"passed_before": True, "passed": False},
    "ck_rescored_result_points_within_maximum": {"points_before": 0, "points": 2, "maximum": 1},
    "ck_adverse_notice_has_days": {"last_day": DAY},
    "ck_adverse_notice_names_its_matter": {"review_id": FOREIGN},
    "ck_adverse_notice_says_what_entered": {"entered": ""},
    "ck_notice_delivery_somebody_handed_it": {"delivered_by": ""},
    "ck_officer_statement_names_its_matter": {"review_id": FOREIGN},
    "ck_officer_statement_says_something": {"words": ""},
    "ck_assignment_due_after_open": {"due_on": EARLIER},
    "ck_assignment_rule_due_after_open": {"due_on": EARLIER},
    "ck_assignment_rule_end_has_a_reason": {"reason": ""},
    "ck_assignment_rule_grace_is_not_negative": {"grace_days": -1},
    "ck_assignment_rule_has_a_name": {"name": ""},
    "ck_rule_share_has_a_reason": {"reason": ""},
    "ck_attempt_numbered_from_one": {"number": 0},
    "ck_attempt_pass_mark_is_percent": {"pass_mark": 101},
    "ck_attempt_result_points_within_maximum": {"points": 2, "maximum": 1},
    "ck_beat_never_subtracts": {"seconds": -1},
    "ck_beat_removal_digest_is_sha256": {"digest": "short"},
    "ck_beat_removal_removes_something": {"beats": 0},
    "ck_beat_sum_never_subtracts": {"seconds": -1},
    "ck_calendar_feed_token_is_sha256": {"token_sha256": "short"},
    "ck_certificate_code_is_128_bits": {"code": "short"},
    "ck_certificate_later_ones_supersede": {"sequence": 2},
    "ck_acknowledgement_a_refusal_says_why": {"answer": "refused", "reason": ""},
    "ck_change_mark_says_why": {"reason": ""},
    "ck_class_attendee_minutes_not_negative": {"late_minutes": -1},
    "ck_class_decision_declined_with_a_reason": {"outcome": "declined", "reason": ""},
    "ck_class_hands_hands_are_counted": {"hands": -1},
    "ck_class_session_breaks_take_no_negative_time": {"break_minutes": -1},
    "ck_class_session_ends_after_start": {"ends_at": MOMENT},
    "ck_class_session_hour_of_fifty_to_sixty_minutes": {"hour_minutes": 45},
    "ck_class_session_somebody_taught_it": {"instructor": ""},
    "ck_completion_columns_has_columns": {"template": ""},
    "ck_content_comment_says_something": {"words": ""},
    "ck_content_draft_counted_from_one": {"turn": 0},
    "ck_content_version_digest_is_sha256": {"digest": "short"},
    "ck_credit_entry_late_for_a_year_before": {"earned_on": DAY, "late_for": DAY},
    "ck_credit_entry_only_reversals_subtract": {"seconds": -1},
    "ck_credit_entry_seconds_not_zero": {"seconds": 0},
    "ck_development_decision_has_a_reason": {"reason": ""},
    "ck_development_decision_module_is_named": {"decision": "module", "content_id": None},
    "ck_development_outcome_has_a_source": {"source": ""},
    "ck_development_version_digest_is_sha256": {"digest": "short"},
    "ck_development_version_effective_after_dated": {"dated_on": DAY, "effective_on": EARLIER},
    "ck_development_version_says_what_changed": {"title": ""},
    "ck_exemption_excused_from_one_thing": {"assignment_id": FOREIGN},
    "ck_exemption_has_a_reason": {"reason": ""},
    "ck_exemption_more_time_ends": {"extended_to": DAY},
    "ck_gate_signature_has_grounds": {"grounds": ""},
    "ck_handover_digest_is_sha256": {"state_digest": "short"},
    "ck_handover_end_returned_with_a_reason": {"outcome": "returned", "words": ""},
    "ck_journal_counted_from_one": {"seq": 0},
    "ck_journal_hash_is_sha256": {"leaf_hash": "short"},
    "ck_journal_head_only_one": {"id": 2},
    "ck_leave_record_ends_after_start": {"ends_on": EARLIER},
    "ck_no_change_statement_says_something": {"statement": ""},
    "ck_passkey_counts_up": {"sign_count": -1},
    "ck_legal_hold_end_has_a_reason": {"reason": ""},
    "ck_legal_hold_has_a_reason": {"reason": ""},
    "ck_outside_claim_minutes_of_a_day": {"minutes": 1441},
    "ck_outside_decision_says_why": {"outcome": "declined", "reason": ""},
    "ck_outside_grant_minutes_of_a_day": {"minutes": 0},
    "ck_outside_training_ends_after_start": {"last_day": EARLIER},
    "ck_outside_training_has_a_title": {"title": ""},
    "ck_outside_training_somebody_offered_it": {"provider": ""},
    "ck_pace_outcome_says_why": {"words": ""},
    "ck_assessment_window_has_days": {"ends_on": DAY},
    "ck_visitor_invitation_days_in_order": {"starts_on": DAY, "ends_on": EARLIER},
    "ck_visitor_invitation_says_who": {"name": ""},
    "ck_visitor_invitation_years_in_order": {"first_year": 2027, "last_year": 2026},
    "ck_visitor_invitation_end_has_a_reason": {"reason": ""},
    "ck_visitor_sample_has_a_seed": {"seed": ""},
    "ck_standard_mapping_says_what_and_why": {"title": ""},
    "ck_standard_memo_says_something": {"text": ""},
    "ck_standard_proof_has_a_reason": {"reason": ""},
    "ck_package_request_built_has_a_file": {"built_at": MOMENT},
    "ck_package_request_done_within_all": {"done_steps": 2, "all_steps": 1},
    "ck_package_request_years_in_order": {"first_year": 2027, "last_year": 2026},
    "ck_paper_completion_minutes_of_a_day": {"minutes": 1441},
    "ck_paper_completion_somebody_offered_it": {"provider": ""},
    "ck_practice_response_points_within_maximum": {"points": 2, "maximum": 1},
    "ck_proposal_has_a_reason": {"reason": ""},
    "ck_provision_status_guarded_has_guardrail": {"status": "guarded", "guardrail": ""},
    "ck_provision_wording_digest_is_sha256": {"digest": "short"},
    "ck_requirement_instance_period_has_days": {"period_end": DAY},
    "ck_requirement_version_asks_for_time": {"seconds": 0},
    "ck_role_grant_outsiders_have_an_end": {"role": "assessor", "valid_until": None},
    "ck_service_record_separated_after_hired": {"separated_on": EARLIER},
    "ck_signed_head_counted_from_one": {"number": 0},
    "ck_signed_head_is_ed25519": {"signature": "short"},
    "ck_signing_key_is_ed25519": {"public_key": "short"},
    "ck_staged_document_confirmed_is_a_revision": {"revision_id": None, "state": "confirmed"},
    "ck_stored_file_has_a_size": {"size": -1},
    "ck_talk_has_a_note": {"note": ""},
    "ck_year_close_digest_is_sha256": {"outcomes_digest": "short"},
    "ck_year_close_says_something": {"statement": ""},
}
"""Values that break each CHECK, in a row that is valid otherwise."""

TWICE: Mapping[str, tuple[str, str]] = {
    "ck_class_decision_two_different_people": ("decided_by", "recorded_by"),
    "ck_outside_decision_two_different_people": ("decided_by", "entered_by"),
    "ck_handover_two_different_people": ("successor_id", "leaver_id"),
    "ck_proposal_not_about_oneself": ("about_account_id", "proposed_by"),
    "ck_proposal_decision_two_different_people": ("decided_by", "proposed_by"),
    "ck_service_record_not_own_boss": ("supervisor_id", "member_id"),
}
"""CHECKs that two columns break by pointing at the same row."""


def checks() -> Iterator[tuple[Table, str, str | None]]:
    """Every CHECK: its table, its name, and the enum column that it belongs to."""
    for table in tables().values():
        enums = {
            f"ck_{table.name}_{column.type.name}": column.name
            for column in table.columns
            if isinstance(column.type, Enum)
        }
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                name = str(constraint.name)
                yield table, name, enums.get(name)


CHECKS = sorted(checks(), key=lambda check: check[1])


def _break(rows: Rows, table: Table, name: str, enum: str | None) -> None:
    if enum is not None:
        rows.add(table, **{enum: "no such value"})
    elif name in TWICE:
        first, second = TWICE[name]
        (key,) = table.columns[second].foreign_keys
        same = getattr(rows.add(key.column.table), key.column.name)
        rows.add(table, **{first: same, second: same})
    else:
        rows.add(table, **VIOLATIONS[name])


def test_every_check_has_a_violation_here() -> None:
    explicit = {name for _, name, enum in CHECKS if enum is None}
    assert explicit == set(VIOLATIONS) | set(TWICE)


def test_every_check_of_the_models_holds_in_the_database(database: Database) -> None:
    faults = []
    with database.engine.connect() as connection, connection.begin() as transaction:
        rows = Rows(connection)
        for table, name, enum in CHECKS:
            step = connection.begin_nested()
            try:
                _break(rows, table, name, enum)
            except IntegrityError as error:
                if name not in str(error.orig):
                    faults.append(f"{name}: {error.orig}")
            else:
                faults.append(f"{name}: nobody objected")
            step.rollback()
        transaction.rollback()
    assert not faults, "\n".join(faults)


def test_the_database_has_no_check_that_the_models_do_not_know(database: Database) -> None:
    found = inspect(database.engine)
    for table in tables().values():
        stored = {check["name"] for check in found.get_check_constraints(table.name)}
        assert stored == {name for of, name, _ in CHECKS if of is table}, table.name


@pytest.mark.parametrize("name", sorted(tables()))
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_valid_row_of_each_table_can_be_stored(database: Database, name: str) -> None:
    if name == "journal_head":
        return
    with database.engine.begin() as connection:
        Rows(connection).add(tables()[name])
