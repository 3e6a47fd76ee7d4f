"""The articles that ship: complete against the reports they follow, and in words of their own."""

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
SLUGS = (
    "kim-arrives-in-vladivostok",
    "kim-inspects-russian-weapons",
    "kim-vows-closer-russia-ties",
    "putin-receives-kim-at-space-base",
    "shoigu-welcomes-kim-at-airport",
)
KEYS = {"title", "publisher", "published", "follows"}
COPIED_RUN = 8  # this many words in the order of a source, outside quotation marks, are a copy

# The lines (from 1) of each source that are article: the rest is navigation, adverts, link lists and legal notices.
ARTICLE_LINES = {
    "000_2cde8420182e2824.txt": ((2, 44),),
    "001_51a9195c99bb805b.txt": ((1, 34),),
    "002_a2b996397b7ccaa1.txt": ((1, 18),),
    # Line 42 is the headline of another report, linked in the middle.
    "003_8eb3f5098a79a495.txt": ((1, 41), (43, 92)),
    "004_d90c625a70e1933d.txt": ((14, 107),),
}

# Numerals that a sentence of ours spells out.
SPELLED = {"2": "two", "4": "four"}

# Words that begin sentences, subheadings or mottoes of the sources and name nothing.
ORDINARY = """
a after also all alliance and arriving asked at bilateral both building but choice citing colleges content during
experts first for from gains he his hours humanitarian if in independent it no of on one other rifle second some
speculation tactical television that the their there this troubling two upon we while within workers your
"""

# Words with a capital letter that are no names of the story, or that ours write otherwise (Sept, the West).
NO_NAMES = {
    "000_2cde8420182e2824.txt": {"sep"},
    "001_51a9195c99bb805b.txt": {"westerners"},
    "002_a2b996397b7ccaa1.txt": set(),
    "003_8eb3f5098a79a495.txt": set(),
    "004_d90c625a70e1933d.txt": set(),
}

# What may stand before a name, or part from it: a title, a country.
TITLES = {"army", "governor", "korea", "marshals", "minister", "russian", "south", "tass"}


class Shipped(NamedTuple):
    """An article as it lies in the corpus: its front matter and its body."""

    front_matter: dict[str, str]
    body: str


def read_shipped(slug: str) -> Shipped:
    """Split one of our files; its front matter is plain `key: value` lines by design."""
    _, head, body = (CORPUS / "articles" / f"{slug}.md").read_text(encoding="utf-8").split("---\n", 2)
    return Shipped(dict(line.split(": ", 1) for line in head.splitlines()), body.strip())


def read_source(shared: Path, name: str) -> str:
    """Return the lines of a source that are article, with plain quotation marks and our one spelling of "defence"."""
    lines = (shared / "articles" / name).read_text(encoding="utf-8").splitlines()
    kept = "\n".join("\n".join(lines[first - 1 : last]) for first, last in ARTICLE_LINES[name])
    return kept.translate(str.maketrans("“”’‘", "\"\"''")).replace("Defense", "Defence")


def words_of(text: str) -> list[str]:
    """
    Return the words of *text* in lower case, possessive endings cut.

    >>> words_of("Russia's Tu-160 (8,000 km)")
    ['russia', 'tu', '160', '8,000', 'km']
    """
    return re.findall(r"\d+(?:,\d{3})*|[a-zà-ÿ]+", text.lower().replace("'s ", " "))


def numbers_of(text: str) -> set[str]:
    """
    Return the numbers of *text* as they are written.

    >>> sorted(numbers_of("about 8,000 kilometres, 127km, Tu-160"))
    ['127', '160', '8,000']
    """
    return set(re.findall(r"\d+(?:,\d{3})*", text))


def capitalised_words_of(text: str) -> set[str]:
    """
    Return the words of *text* that begin with a capital letter, in lower case.

    >>> sorted(capitalised_words_of("Later Jo Chun Ryong left Russia's TASS."))
    ['chun', 'jo', 'later', 'russia', 'ryong', 'tass']
    """
    return {word.lower() for word in re.findall(r"[A-ZÀ-Þ][A-Za-zÀ-ÿ]*(?!\w)", text) if word != "S"}


def name_pairs_of(text: str) -> set[tuple[str, str]]:
    """
    Return the pairs of words with nothing but a space between that both begin with a capital letter, in lower case.

    >>> sorted(name_pairs_of("Jo Chun Ryong left Russia's Far East."))
    [('chun', 'ryong'), ('far', 'east'), ('jo', 'chun')]
    """
    pairs = re.findall(r"(?=\b([A-Z][A-Za-z]*) ([A-Z][A-Za-z]*))", text)
    return {(first.lower(), second.lower()) for first, second in pairs if first != "S"}


def named_words_of(text: str) -> set[str]:
    """
    Return the words that have a capital letter for another reason than beginning a sentence.

    >>> sorted(named_words_of("Later Kim left. Jo Chun Ryong stayed. It rained."))
    ['chun', 'kim', 'ryong']
    """
    named: set[str] = set()
    for sentence in re.split(r"[.:?!\"]\s+|\n|(?<=\s)['\"]|^['\"(]", text):
        found = re.findall(r"[A-Za-zÀ-ÿ]+(?:'s)?", sentence)
        named.update(word for word in found[1:] if word[0].isupper())
    return {word.removesuffix("'s").lower() for word in named}


def outside_quotes(text: str) -> list[str]:
    """Return the parts of *text* that are neither quoted speech nor the credit of a photo."""
    return re.split(r'"[^"\n]*"|\(Photos?: [^)]*\)', text)


def copied_runs_of(text: str) -> set[str]:
    """Return every run of words that would be a copy if it stood in another text."""
    words = words_of(text)
    return {" ".join(words[i : i + COPIED_RUN]) for i in range(len(words) - COPIED_RUN + 1)}


def test_five_articles_ship() -> None:
    assert tuple(sorted(path.stem for path in (CORPUS / "articles").iterdir())) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_front_matter_names_the_article_and_the_report_it_follows(slug: str) -> None:
    front_matter = read_shipped(slug).front_matter

    assert {"title", "follows"} <= front_matter.keys() <= KEYS
    assert front_matter.get("publisher", "after ").startswith("after ")
    if "published" in front_matter:
        assert date.fromisoformat(front_matter["published"]).year == 2023


def test_each_report_is_followed_by_one_article() -> None:
    assert sorted(read_shipped(slug).front_matter["follows"] for slug in SLUGS) == sorted(ARTICLE_LINES)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_article_has_350_to_1400_words_in_one_line_paragraphs(slug: str) -> None:
    body = read_shipped(slug).body

    assert 350 <= len(body.split()) <= 1400
    assert all("\n" not in paragraph.strip("\n") for paragraph in body.split("\n\n"))


@pytest.mark.parametrize("slug", SLUGS)
def test_the_readme_lists_the_article_with_publisher_and_date(slug: str) -> None:
    front_matter = read_shipped(slug).front_matter
    row = next(line for line in (CORPUS / "README.md").read_text("utf-8").splitlines() if f"`{slug}.md`" in line)

    assert f"`{front_matter['follows']}`" in row
    assert front_matter.get("publisher", "names no publisher").removeprefix("after ") in row
    assert front_matter.get("published", "undated") in row


@pytest.mark.parametrize("slug", SLUGS)
def test_the_report_that_an_article_follows_exists(slug: str, shared: Path) -> None:
    assert (shared / "articles" / read_shipped(slug).front_matter["follows"]).is_file()


@pytest.mark.parametrize("slug", SLUGS)
def test_no_sentence_is_copied(slug: str, shared: Path) -> None:
    front_matter, body = read_shipped(slug)
    theirs = {run for name in ARTICLE_LINES for run in copied_runs_of(read_source(shared, name))}
    parts = [front_matter["title"], *outside_quotes(body)]
    ours = {run for part in parts for run in copied_runs_of(part)}

    assert len(ours) > 300
    assert ours & theirs == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_quoted_words_are_exactly_those_of_the_report(slug: str, shared: Path) -> None:
    front_matter, body = read_shipped(slug)
    source = read_source(shared, front_matter["follows"])
    quotes = [quote.rstrip(".,") for quote in re.findall(r'"([^"\n]*)"', body)]

    assert quotes
    assert [quote for quote in quotes if quote.lower() not in source.lower()] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_number_of_the_report_is_told(slug: str, shared: Path) -> None:
    front_matter, body = read_shipped(slug)
    numbers = numbers_of(read_source(shared, front_matter["follows"]))
    told = numbers_of(body) | set(words_of(body))

    assert numbers
    assert {number for number in numbers if number not in told and SPELLED.get(number) not in told} == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_no_number_is_added(slug: str, shared: Path) -> None:
    front_matter, body = read_shipped(slug)

    assert numbers_of(body) - numbers_of(read_source(shared, front_matter["follows"])) == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_name_of_the_report_is_told(slug: str, shared: Path) -> None:
    front_matter, body = read_shipped(slug)
    source = read_source(shared, front_matter["follows"])
    names = capitalised_words_of(source) - set(ORDINARY.split()) - NO_NAMES[front_matter["follows"]]

    assert len(names) > 40
    assert names - set(words_of(body)) - set(words_of(front_matter.get("publisher", ""))) == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_name_of_several_words_stays_whole(slug: str, shared: Path) -> None:
    front_matter, body = read_shipped(slug)
    pairs = name_pairs_of(read_source(shared, front_matter["follows"]))
    sentence_starts = {(first, second) for first, second in pairs if first in ORDINARY.split()}
    broken = pairs - sentence_starts - name_pairs_of(body)

    assert len(pairs) > 15
    assert {(first, second) for first, second in broken if first not in TITLES} == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_no_name_is_added(slug: str, shared: Path) -> None:
    front_matter, body = read_shipped(slug)
    theirs = set(words_of(read_source(shared, front_matter["follows"])))

    assert named_words_of(body) - theirs == set()
