"""Roles and acts that take two people, as people call them."""

from __future__ import annotations

from collections.abc import Mapping

from lms.domain.access import Role, TwoPersonAct

ROLES: Mapping[Role, str] = {role: role.value.replace("-", " ").capitalize() for role in Role}

ACTS: Mapping[TwoPersonAct, str] = {
    TwoPersonAct.CREDIT_ADD: "Time added by hand",
    TwoPersonAct.KEY_CHANGE: "Changed right answers",
    TwoPersonAct.REVISION_PUBLISH: "Policy put in force",
    TwoPersonAct.PROVISION_UNBLOCK: "Blocked section opened",
    TwoPersonAct.CERTIFICATE_ISSUE: "Certificate by hand",
    TwoPersonAct.CERTIFICATE_REVOKE: "Certificate revoked",
    TwoPersonAct.ROLE_GRANT: "Role given",
    TwoPersonAct.MASS_SEPARATION: "Many leave at once",
    TwoPersonAct.YEAR_RULE: "Rule of the year",
    TwoPersonAct.RETENTION: "Keeping of records",
    TwoPersonAct.MAIL_SETTING: "Mail",
    TwoPersonAct.KEY_SETTING: "Keys and addresses",
    TwoPersonAct.PAPER_IMPORT: "Time from paper",
    TwoPersonAct.VISITOR_INVITE: "Visitor invited",
    TwoPersonAct.HOLD_RELEASE: "Legal hold lifted",
}
