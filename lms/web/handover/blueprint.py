"""The blueprint that the pages of a desk's handover register on."""

from flask import Blueprint

blueprint = Blueprint("handover", __name__)
