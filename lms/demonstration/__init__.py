"""The fictional department, made through services; nobody in it is anybody."""

from lms.demonstration.accounts import EVERYBODY_ELSE, DemoAccount, accounts
from lms.demonstration.loading import NotEmptyError, load_demonstration
from lms.demonstration.summary import Summary

__all__ = [
    "EVERYBODY_ELSE",
    "DemoAccount",
    "NotEmptyError",
    "Summary",
    "accounts",
    "load_demonstration",
]
