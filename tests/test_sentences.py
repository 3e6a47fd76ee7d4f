"""Where sentences end. In the tables ` | ` stands for a space between two sentences, `¦` for no space at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sentences import sentence_spans

ABBREVIATIONS = """
Shoigu and Lt. Gen. Sergei Kobylash, the commander, showed him bombers. | Kim looked on.
Russia's navy commander, Adm. Nikolai Yevmenov, briefed Kim. | They went aboard.
The U.S. Army said so. | It was right.
He lives in the U.S. | He left in May.
The U.S., U.K. and U.N. agreed. | The E.U. did not.
It was cold in Washington, D.C. | The talks went on.
Deepening ties is the No. 1 priority. | It is not No. 2.
Did he agree? | No. | He left.
Mr. Kim invited Mr. Putin. | Mrs. Ri did not come.
J. K. Rowling and J.R.R. Tolkien were read. | George R. R. Martin was not.
Donald J. Trump spoke. | Dr. Martin Luther King Jr. did too.
He took vitamin C. | He got well.
Samuel L. So came. | Kim J. He did not.
They went for plan B. | The rest is history.
The show starts at 9 a.m. Monday. | Doors open at 8 a.m. | They close at 5 p.m. EST on weekdays.
It began at 5 p.m. | Police came an hour later.
It struck on Sept. 16 and again on Dec. 5, 2022. | It was the worst since Jan. 2010.
It ended in Dec. | The next began in Feb.
On Wed. Sept. 13 they met. | On Thurs. they left.
Apple Inc. and Alphabet Inc. fell. | So did Exxon Mobil Corp. shares.
He works at Apple Inc. | The firm declined to comment.
It is Kim vs. Moon, as in Roe v. Wade. | Nobody won.
Bring food, e.g. Bread, i.e. Loaves. | Bring water too, etc. | Then go.
Sen. Ted Cruz (R-Tex.) spoke. | Rep. Ilhan Omar (D-Minn.) Tuesday did not.
He lives in Gatlinburg, Tenn. — Great Smoky Mountains begin there. | It is green.
He was born on St. Helena near Mt. Actaeon. | He lived on Main St. | It was quiet.
The Rev. Al Sharpton, Capt. James Cook and Prof. Ng met Gov. Brown. | Sgt. Pepper sang.
See p. 5, vol. 2, fig. 3 and art. 9. | It cost Rs. 500.
Approx. 500 died, est. 1,000 were hurt. | They were taken to Pt. Reyes.
Smith et al. wrote it. | The paper is new.
He earned a Ph.D. from Yale. | He taught.
Maj.-Gen. Smith left. | Brig. Gen. Jones stayed.
""".strip().splitlines()

FIGURES_AND_ADDRESSES = """
It rose 3.5 percent to $5.15. | It was 2.8 before.
See www.example.com or https://example.com/a.b?c=d. | Write to a.b@example.org. | Thanks.
About 67% of U.S. seekers came in 2023. | 16 people died.
1. The first of two. | 2. The second of two.
The iPhone is new. | iPhone sales rose.
He ran Yahoo.com and Booking.com until 2012. | Then he stopped.
""".strip().splitlines()

QUOTES = """
"It is new." | Kim thanked him.
"It is there." she said. | He nodded.
"I am glad to see you," Putin said. | "This is our new cosmodrome."
"Why?" he asked. | "Because!" she cried.
“Why?” he asked. | “Because!” she cried.
"Why now?" Kim Jong Un asked. | Nobody knew.
"Never!" Kim Jong-un shouted. | Nobody moved.
"Is it new?" | The minister told them nothing.
"I will come. | I promise," he said.
He called it "very good." | They left.
He called it "very good". | They left.
He said: "Go." | “Yes.” | ‘No.’ | 'Maybe.' | She went.
The man said "she told me 'go.'" | He went.
„Das ist gut.“ | Er ging.
»Komm mit!« | Sie kam. | »Wohin?« fragte er.
« Je viens. » | Il part. | « Quand ? » | Elle rit.
(See page 3.) | Then turn back. | It is there (on page 4). | Read it.
He was 18. | (He has since married her.) | They live there.
The awards (the 96th) were given [in Los Angeles.] | The film won.
He left.[1] | She stayed.[12] | They met.² | All is well.
They are worth it.” | The crowd cheered.
""".strip().splitlines()

OTHER_ENDINGS = """
Wait... | Who is there?
He thought ... and then left. | She waited… and stayed.
It cost... 5 dollars. | It was worth it.
"He [...] left," she said. | "They (?) stayed [...] there," he said.
We will move. | … Those who stay will not. | ... Nor will we.
What?! | No!! | Really?
What is his plan? | What is he doing there? | He goes.
He left - and came back. | - She stayed.
He said so—twice. | —Kim
No full stop at the end
One sentence only.
He won! said the paper. | It was wrong.
在北京会见。¦他走了！¦真的？ | 是。
「行きます。」と言った。¦次の日。
""".strip().splitlines()

MISSING_SPACES = """
It sent soldiers to the front.¦The war went on.
"They are there.”¦Kim left.
He uses Node.Js and e.Bay. | So do I.
""".strip().splitlines()


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("case", ABBREVIATIONS + FIGURES_AND_ADDRESSES + QUOTES + OTHER_ENDINGS + MISSING_SPACES)
def test_sentences_end_where_a_reader_would_end_them(case: str) -> None:
    expected = case.replace(" | ", "|").replace("¦", "|").split("|")

    assert split(case.replace(" | ", " ").replace("¦", "")) == expected


def test_a_line_break_ends_a_sentence_whatever_stands_before_it() -> None:
    assert split("A headline\nMr.\r\nKim came\u2028here") == ["A headline", "Mr.", "Kim came", "here"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0\t"])
def test_text_without_words_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == []


NEWSLIKE = st.lists(
    st.sampled_from(
        ["U.S.", "Mr.", "J.", "Kim", "he", "The", "5", "No.", "p.m.", "left", "(", ")", '"', "“", "”", "« ", " »"]
    )
    | st.sampled_from([".", "?", "!", "…", "...", " ", "\n", "。", "」", "と", "—", "‘", "'", "[1]", "\u2028", "\x1f"]),
    max_size=40,
).map("".join)


@given(st.text() | NEWSLIKE)
def test_sentences_are_in_order_trimmed_and_cover_every_character_but_white_space(text: str) -> None:
    spans = sentence_spans(text)

    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end for before, (start, end) in zip(ends, spans, strict=False))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(len(text[start:end].splitlines()) == 1 for start, end in spans)
    gaps = [text[before:start] for before, start in zip(ends, [*(start for start, _ in spans), len(text)], strict=True)]
    assert all(not gap.strip() for gap in gaps)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "a",
            ".",
            "!?",
            '"',
            " ",
            ". ",
            '." ',
            "U.S. ",
            "a.",
            ".a",
            "(",
            "」",
            "。",
            " »",
            "[1]",
            "« ",
            "A",
            ".[",
            "…’",
            "-",
        ),
        *("? Kim ", '?" ', '?" Kim ', "1. ", ".¹", ". (", "\u00a0", "\n", "Mr. ", "word ", ". \u2014", "‘ "),
    ],
)
def test_time_grows_in_proportion_to_the_text(unit: str) -> None:
    text = unit * (200_000 // len(unit)) + "x"
    began = time.process_time()

    spans = sentence_spans(text)

    assert spans
    assert time.process_time() - began < 5  # a second is plenty; quadratic growth takes minutes
