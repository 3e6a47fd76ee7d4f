"""A small set of one's own: articles of an invented town, and questions that they answer or do not."""

from datetime import date

from bot.types import Article, GoldQuestion

FERRY = Article(
    id="ferry",
    title="Ferry to Tarn Island starts again",
    text="The ferry to Tarn Island starts again on 3 May after a winter of repairs.\n"
    "Captain Ines Okafor said that the new engine had cost 2.4 million crowns.\n"
    "A crossing takes 35 minutes, ten fewer than before.",
    publisher="Harbour Post",
    published=date(2024, 4, 28),
    url="https://harbour.example/ferry",
)
LIBRARY = Article(
    id="library",
    title="Velmont library opens at night",
    text="The library of Velmont will stay open until midnight from Monday.\n"
    "Head librarian Tomas Reyl wants to draw students of the technical college.\n"
    "The council pays for two guards.",
    publisher="Velmont Echo",
    published=date(2024, 5, 2),
)
ORCHARD = Article(
    id="orchard",
    title="Frost takes half of the cherries",
    text="Frost in the night to 21 April destroyed half of the cherry crop around Velmont.\n"
    "Growers asked the province for help.\n"
    "Cherries will cost 9 crowns a kilo this summer, a trader said.",
    publisher="Velmont Echo",
    published=date(2024, 4, 23),
)
ARTICLES = (FERRY, LIBRARY, ORCHARD)
QUESTIONS = (
    GoldQuestion(
        id="engine",
        question="How much did the ferry's new engine cost?",
        answerable=True,
        kind="number",
        answers=(("2.4 million",),),
        articles=("ferry",),
        evidence=("the new engine had cost 2.4 million crowns",),
    ),
    GoldQuestion(
        id="librarian",
        question="Who is the head librarian of Velmont?",
        answerable=True,
        kind="who",
        answers=(("Tomas Reyl", "Reyl"),),
        articles=("library",),
        evidence=("Head librarian Tomas Reyl",),
    ),
    GoldQuestion(
        id="cherries",
        question="What will a kilo of cherries cost?",
        answerable=True,
        kind="number",
        answers=(("9 crowns", "nine crowns"),),
        articles=("orchard",),
        evidence=("Cherries will cost 9 crowns a kilo",),
        within=("orchard",),
    ),
    GoldQuestion(
        id="volcano",
        question="Which volcano erupted in Iceland last week?",
        answerable=False,
        kind="off-topic",
    ),
)
