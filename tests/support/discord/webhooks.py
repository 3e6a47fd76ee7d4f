"""What follows the first answer to an interaction, by its token: changes of that answer, and further messages."""

from support.discord.callbacks import answer_of
from support.discord.calls import Call, Route, Stage
from support.discord.errors import EXPIRED_TOKEN, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, ApiError
from support.discord.interaction import COMPONENT, DEFER, Interaction
from support.discord.payloads import message_payload
from support.discord.values import Json, Message
from support.discord.writing import edit, remove, write

ORIGINAL = "@original"


def follow(stage: Stage, call: Call) -> Json:
    """Write a further message; the first after a deferral takes the place of the thinking one."""
    asked = _find(stage, call)
    if asked.original is not None and asked.original.loading and (asked.answer or {}).get("type") == DEFER:
        return _shown(stage, edit(stage, asked.original, call, call.body))
    message = answer_of(stage, asked)
    first = asked.original
    if first is not None and asked.type != COMPONENT and not first.deleted and not first.ephemeral:
        message.type, message.reply_to = 19, first
    write(stage, message, call, call.body)
    asked.followups.append(message)
    return _shown(stage, message)


def read(stage: Stage, call: Call) -> Json:
    """Show an answer, ephemeral or not."""
    return _shown(stage, _find_message(_find(stage, call), call))


def change(stage: Stage, call: Call) -> Json:
    """Edit an answer; whether it is ephemeral was settled before."""
    asked = _find(stage, call)
    message = _find_message(asked, call)
    return _shown(stage, edit(stage, message, call, call.body))


def delete(stage: Stage, call: Call) -> None:
    """Delete an answer."""
    remove(stage, _find_message(_find(stage, call), call))


def _find(stage: Stage, call: Call) -> Interaction:
    application, token = call.parts[:2]
    for asked in stage.world.interactions.values():
        if asked.token == token and application == str(stage.world.application_id):
            if asked.is_expired:
                raise ApiError(*EXPIRED_TOKEN)
            if asked.answers:
                return asked
    raise ApiError(*UNKNOWN_WEBHOOK)


def _find_message(asked: Interaction, call: Call) -> Message:
    name = call.parts[2]
    answers = [asked.original] if asked.original is not None else []
    for message in answers + asked.followups:
        if (name == ORIGINAL and message is asked.original) or name == str(message.id):
            if message.deleted or message.channel.deleted:
                break
            return message
    raise ApiError(*UNKNOWN_MESSAGE)


def _shown(stage: Stage, message: Message) -> Json:
    return message_payload(message, bot=stage.world.bot)


ROUTES = (
    Route("POST", "/webhooks/{}/{}", follow, public=True, bucket="webhook-send"),
    Route("GET", "/webhooks/{}/{}/messages/{}", read, public=True),
    Route("PATCH", "/webhooks/{}/{}/messages/{}", change, public=True, bucket="webhook-edit"),
    Route("DELETE", "/webhooks/{}/{}/messages/{}", delete, public=True),
)
