"""The blueprint that the training unit's pages register on."""

from flask import Blueprint

blueprint = Blueprint("training_unit", __name__)
