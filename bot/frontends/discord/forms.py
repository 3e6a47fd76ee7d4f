"""The forms that buttons open, and what is read from them; a form that is open lives through a restart of the bot."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.ui import Modal, TextInput

from bot.frontends.discord.texts import Words
from bot.types import QUESTION_LIMIT

FIELD = "text"
REASON_LIMIT = 1000
QUESTION_FORM = re.compile(r"ask:form:question:(\d{1,18}-[0-9a-f]{6})")
REASON_FORM = re.compile(r"ask:form:reason:(\d{1,18}-[0-9a-f]{6})")


def question_form(key: str, words: Words) -> Modal:
    """Return the form for a question that follows the answer of this key."""
    return _form(
        f"ask:form:question:{key}", words("modal.more"), words("modal.question"), QUESTION_LIMIT, required=True
    )


def reason_form(key: str, words: Words) -> Modal:
    """Return the form for what is wrong with the answer of this key."""
    return _form(f"ask:form:reason:{key}", words("modal.wrong"), words("modal.reason"), REASON_LIMIT, required=False)


def text_of(components: Sequence[Mapping[str, Any]]) -> str:
    """Return what was typed into a form that was sent."""
    for component in components:
        inner = [component["component"]] if "component" in component else component.get("components", [])
        if component.get("custom_id") == FIELD:
            return str(component.get("value") or "")
        found = text_of(inner)
        if found:
            return found
    return ""


def _form(form_id: str, title: str, label: str, limit: int, *, required: bool) -> Modal:
    modal = Modal(title=title, custom_id=form_id, timeout=None)
    field: TextInput[Any] = TextInput(
        label=label, custom_id=FIELD, style=discord.TextStyle.long, max_length=limit, required=required
    )
    modal.add_item(field)
    modal.stop()  # discord.py need not wait for it: what is sent is told apart by the form's id
    return modal
