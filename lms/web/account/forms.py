"""Forms of the account pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

_LONGEST = 256


class SignInForm(FlaskForm):
    """Badge number (or login name) and password."""

    login = StringField(
        "Badge number",
        validators=[InputRequired("Enter your badge number."), Length(max=64)],
    )
    password = PasswordField(
        "Password", validators=[InputRequired("Enter your password."), Length(max=_LONGEST)]
    )


class ForgottenForm(FlaskForm):
    """Badge number (or login name) of somebody who cannot sign in."""

    login = StringField(
        "Badge number",
        validators=[InputRequired("Enter your badge number."), Length(max=64)],
    )


class ConfirmForm(FlaskForm):
    """The password of whoever is signed in on this station."""

    password = PasswordField(
        "Password", validators=[InputRequired("Enter your password."), Length(max=_LONGEST)]
    )


class CodeForm(FlaskForm):
    """A code of an authenticator app, or a recovery code."""

    code = StringField("Code", validators=[InputRequired("Enter the code."), Length(max=64)])


class NewPasswordForm(FlaskForm):
    """A first or new password, typed twice."""

    password = PasswordField(
        "New password",
        validators=[InputRequired("Choose a password."), Length(max=_LONGEST)],
    )
    again = PasswordField(
        "The same password again",
        validators=[
            InputRequired("Type the password again."),
            EqualTo("password", "The two passwords differ."),
        ],
    )
