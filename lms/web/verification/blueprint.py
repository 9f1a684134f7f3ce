"""The blueprint that the pages anybody may open register on."""

from flask import Blueprint

blueprint = Blueprint("verification", __name__)
