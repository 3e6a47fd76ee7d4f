"""What a question wants is told from its words: yes or no, one thing or several."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.english.plurals import is_plural
from bot.reading.question.asked import count_wanted, is_polar, wants_several

QUESTIONS = st.text(max_size=100) | st.lists(
    st.sampled_from(
        [
            *(
                "did",
                "is",
                "which",
                "what",
                "who",
                "how many",
                "two",
                "countries",
                "name",
                "list",
                "or",
                "not",
                "?",
                ",",
            ),
            *(
                "Kim",
                "the",
                "can you tell me",
                "if",
                "in",
                "2019",
                "both",
                "each",
                "news",
                ".",
                "of",
                "are",
                "",
                "of the",
            ),
        ]
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    "question",
    [
        "Did Kim meet Putin?",
        "Is it true that Kim or Putin left?",
        "Has Russia withdrawn, or not?",
        "In 2019, was the bridge open?",
        "When Kim arrived, did Shoigu greet him?",
        "Can you tell me whether Kim met Putin?",
        "Was it Kim who met Putin?",
        "Kim met Putin, didn't he?",
        "Kim met Putin, right?",
        "did kim meet putin",
        "In 2019 was the bridge open?",
        "Did any minister or general attend?",
        "Whether Kim met Putin?",
        "Isn't Kim the leader?",
        "Hasn’t Kim left?",
        "So, did Kim fly?",
        "Kim went to Russia. Did he meet Mr. Putin there?",
        "According to Tass, did Kim fly?",
        "Is there a reason why he left?",
        "I want to know if Kim met Putin.",
        "Could Kim have flown?",
        "Will Putin visit North Korea?",
        "Have there been one or two visits?",
        'Did he say "yes or no"?',
    ],
)
def test_question_of_yes_or_no_is_told(question: str):
    assert is_polar(question)
    assert not wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Did Kim or Putin win?",
        "Do you know who met Kim?",
        "Can you tell me when it began?",
        "When did Kim arrive?",
        "Who, according to Tass, did Kim meet?",
        "In which year, according to Tass, was the bridge opened?",
        "Which minister, according to Tass, was there?",
        "When, in 2019, did the bridge open?",
        "Was it Monday or Tuesday?",
        "Did Kim come by train or did he fly?",
        "Did Kim meet Putin, and if so, where?",
        "kim putin rifle",
        "May 9 parade",
        "",
        "What is it?",
        "Name the leader of Russia.",
        "How is Kim?",
        "Tell me about Kim.",
        "The bridge is in which city?",
        "Did Kim fly? Who met him?",
        "Could you please tell me what Kim got?",
        "If it rains, what happens?",
        "After Kim arrived, who met him?",
        "What did he get, and did he like it?",
    ],
)
def test_choice_and_open_question_want_more_than_yes_or_no(question: str):
    assert not is_polar(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which countries attended the summit?",
        "What gifts did they exchange?",
        "Name the ministers who came.",
        "What are the names of the pilots?",
        "List the weapons.",
        "Which Russian officials met Kim?",
        "What news agencies reported it?",
        "What types of weapons did he see?",
        "Who attended the summit?",
        "Who accompanied Kim?",
        "Who are the leaders?",
        "Who were present?",
        "In what ways did it help?",
        "For which reasons did he resign?",
        "What were Kim's plans?",
        "When and where was the summit?",
        "What did each side give?",
        "What did both leaders say?",
        "Which two countries signed?",
        "What people died?",
        "Can you list the cities?",
        "Can you tell me which countries signed?",
        "What are some of the weapons?",
        "Give three examples of weapons.",
        "Which countries border France?",
        "what countries are in NATO",
        "Name all gifts",
        "Which cities has he visited?",
        "What causes were given?",
        "What are the main reasons for the strike?",
        "Who else was there?",
        "Which companies use it?",
        "Please name the two pilots.",
        "Which bombers carry the missiles?",
        "Which weapons were they shown?",
    ],
)
def test_question_for_several_things_is_told(question: str):
    assert wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "what did Shoigu show Kim?",
        "How many countries signed?",
        "Which country signed?",
        "Name the capital of France.",
        "What news did he bring?",
        "What causes inflation?",
        "What happens next?",
        "Which sports team won?",
        "Which Reuters reporter was there?",
        "What kind of weapons did he see?",
        "Who met Kim?",
        "Who is Kim?",
        "What are the bombers called?",
        "What were the missiles used for?",
        "When did Putin and Kim give each other rifles?",
        "Where are the bombers?",
        "When were the missiles launched?",
        "Did both sides sign?",
        "What is the range of the missiles?",
        "Which of the two leaders won?",
        "What are missiles made of?",
        "What series did he watch?",
        "Which minister's car crashed?",
        "How do planes fly?",
        "What was the crisis?",
        "",
        "Who are you?",
        "What makes missiles fly?",
        "Why did the two leaders meet?",
        "What percentage of votes did he get?",
        "What did the two leaders discuss?",
        "Which arms dealer was caught?",
        "What time does the train leave?",
        "What site confuses me?",
        "What gave him ideas?",
        "What line runs between the cities?",
        "What does it do with each update?",
    ],
)
def test_question_for_one_thing_or_for_a_number_is_no_list(question: str):
    assert not wants_several(question)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Which two countries signed?", 2),
        ("What three things did he get?", 3),
        ("Name two gifts", 2),
        ("List the 5 biggest cities.", 5),
        ("What are the three reasons?", 3),
        ("What were the names of the two pilots?", 2),
        ("Who are the four astronauts?", 4),
        ("Which of the two leaders won?", None),
        ("What 1990 film won?", None),
        ("Which 10 countries signed?", 10),
        ("What two-day summit was it?", None),
        ("Which one of them won?", 1),
        ("How many of the three won?", None),
        ("When did the two leaders meet?", None),
        ("What did the two leaders say?", None),
        ("Can you name three gifts?", 3),
        ("Which two did he choose?", 2),
        ("What were the first three gifts?", 3),
        ("What 5 star hotel was it?", None),
        ("Which countries signed?", None),
        ("In which two years did it rain?", 2),
        ("", None),
        ("What software only lasted 4 minutes?", None),
        ("What two letter word describes it?", None),
        ("Who are ASEAN's 6 major partners?", 6),
    ],
)
def test_number_of_things_is_told(question: str, count: int | None):
    assert count_wanted(question) == count


@given(QUESTIONS)
def test_any_text_is_judged_and_no_question_of_yes_or_no_wants_several(question: str):
    assert not (is_polar(question) and wants_several(question))
    assert count_wanted(question) in {None, *range(1, 21)}
    assert is_plural(question) in (True, False)


@given(QUESTIONS)
def test_white_space_around_a_question_changes_nothing(question: str):
    assert is_polar(f"  {question}\n") == is_polar(question)
    assert wants_several(f"  {question}\n") == wants_several(question)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["a", " ", ", ", "in ", "did ", "or ", "which ", '"', "X's ", "so ", "? "])
def test_a_long_text_is_judged_in_linear_time(piece: str):
    text = piece * (100_000 // len(piece))
    start = time.process_time()

    for question in (text, f"Which {text}", f"did {text}", f"What are {text}"):
        is_polar(question)
        wants_several(question)
        count_wanted(question)

    assert time.process_time() - start < 10
