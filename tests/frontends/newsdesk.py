"""Three articles of one's own, and what is asked of an index of them."""

RAIN = "It rained in Rome on Tuesday. The Tiber rose by two metres."
SNOW = "Snow fell in Oslo on Friday. The trams stood still for an hour."
WIND = "A storm took the roof of the town hall in Cork. Nobody was hurt."


def ids(ask) -> list[str]:
    return [entry["id"] for entry in ask("articles", "--json").json["articles"]]


def text_of(ask, article_id: str) -> str:
    return ask("show", "--json", article_id).json["text"]


def indexed(ask, *words, **options) -> dict:
    outcome = ask("index", "--json", *words, **options)
    assert outcome.code == 0, outcome.err
    return outcome.json
