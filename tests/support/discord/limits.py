"""The limits of messages and threads; https://discord.com/developers/docs/resources/message."""

from collections.abc import Iterable, Sequence

from support.discord.component_limits import check_components
from support.discord.errors import EMPTY_MESSAGE, ApiError, Faults
from support.discord.values import COMPONENTS_V2, Attachment, Json

CONTENT = 2000
EMBEDS, EMBEDS_TOGETHER = 10, 6000
TITLE, DESCRIPTION, FIELDS, FIELD_NAME, FIELD_VALUE, FOOTER, AUTHOR = 256, 4096, 25, 256, 1024, 2048, 256
FILE_BYTES, REQUEST_BYTES, FILES = 10 << 20, 25 << 20, 10
THREAD_NAME, ARCHIVE_MINUTES = 100, (60, 1440, 4320, 10080)


def check_message(body: Json, files: Iterable[Attachment] = (), *, prefix: str = "") -> None:
    """Hold the parts of a message that were sent to their limits; *prefix* is where they lie in the body."""
    faults, version_two = Faults(), bool((body.get("flags") or 0) & COMPONENTS_V2)
    faults.need(body.get("content"), f"{prefix}content", most=CONTENT)
    _check_embeds(body.get("embeds"), faults, f"{prefix}embeds")
    check_components(body.get("components"), faults, f"{prefix}components", version_two=version_two)
    if version_two and (body.get("content") or body.get("embeds")):
        message = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        faults.add(f"{prefix}content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    _check_files(list(files), faults, prefix)
    _check_mentions(body.get("allowed_mentions"), faults, f"{prefix}allowed_mentions")
    faults.raise_any()


def check_not_empty(*parts: object) -> None:
    """Refuse a message of which nothing would be seen."""
    if not any(part.strip() if isinstance(part, str) else part for part in parts):
        raise ApiError(*EMPTY_MESSAGE)


def check_thread(body: Json, *, renamed: bool = False) -> None:
    """Hold a thread that is made or changed to its limits."""
    faults = Faults()
    if not renamed or "name" in body:
        faults.need(body.get("name"), "name", most=THREAD_NAME, least=1)
    if (body.get("auto_archive_duration") or 1440) not in ARCHIVE_MINUTES:
        faults.add("auto_archive_duration", "BASE_TYPE_CHOICES", f"Value must be one of {ARCHIVE_MINUTES}.")
    faults.raise_any()


def _check_embeds(embeds: object, faults: Faults, place: str) -> None:
    together = 0
    for number, embed in enumerate(faults.count(embeds, place, most=EMBEDS)):
        together += _check_embed(embed, faults, f"{place}.{number}")
    if together > EMBEDS_TOGETHER:
        message = f"Embed size exceeds maximum size of {EMBEDS_TOGETHER}"
        faults.add(place, "MAX_EMBED_SIZE_EXCEEDED", message)


def _check_embed(embed: Json, faults: Faults, place: str) -> int:
    texts = [
        ("title", embed.get("title"), TITLE),
        ("description", embed.get("description"), DESCRIPTION),
        ("footer.text", (embed.get("footer") or {}).get("text"), FOOTER),
        ("author.name", (embed.get("author") or {}).get("name"), AUTHOR),
    ]
    for name, text, most in texts:
        faults.need(text, f"{place}.{name}", most=most)
    rows = faults.count(embed.get("fields"), f"{place}.fields", most=FIELDS)
    for number, row in enumerate(rows):
        faults.need(row.get("name"), f"{place}.fields.{number}.name", most=FIELD_NAME, least=1)
        faults.need(row.get("value"), f"{place}.fields.{number}.value", most=FIELD_VALUE, least=1)
    _check_urls(embed, faults, place)
    return _lengths([text for _, text, _ in texts] + [row.get(key) for row in rows for key in ("name", "value")])


def _check_urls(embed: Json, faults: Faults, place: str) -> None:
    for name, holder in (("url", embed), ("image.url", embed.get("image")), ("thumbnail.url", embed.get("thumbnail"))):
        url = (holder or {}).get("url")
        if url and not str(url).startswith(("http://", "https://", "attachment://")):
            message = f"Scheme {str(url).split(':')[0]!r} is not supported. Scheme must be one of ('http', 'https')."
            faults.add(f"{place}.{name}", "URL_TYPE_INVALID_SCHEME", message)


def _lengths(texts: Sequence[object]) -> int:
    return sum(len(str(text or "").strip()) for text in texts)


def _check_files(files: Sequence[Attachment], faults: Faults, prefix: str) -> None:
    if len(files) > FILES:
        faults.add(f"{prefix}attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {FILES} or fewer in length.")
    for number, file in enumerate(files):
        if len(file.content) > FILE_BYTES:
            message = f"File is larger than {FILE_BYTES} bytes"
            faults.add(f"{prefix}attachments.{number}", "BASE_TYPE_FILE_SIZE", message)


def _check_mentions(allowed: Json | None, faults: Faults, place: str) -> None:
    for kind in ("users", "roles"):
        listed = faults.count((allowed or {}).get(kind), f"{place}.{kind}", most=100)
        if listed and kind in ((allowed or {}).get("parse") or ()):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            faults.add(place, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
