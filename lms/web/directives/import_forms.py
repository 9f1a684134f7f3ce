"""Forms of importing a document."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from lms.domain.draft_edits import EditKind


class UploadForm(FlaskForm):
    """A document, and the policy it is a revision of. The choices are set by the view."""

    document = FileField(
        "Document",
        validators=[FileRequired("Choose a document.")],
        description="DOCX, PDF with text, or plain text. Reading it can take half a minute.",
    )
    policy = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "It is a revision of",
        invalid_choice_message="Choose one of the policies.",
    )
    title = StringField(
        "Title of the new policy",
        validators=[Length(max=120, message="Keep it under 120 characters.")],
        description="Only for a new policy.",
    )


class ActForm(FlaskForm):
    """What is done to one section, bound to what was shown."""

    shown = HiddenField(validators=[InputRequired("Open the page anew.")])
    act = StringField(
        validators=[AnyOf([kind.value for kind in EditKind], message="Choose what to do.")]
    )
    cut = StringField(
        "The second part begins with",
        validators=[Length(max=400, message="A few words are enough.")],
        description="Type or paste its first words, as they stand above.",
    )
    number = StringField(
        "Number",
        validators=[Length(max=40, message="Keep it short.")],
        description="Such as 4, B, iv or 1.2. The printed number stays in the text.",
    )
