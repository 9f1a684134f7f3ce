"""The training unit's desk: what is assigned, who is done, who waits, what is taught."""

from lms.web.training_unit import (
    assign,
    assignments,
    class_entry,
    classes,
    content,
    coverage,
    desk,
    duty,
    excuse,
    exports,
    member,
    members,
    reminders,
    roll_call,
    statements,
    talks,
    year,
)
from lms.web.training_unit.blueprint import blueprint

__all__ = [
    "assign",
    "assignments",
    "blueprint",
    "class_entry",
    "classes",
    "content",
    "coverage",
    "desk",
    "duty",
    "excuse",
    "exports",
    "member",
    "members",
    "reminders",
    "roll_call",
    "statements",
    "talks",
    "year",
]
