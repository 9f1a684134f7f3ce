"""The blueprint that the pages of the change register register on."""

from flask import Blueprint

blueprint = Blueprint("register", __name__)
