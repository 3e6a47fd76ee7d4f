"""The first answer to an interaction: one, in time, and of a kind that fits."""

import time

from support.discord.calls import Call, Route, Stage
from support.discord.command_limits import check_choices
from support.discord.component_limits import check_form
from support.discord.errors import ALREADY_ACKNOWLEDGED, UNKNOWN_CHANNEL, UNKNOWN_INTERACTION, ApiError, Faults
from support.discord.interaction import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    REPLY,
    SUBMIT,
    UPDATE,
    Interaction,
)
from support.discord.payloads import message_payload
from support.discord.values import COMMAND_ANSWER, EPHEMERAL, LOADING, MENU_ANSWER, Json, Message
from support.discord.writing import edit, new_message, refer, write

ALLOWED = {
    COMMAND: (REPLY, DEFER, MODAL),
    COMPONENT: (REPLY, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (REPLY, DEFER),
}
SUBMIT_TO_MESSAGE = (*ALLOWED[SUBMIT], DEFER_UPDATE, UPDATE)
MENU = 3


def acknowledge(stage: Stage, call: Call) -> Json | None:
    """Take the first answer to an interaction; what is refused here leaves it unanswered."""
    asked = stage.world.find_interaction(*call.parts)
    if asked.answers:
        raise ApiError(*ALREADY_ACKNOWLEDGED)
    if asked.is_overdue:
        raise ApiError(*UNKNOWN_INTERACTION)
    kind, data = call.body.get("type"), call.body.get("data") or {}
    _check_kind(asked, kind)
    message = _carry_out(stage, asked, call, data)
    asked.acknowledged_after = time.monotonic() - asked.dispatched
    asked.answers.append({"type": kind, "data": data})
    if call.query.get("with_response") not in ("1", "true"):
        return None
    return _described(stage, asked, call.body["type"], message)


def answer_of(stage: Stage, asked: Interaction) -> Message:
    """Begin a message that answers an interaction."""
    if asked.channel.deleted:
        raise ApiError(*UNKNOWN_CHANNEL)
    is_menu = asked.type == COMMAND and asked.data.get("type") == MENU
    kinds = {COMMAND: MENU_ANSWER if is_menu else COMMAND_ANSWER}
    message = new_message(stage, asked.channel, kind=kinds.get(asked.type, 0))
    message.interaction = asked
    if asked.type == COMPONENT and asked.source is not None and not asked.source.ephemeral:
        refer(message, {"message_id": asked.source.id, "fail_if_not_exists": False})
    return message


def _check_kind(asked: Interaction, kind: object) -> None:
    allowed = ALLOWED[asked.type]
    if asked.type == SUBMIT and asked.source is not None:
        allowed = SUBMIT_TO_MESSAGE
    if kind not in allowed:
        faults = Faults()
        faults.add("type", "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")
        faults.raise_any()


def _carry_out(stage: Stage, asked: Interaction, call: Call, data: Json) -> Message | None:
    match call.body["type"]:
        case 4:
            asked.original = write(stage, answer_of(stage, asked), call, data, prefix="data.")
        case 5:
            message = answer_of(stage, asked)
            message.flags |= LOADING
            asked.original = write(stage, message, call, {"flags": int(data.get("flags") or 0) & EPHEMERAL})
        case 6:
            asked.original = asked.source
        case 7:
            assert asked.source is not None
            asked.original = edit(stage, asked.source, call, data, prefix="data.")
        case 8:
            check_choices(data.get("choices"))
            return None
        case _:
            check_form(data)
            return None
    return asked.original


def _described(stage: Stage, asked: Interaction, kind: int, message: Message | None) -> Json:
    answer: Json = {"interaction": {"id": str(asked.id), "type": asked.type}}
    if message is not None:
        answer["interaction"] |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
    answer["resource"] = {"type": kind}
    if kind in (REPLY, UPDATE) and message is not None:
        answer["resource"]["message"] = message_payload(message, bot=stage.world.bot)
    return answer


ROUTES = (Route("POST", "/interactions/{}/{}/callback", acknowledge, public=True),)
