"""What the bot says, in every language of its interface."""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import bot.frontends.discord
from bot.frontends.discord.texts import ENGLISH, GERMAN, LANGUAGES, Words, words_for

FOLDER = Path(bot.frontends.discord.__file__).parent
TEXTS = {"texts.py", "labels.py", "refusals.py"}
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py") if path.name not in TEXTS}
LITERAL = re.compile(r"""["']([a-z]+(?:\.[a-z_]+)?)["']""")
BUILT = re.compile(r"""words\(f["']([a-z]+\.)\{""")
CALLED = re.compile(r"""\b(?:words|told|words_for\([^()]*(?:\([^()]*\))?[^()]*\))\(\s*["']([a-z_.]+)["']""")
DESCRIPTION_LIMIT, LABEL_LIMIT, MODAL_TITLE_LIMIT, TITLE_LIMIT, CONTENT_LIMIT = 100, 80, 45, 256, 2000


def places_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_of(*kinds: str) -> list[str]:
    return [key for key in ENGLISH if key.startswith(kinds)]


def reason_codes(folder: Path) -> Iterable[str]:
    for path in folder.rglob("*.py"):
        if "evaluation" not in path.parts:
            yield from re.findall(r'Reason\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))


@cache
def calls_made() -> list[ast.Call]:
    """Return all calls that the package holds."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in FOLDER.parent.parent.rglob("*.py")]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def kinds_of(error: str, keyword: str) -> set[str]:
    """Return what is given as *keyword* wherever an *error* is made."""
    made = [call for call in calls_made() if isinstance(call.func, ast.Name) and call.func.id == error]
    given = [kw.value for call in made for kw in call.keywords if kw.arg == keyword]
    return {value.value for value in given if isinstance(value, ast.Constant)}


def test_every_language_has_every_text():
    assert [language for language, texts in LANGUAGES.items() if set(texts) != set(ENGLISH)] == []


@pytest.mark.parametrize("key", ENGLISH)
def test_same_is_filled_in_in_every_language(key: str):
    if ENGLISH[key]:
        assert {language: places_of(texts[key]) for language, texts in LANGUAGES.items()} == dict.fromkeys(
            LANGUAGES, places_of(ENGLISH[key])
        )


def test_german_says_everything():
    assert [key for key, text in GERMAN.items() if not text.strip()] == []


def test_english_leaves_only_reasons_to_the_answer_itself():
    own = "reason.about_bot"  # what stands in the answer names the commands of a terminal

    assert [key for key, text in ENGLISH.items() if not text] == [key for key in keys_of("reason.") if key != own]


def test_german_is_german():
    same = {key for key in ENGLISH if ENGLISH[key] == GERMAN[key]}

    assert same <= {"articles.page", "sources"}


def test_no_text_is_unused():
    built = tuple(prefix for source in SOURCES.values() for prefix in BUILT.findall(source))
    named = {key for source in SOURCES.values() for key in LITERAL.findall(source)}

    assert [key for key in ENGLISH if key not in named and not key.startswith(built)] == []


def test_every_text_that_is_said_is_there():
    said = {(name, key) for name, source in SOURCES.items() for key in CALLED.findall(source)}

    assert len(said) > 40
    assert {(name, key) for name, key in said if key not in ENGLISH} == set()


def test_every_reason_has_a_text():
    codes = set(reason_codes(FOLDER.parent.parent))

    assert len(codes) >= 5
    assert {f"reason.{code}" for code in codes} <= set(ENGLISH)


def test_every_kind_of_misuse_has_a_text():
    assert {f"usage.{kind}" for kind in kinds_of("UsageError", "kind")} == set(keys_of("usage."))


def test_every_notice_has_a_text():
    codes = kinds_of("Notice", "code") | kinds_of("instead_of_written", "code")

    assert {f"notice.{code}" for code in {*codes, "side"}} == set(keys_of("notice."))


def test_every_reason_why_a_file_cannot_be_read_has_a_text():
    assert {f"unreadable.{code}" for code in kinds_of("UnreadableError", "code")} == set(keys_of("unreadable."))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kinds", "limit"),
    [
        (("command.", "option."), DESCRIPTION_LIMIT),
        (("button.",), LABEL_LIMIT),
        (("modal.",), MODAL_TITLE_LIMIT),
        (("title.", "about.title", "privacy.title", "count.articles"), TITLE_LIMIT),
        (("",), CONTENT_LIMIT // 4),
    ],
)
def test_texts_fit_where_discord_shows_them(language: str, kinds: tuple[str, ...], limit: int):
    texts = LANGUAGES[language]

    assert {key: texts[key] for key in keys_of(*kinds) if len(texts[key]) > limit} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_name_of_the_menu_is_within_its_limit(language: str):
    assert len(LANGUAGES[language]["command.answer_this"]) <= 32


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("zh-CN", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_interface_is_in_the_language_of_the_locale_or_english(locale: str | None, language: str):
    assert words_for(locale).language == language


@pytest.mark.parametrize("value", ["{question}", "{0}", "%s", "{", "}}", "{self.__class__}"])
def test_what_is_filled_in_is_not_filled_in_itself(value: str):
    assert Words("en")("note", text=value) == f"Note: {value}"
