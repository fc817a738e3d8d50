"""The forms, each with its CSRF token."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class LoginForm(FlaskForm):
    """Sign in."""

    name = StringField("Name", [InputRequired(), Length(max=40)])
    password = PasswordField("Password", [InputRequired(), Length(max=200)])


class RegisterForm(FlaskForm):
    """Join."""

    name = StringField("Name", [InputRequired(), Length(max=40)])
    password = PasswordField("Password (12 characters or more)", [InputRequired(), Length(min=12, max=200)])


class ToolForm(FlaskForm):
    """Put a tool on the shelf."""

    name = StringField("What is it?", [InputRequired(), Length(max=80)])
    description = TextAreaField("What should a borrower know?", [InputRequired(), Length(max=500)])
