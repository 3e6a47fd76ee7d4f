"""Who somebody is, told beside the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.extraction.describing import description_of, name_asked


@pytest.mark.parametrize(
    ("name", "sentence", "told"),
    [
        ("Zakharova", '"We agree," ministry spokeswoman Maria Zakharova said.', "ministry spokeswoman"),
        ("Sergei Shoigu", "Sergei Shoigu, the Russian Defence Minister, met him.", "the Russian Defence Minister"),
        ("shoigu", "MOSCOW: Russia's Defence Minister, Sergei Shoigu, came.", "Russia's Defence Minister"),
        ("Kim Jong Un", "He met the North Korean leader, Kim Jong-un, there.", "North Korean leader"),
        ("Oleg", "They met Oleg Kozhemyako, who governs Primorye, on Sunday.", "governs Primorye"),
        ("Lee", "Professor Ann Lee of Halden University was there.", "Professor Ann Lee of Halden University"),
        ("Ann Lee", "Ann Lee, 52, a baker from Halden, won.", "a baker from Halden"),
        ("Lee", "Lee is a nurse at the hospital, police said.", "a nurse at the hospital"),
        ("Wagner", "They sold shells to Wagner, the Russian mercenary group.", "the Russian mercenary group"),
        ("Putin", "He told reporters President Vladimir Putin was there.", "President"),
        ("Kim", "Shoigu, welcomed the leader, Kim, with a smile.", "leader"),
        ("Lee", "Lee, however, stayed.", None),
        ("Lee", "Lee, her mother said, was glad.", None),
        ("Lee", "Mr. Lee spoke.", None),
        ("Lee", "Lee's brother, a baker, spoke.", None),
        ("Shoigu", "Shoigu, welcomed the leader.", None),
        ("Lee", "Nobody else is named.", None),
    ],
)
def test_description_is_what_stands_beside_the_name(name: str, sentence: str, told: str | None):
    span = description_of(name, sentence)

    assert (span and sentence[slice(*span)]) == told


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Maria Zakharova?", "Maria Zakharova"),
        ("so who's shoigu", "shoigu"),
        ("What is Zakharova's job?", "Zakharova"),
        ("What does Kozhemyako do for a living?", "Kozhemyako"),
        ("Who is the mayor of Rome?", None),
        ("Who is he?", None),
        ("Who met Kim?", None),
        ("What does Russia do with the shells?", None),
    ],
)
def test_only_a_question_of_who_somebody_is_has_a_name(question: str, name: str | None):
    assert name_asked(question) == name


@given(st.text(max_size=60), st.text(min_size=1, max_size=12))
def test_description_lies_in_any_sentence(sentence: str, name: str):
    span = description_of(name, sentence)

    assert span is None or 0 <= span[0] < span[1] <= len(sentence)
