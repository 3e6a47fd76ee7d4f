"""What a chat model writes comes out as plain sentences with the keys of passages, whatever it wrote."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.reading.written import LONGEST, declines, read_written

KEYS = ("k7f", "m3x", "w9q")
PIECES = st.sampled_from(
    [
        *(
            "It rained.",
            "Kim saw ships.",
            " ",
            "\n",
            "\n\n",
            "[k7f]",
            "[m3x, k7f]",
            "[1]",
            "[z9z]",
            "(w9q)",
            "【k7f】",
            "K7F",
        ),
        *("**", "# ", "- ", "1. ", "```", "<think>", "</think>", "![a](http://x.y/z)", "[here](https://x.y)", "[", "]"),
        *(
            "https://evil.example/?q=1",
            "tok.evil.example",
            ".evil.com",
            "@everyone",
            "<@123>",
            "<b>",
            "\u202e",
            "\u200b",
            "\x1b[31m",
            "…",
            "»",
            "\U000e0041",
        ),
    ]
)
SAW = ("Kim saw it.", ("k7f",))
RAINED, SNOWED = ("It rained.", ("k7f",)), ("It snowed.", ("k7f",))
WRITTEN = st.text(max_size=200) | st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)


def told(text: str, passages: str = "") -> list[tuple[str, tuple[str, ...]]]:
    return [(sentence.text, sentence.keys) for sentence in read_written(text, KEYS, passages=passages)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. [k7f] It poured. [m3x]", [("It rained.", ("k7f",)), ("It poured.", ("m3x",))]),
        ("It rained [k7f].", [("It rained.", ("k7f",))]),
        ("It rained [k7f][m3x][k7f].", [("It rained.", ("k7f", "m3x"))]),
        ("It rained (k7f; m3x).", [("It rained.", ("k7f", "m3x"))]),
        ("It rained.【k7f】", [("It rained.", ("k7f",))]),
        ("It rained. [K7F]", [("It rained.", ("k7f",))]),
        ("It rained [NOKEY]. It poured. [NOKEY]", [("It rained.", ()), ("It poured.", ())]),
        ("It rained. [zzz] It poured. [They] left.", [("It rained.", ()), ("It poured.", ()), ("[They] left.", ())]),
        ("The [NATO] alliance met [k7f].", [("The [NATO] alliance met.", ("k7f",))]),
        ("Rifl[k7f]es were given.", [("Rifles were given.", ("k7f",))]),
        ("[k7f] It rained.", [("It rained.", ("k7f",))]),
        ("It rained. [1] [z9z] It poured.", [("It rained.", ()), ("It poured.", ())]),
        ("[k7f] [m3x]", []),
        ("", []),
        ("He (Kim) said [the] base is new.", [("He (Kim) said [the] base is new.", ())]),
        ("It (2) rained.", [("It (2) rained.", ())]),
        ("# Answer\n\n- It **rained**. [k7f]\n- It `poured`.", [("It rained.", ("k7f",)), ("It poured.", ())]),
        ("<think>It snowed. [k7f]</think>It rained. [m3x]", [("It rained.", ("m3x",))]),
        ("<think>It snowed, and so on", []),
        ("It rained. It rained. [k7f] It rained.", [("It rained.", ("k7f",))]),
        ("See [the site](https://x.y) ![it](https://x.y/?d=1) now.", [("See the site now.", ())]),
        ("See https://x.y/z?q=1 now.", [("See now.", ())]),
        ("Hello @everyone and <@123>, it rained.", []),
        (
            "It rained [k7f]. @everyone look at [this](https://x.y) and https://x.y [9]. ```py\nIt <@1> **poured**.",
            [("It rained.", ("k7f",)), ("It poured.", ())],
        ),
        ("Vladivostok (https://x.y). It rained in https://x.y.", [("Vladivostok.", ())]),
        ("Kim saw the ships of the fleet and https://x.y too.", [("Kim saw the ships of the fleet and too.", ())]),
        ("@everyone The day broke. [k7f] @@here: It rained.", [("The day broke.", ("k7f",)), ("It rained.", ())]),
        ("@@everyoneeveryone @**everyone** @[k7f]here came.", [("everyoneeveryone came.", ("k7f",))]),
        ("It rained (https://x.y). [k7f] It poured <https://x.y/z>.", [("It rained.", ("k7f",)), ("It poured.", ())]),
        ("It rained [here](https://x.y/a_(b)) in Rome.", [("It rained here in Rome.", ())]),
        ("Click here: <https://x.y> It rained. Source: https://x.y", [("It rained.", ())]),
        (
            "Rain fell on Rome at evil.example. [k7f] It poured, a.evil.com says [m3x].",
            [("Rain fell on Rome.", ("k7f",)), ("It poured, says.", ("m3x",))],
        ),
        ("Ann read evil.example/x?d=1 (ann@evil.org). It poured.", [("Ann read.", ()), ("It poured.", ())]),
        ("Rain fell EVIL.COM on Rome (10.0.0.1/x) evil[.]com.", [("Rain fell on Rome.", ())]),
        ("Evil.com rained rain on Rome.", []),
        ("Rain fell on Rome in `tok`.evil.**com**.", [("Rain fell on Rome.", ())]),
        ("Register at evil.example.", []),
        ("It rained.[^1] [k7f]\n\n[^1]: https://x.y/z", [("It rained.", ("k7f",))]),
        (
            "| Day | Sky |\n| :--- | ---: |\n| Monday | It rained. [k7f] |\n| Tuesday | [m3x] |\n| Sunday | Sn. It",
            [("Monday – sky: It rained.", ("k7f",)), ("Tuesday.", ("m3x",)), ("Sunday – sky: Sn; It", ())],
        ),
        (
            "Firm | Chief | Source\n--|--|--\n**Halden** | Ann Lee | k7f\nNorvik | Bo Li. A man. | [m3x]\n\nIt rained.",
            [
                ("Halden – chief: Ann Lee.", ("k7f",)),
                ("Norvik – chief: Bo Li; A man.", ("m3x",)),
                ("It rained.", ()),
            ],
        ),
        ("| Halden | Ann Lee |\n| Norvik | Bo Li |", [("Halden: Ann Lee.", ()), ("Norvik: Bo Li.", ())]),
        (
            "<table><tr><th>Firm</th>\n<th>Chief</th></tr><tr><td>Halden</td><td>Ann Lee [k7f]</td></tr></table>So.",
            [("Halden – chief: Ann Lee.", ("k7f",)), ("So.", ())],
        ),
        ("<ul><li>It rained. [k7f]</li><li>It <b>pour</b>ed.", [("It rained.", ("k7f",)), ("It poured.", ())]),
        ("<script>alert('It snowed.')</script>It rained &amp; poured.", [("It rained & poured.", ())]),
        ("It rained. [k7", [("It rained.", ())]),
        ("It\u200b rai\u202ened.\x07", [("It rained.", ())]),
        ("The 2_000 ships of a_b_c came.", [("The 2_000 ships of a_b_c came.", ())]),
        (
            "Kim \x1b[31msaw\x1b[0m \x9b1mships\x1b]8;;http://x.y\x07.\x1b]8;;\x1b\\ [k7f]",
            [("Kim saw ships.", ("k7f",))],
        ),
        ("It rained. [#k7f] It poured. (Source: m3x)", [("It rained.", ("k7f",)), ("It poured.", ("m3x",))]),
        ("It rained {k7f}. It poured. {z9z} It snowed k7f.", [("It rained.", ("k7f",)), ("It poured.", ()), SNOWED]),
        ("It rained ([k7f]; [m3x]). It poured ([k7f], m3x).", [("It rained.", KEYS[:2]), ("It poured.", KEYS[:2])]),
        ("The tanker at a1.evil.example lost oil, see b.evil.example.", [("The tanker lost oil.", ())]),
        ("Heavy rain fell on Rome, mail a@evil.example or hxxp://evil[.]com.", [("Heavy rain fell on Rome.", ())]),
        ("It rained (Source: [k7f]). It poured [see m3x].", [RAINED, ("It poured.", ("m3x",))]),
        ("It rained. {[k7f]} It poured. [[m3x]] Kim saw [k7f] it.", [RAINED, ("It poured.", ("m3x",)), SAW]),
        ("It rained (k7f and M3X). (Source: z9z)", [("It rained.", ("k7f", "m3x"))]),
        ("It rained, see passages k7f & m3x.", [("It rained.", ("k7f", "m3x"))]),
        ("According to passage [k7f], it rained. k7f says that it poured.", [RAINED, ("It poured.", ("k7f",))]),
        ("As stated in k7f, it rained. It snowed.\n\nSources: k7f", [RAINED, SNOWED]),
        ("The A380 (A380-800) flew (see below).", [("The A380 (A380-800) flew (see below).", ())]),
    ],
)
def test_what_is_written_is_read(text: str, sentences: list[tuple[str, tuple[str, ...]]]) -> None:
    assert told(text) == sentences


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("It rained. [k7f] It poured. [m3x]", True),
        ("It rained. “It poured.”", True),
        ("It rained. The range is 6. [k7f]", True),
        ("It rained. The range is 6.", False),
        ("It rained. He met Lt.", False),
        ("It rained. The day [1]", False),
        ("It rained. The day [k7f]", False),
    ],
)
def test_whether_the_last_sentence_is_whole_is_told(text: str, ended: bool) -> None:
    assert read_written(text, KEYS, passages="")[-1].ended is ended


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Based on the passages, it rained in Rome.", "It rained in Rome."),
        ("In summary, it rained in Rome.", "It rained in Rome."),
        ("**Answer:** It rained in Rome.", "It rained in Rome."),
        ("According to the context, it rained in Rome.", "It rained in Rome."),
        ("The context states that it rained in Rome.", "It rained in Rome."),
        ("According to the provided articles it rained in Rome.", "It rained in Rome."),
        ("The articles state that it rained in Rome.", "It rained in Rome."),
        ("Based on the information you provided, the passages say it rained in Rome.", None),
        ("Based on the given context: The passages also say Kim left.", "Kim left."),
        ("Based on the passages:\n\n- It rained in Rome.", "It rained in Rome."),
        ("Here is what the passages tell:\nIt rained in Rome.", "It rained in Rome."),
        ("Passage 2: It rained in Rome, as described in the passages.", "It rained in Rome."),
        ("In the passages, iPhones are said to sell.", "iPhones are said to sell."),
        ("It is stated in the snippets that it rained [k7f].", "It rained."),
        ("According to officials, it rained.", "According to officials, it rained."),
        ("The sources say that it rained.", "The sources say that it rained."),
        ("According to the documents, it rained.", "According to the documents, it rained."),
        ("The articles of association state that it rained.", "The articles of association state that it rained."),
        ("The passages do not say that it rained.", "The passages do not say that it rained."),
    ],
)
def test_lead_in_from_what_was_sent_is_taken_off(text: str, sentence: str | None) -> None:
    assert [said for said, _ in told(text)] == [sentence or "The passages say it rained in Rome."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Rain in Rome · The Post · 16 September 2023\nIt rained. [k7f]", [RAINED]),
        ("[k7f] **Rain in Rome** · The Post · 16 September 2023: It rained.", [RAINED]),
        ("It rained (Source: Rain in Rome, The Post, 16 September 2023). [k7f]", [RAINED]),
        ("**Rain in Rome** [k7f]\n- It rained.\n\nSources:\n[k7f] Rain in Rome", [RAINED]),
        ("Passage [k7f]: It rained.\nPassage 2:\nIt snowed. k7f", [("It rained.", ("k7f",)), SNOWED]),
        ("Rain in Rome. The Post wrote it.", [("Rain in Rome.", ()), ("The Post wrote it.", ())]),
    ],
)
def test_header_that_is_copied_is_no_sentence(text: str, sentences: list[tuple[str, tuple[str, ...]]]) -> None:
    written = read_written(text, KEYS, passages="", headers=["Rain in Rome · The Post · 16 September 2023", "Rain"])

    assert [(sentence.text, sentence.keys) for sentence in written] == sentences


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("See https://x.y/z now.", "It stands at https://x.y/z today."),
        ("It stands at https://x.y/z.", "It stands at https://x.y/z today."),
        ("Booking.com cut 300 jobs.", "At Booking.com's seat 300 jobs went."),
        ("Bookings are made at x.org.", "Bookings: www.y.com, http://x.org/a, x.net."),
    ],
)
def test_an_address_that_an_article_has_is_kept(text: str, passages: str) -> None:
    assert told(text, passages=passages) == [(text, ())]


@pytest.mark.parametrize(
    "address", ["oking.com", "booking.co", "x.booking.com", "booking.com.evil.org", "a@booking.com"]
)
def test_a_part_of_an_address_or_more_than_it_is_another(address: str) -> None:
    assert told(f"Rain fell on Rome at {address}.", passages="See Booking.com today.") == [("Rain fell on Rome.", ())]


@pytest.mark.parametrize(
    "text",
    [
        "It rained 3.5 mm, in the U.S. and U.S./Canada, on Sept.16, i.e. 16.09.2023.",
        "Kim met Kim.He left the airport.It rained, said Lt.Gen.Li and Dr.Xi of St.Petersburg.",
        "Node.js and Vue.js cost 6.5bn at 5 p.m. on 600 sq.km, no.one paid No.10 and/or J.K. Li.",
    ],
)
def test_what_only_has_a_full_stop_within_is_no_address(text: str) -> None:
    assert "".join(sentence for sentence, _ in told(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ("The passages do not tell.", True),
        ("the passages do not tell", True),
        ("**The passages do not tell.** [k7f]", True),
        ("<think>Hm.</think>\nThe passages do not tell.", True),
        ("The passages do not tell when, but Kim saw ships at the harbour in the north on Sunday.", False),
        ("Kim saw ships.", False),
    ],
)
def test_a_model_that_cannot_answer_is_understood(text: str, declined: bool) -> None:
    assert declines(text, "The passages do not tell.") is declined


@given(WRITTEN)
@example("0.evil.example.0")
@example("0.evil.example.B")
@example("0.evil.example.AA")
def test_nothing_hostile_comes_through(text: str) -> None:
    for sentence, keys in told(text):
        assert sentence.isprintable()
        assert set(keys) <= set(KEYS)
        assert not any(f"[{key}]" in sentence for key in KEYS)
        assert "https://" not in sentence
        assert not re.search(r"\w\.evil\.(?:com|example)(?![\w-])", sentence)
        assert "@everyone" not in sentence
        assert "()" not in sentence.replace(" ", "")
        assert sentence == " ".join(sentence.split())


@pytest.mark.slow
def test_a_flood_is_cut_short() -> None:
    begun = time.process_time()
    assert len(told("It rained and it [k7f] poured. " * 400_000)) <= 2
    assert len(told("".join(f"It rained {n} times. " for n in range(200_000)))) < LONGEST / len("It rained 1 times.")
    assert told("x" * (LONGEST + 5)) == [("x" * LONGEST, ())]
    assert len(told("| a " * 100_000 + "\n|-")) == 1
    assert len(told("according to the passage k7f, " * 100_000)) <= 1
    assert told("[" * 100_000 + "(" * 100_000) == []
    assert told("It rained (as the Meteorological Office had foretold — twice).")[0][1] == ()
    assert time.process_time() - begun < 20
