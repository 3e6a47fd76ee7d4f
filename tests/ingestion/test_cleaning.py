"""Cleaning keeps the article and drops what a site puts around it."""

import time
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.cleaning import LabelledPage, read_own_pages, read_real_pages, score
from bot.ingestion.canonical import canonical
from bot.ingestion.cleaning import REPEATABLE, clean

FIRST = "It rained for eleven days before the river rose above its banks, the mayor said."
SECOND = "Nobody was hurt, but forty houses stood in water up to the sills of their windows."
THIRD = "The army is expected to bring two more pumps from the coast on Thursday morning."
HEADLINE = "River floods the old town of Hollin"

LINES = st.sampled_from(
    f"""{FIRST}|{SECOND}|{THIRD}|{HEADLINE}|Menu|Home|News|Share|Advertisement|Related|Most read|Skip to main content
    |© 2024 The Post|Leave a comment|Source: Agencies|Q: Why?|A: No.|The Post - News from the valley|By Ada Lorne|•||
    |Read more: Bridge closed again|A town under water: Inside the old mill|What is next|3 March 2024|- 'Deep' -
    |Northport 3-1 Eastvale|More on floods:""".split("|")
)
PAGES = st.lists(LINES | st.text(max_size=90), max_size=40).map("\n".join) | st.text()


def article(*lines: str) -> str:
    return "\n".join(lines)


def test_five_real_pages_reach_the_floor(shared: Path) -> None:
    for page in read_real_pages(shared / "articles"):
        result = score([page])

        assert result.precision >= 0.97, page.name
        assert result.recall >= 0.97, page.name


def test_invented_pages_the_rules_were_made_with_reach_the_floor() -> None:
    result = score(read_own_pages("dev"))

    assert result.precision >= 0.97
    assert result.recall >= 0.97


def test_no_line_of_an_article_is_lost_on_pages_held_back() -> None:
    result = score(read_own_pages("held"))

    assert result.recall == 1
    assert result.precision >= 0.85


def test_score_counts_lines_kept_wrongly_and_lines_lost() -> None:
    page = LabelledPage("made up", article("Menu", HEADLINE, FIRST), {0: True, 1: False, 2: True})

    result = score([page])

    assert (result.kept, result.kept_wrongly, result.lost) == (1, 1, 1)
    assert (result.precision, result.recall) == (0.5, 0.5)


@pytest.mark.parametrize("page", [page for page in read_own_pages("dev") if page.name == "only_boilerplate"])
def test_page_that_is_nothing_but_boilerplate_gives_nothing(page: LabelledPage) -> None:
    assert clean(page.text) == ""


@pytest.mark.parametrize("page", ["", " \n\n", "\u200b\n\x00", "© 2024 The Post. All rights reserved."])
def test_page_without_article_gives_nothing(page: str) -> None:
    assert clean(page) == ""


@pytest.mark.parametrize("text", ["It rained.", "Rain in Rome\nIt rained.", "Eggs\nFlour\nSalt"])
def test_short_text_without_boilerplate_is_an_article(text: str) -> None:
    assert clean(text) == text


def test_paragraph_that_stands_twice_stands_where_it_stood_first() -> None:
    assert clean(article(FIRST, SECOND, FIRST, THIRD)) == article(FIRST, SECOND, THIRD)


def test_captions_that_differ_in_their_credit_are_two() -> None:
    captions = "The mill under water. (Photo: Ada Lorne)", "The mill under water. (Photo: Col Lorne)"

    assert clean(article(FIRST, *captions, SECOND)) == article(FIRST, *captions, SECOND)


def test_short_lines_may_stand_again_where_the_article_repeats_itself() -> None:
    interview = article(HEADLINE, FIRST, "Q: And you?", "A: No.", SECOND, "Q: Never?", "A: No.", THIRD)

    assert clean(interview) == interview


def test_headline_standing_again_above_the_body_is_dropped() -> None:
    assert clean(article("Rain in Hollin", "Rain in Hollin", FIRST, SECOND)) == article("Rain in Hollin", FIRST, SECOND)


def test_lone_headline_of_another_story_between_paragraphs_is_dropped() -> None:
    promo = "A town under water: Inside the mill that survived it"

    assert clean(article(HEADLINE, FIRST, promo, SECOND, THIRD)) == article(HEADLINE, FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "subheading", ["'Troubling' rain", "WHAT COMES NEXT", "Who pays?", "- The mill -", "The mill: a ruin"]
)
def test_subheading_between_paragraphs_is_kept(subheading: str) -> None:
    text = article(HEADLINE, FIRST, subheading, SECOND, THIRD)

    assert clean(text) == text


def test_links_under_their_heading_in_the_middle_of_an_article_are_dropped() -> None:
    links = "More on the flood:", "Pumps stolen in Hollin at night", "The mill that Jack built"

    assert clean(article(HEADLINE, FIRST, *links, SECOND)) == article(HEADLINE, FIRST, SECOND)


def test_sentence_that_speaks_of_cookies_or_sources_is_article() -> None:
    sentences = article(
        "We baked two hundred cookies for the helpers, said the baker of Hollin.",
        "Sources close to the mayor said that he would be back within a week.",
        "Your name is on the list, the soldiers told her.",
        "The court said that the book is protected by copyright until 2031, and that the town must pay.",
    )

    assert clean(article(HEADLINE, FIRST, sentences, SECOND)) == article(HEADLINE, FIRST, sentences, SECOND)


def test_readers_comments_are_no_article() -> None:
    page = article(
        HEADLINE, FIRST, SECOND, THIRD, "2 comments", "I have seen worse floods than this in 1974, I can tell you."
    )

    assert clean(page) == article(HEADLINE, FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "credit", ["© Hollin Press", "Copyright 2024 Hollin Press", "Enter your email", "Join the conversation"]
)
def test_article_goes_on_behind_the_credit_of_a_photo_and_behind_a_form(credit: str) -> None:
    assert clean(article(HEADLINE, FIRST, SECOND, credit, THIRD)) == article(HEADLINE, FIRST, SECOND, THIRD)


def test_headline_of_three_words_between_menu_and_body_is_kept() -> None:
    assert clean(article("Menu", "Home", "Rain in Hollin", "Share", FIRST)) == article("Rain in Hollin", FIRST)


def test_list_below_the_first_paragraph_is_no_menu() -> None:
    first = f"{FIRST[:-1]}; {SECOND} The fire brigade asked everyone to bring these to the school by noon."
    text = article(HEADLINE, first, "Blankets", "Lamps", "Bread", "What the town needs to know", SECOND, THIRD)

    assert clean(article("Menu", text)) == text


def test_list_that_a_paragraph_introduces_is_kept_before_the_footer() -> None:
    shelters = "Shelters are open at:", "Hollin High School", "First Church of Tarn", "Old Fire Station"

    assert clean(article(HEADLINE, FIRST, *shelters, "© 2024 The Post")) == article(HEADLINE, FIRST, *shelters)


def test_wrapped_paragraphs_come_back_whole() -> None:
    wrapped = (
        "The bridge at Ostermoor will be closed for twelve months from June, as\n"
        "divers found cracks in two of its four piers and asked for a far-\n"
        "reaching repair, which the roads agency said that it would begin in\n"
        "April of next year.\n\nSchools\n\n"
        "A boat will take some 240 pupils across at 7:20 each morning, in all\nweathers but fog."
    )

    assert clean(wrapped) == article(
        wrapped.partition("\n\n")[0].replace("-\n", "-").replace("\n", " "),
        "Schools",
        "A boat will take some 240 pupils across at 7:20 each morning, in all weathers but fog.",
    )


def test_verse_is_not_taken_for_wrapped_prose() -> None:
    verse = article(
        "The train is late.", "The rain is not.", "I hold the date", "that I forgot", "against the glass", "of it"
    )

    assert clean(article(FIRST, verse, SECOND)) == article(FIRST, verse, SECOND)


@given(PAGES)
@example("a\u200b\u0301\nb")
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_changes_nothing(page: str) -> None:
    once = clean(page)

    assert clean(once) == once


@given(PAGES)
@example(f"Menu\nR\nRiver floods the old town of Hollin\n{FIRST}")
@settings(max_examples=300, deadline=None)
def test_every_line_kept_is_made_of_whole_lines_of_the_page(page: str) -> None:
    lines = [canonical(line).replace(" ", "") for line in page.splitlines()]

    @cache
    def ends(kept: str, at: int) -> frozenset[int]:
        """Return behind which lines *kept* may end, made of whole ones from number *at* on."""
        if not kept:
            return frozenset({at})
        begun = (n for n in range(at, len(lines)) if lines[n] and kept.startswith(lines[n]))
        return frozenset(end for n in begun for end in ends(kept.removeprefix(lines[n]), n + 1))

    reached = frozenset({0})
    for line in clean(page).split("\n"):
        reached = frozenset(end for at in reached for end in ends(line.replace(" ", ""), at))

    assert reached


@given(PAGES)
@settings(max_examples=300, deadline=None)
def test_what_is_kept_is_canonical_and_says_nothing_long_twice(page: str) -> None:
    text = clean(page)

    assert text == canonical(text) == unicodedata.normalize("NFC", text)
    assert not any(unicodedata.category(character) == "Cc" for character in text if character != "\n")
    bulleted = "•◾▪●*-–·"
    counts = Counter(line for line in text.split("\n") if len(line) >= REPEATABLE and line[0] not in bulleted)
    assert all(count == 1 for count in counts.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "share\n",
        "a > ",
        "Ab:",
        "x.(",
        "a\u0301\u0323",
        "Related\nSome headline about a thing\n",
        "Menu\nThis is a headline of five\n",
        FIRST + "\nA town under water: Inside the mill that survived it\n",
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmo\n",
    ],
)
def test_time_grows_with_the_length_of_a_hostile_page_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        page = unit * (length // len(unit)) + "\n" + FIRST
        start = time.process_time()
        clean(page)
        return time.process_time() - start

    short = max(seconds(50_000), 0.02)

    # Eight times the length; quadratic work would take sixty-four times as long.
    assert seconds(400_000) < 24 * short
