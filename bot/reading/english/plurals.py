"""Tells an English noun in the plural from other words in -s."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of *text*, a list that is easier to read and to change than one of quoted strings."""
    return frozenset(text.split())


IRREGULAR = word_set("people men women children criteria phenomena teeth feet mice geese")
SINGULAR = word_set(
    """
    news series species always means headquarters gas lens bias canvas atlas christmas chaos perhaps politics economics
    physics mathematics athletics ethics gymnastics electronics linguistics genetics logistics diabetes measles paris
    texas wales reuters tass kansas james charles thomas this its his was is has does as us yes plus thus less across
    towards afterwards besides sometimes whereas cosmos alias overseas
    """
)
# Verbs rather than nouns, unless another verb follows: "What causes …", "What causes were …".
VERBS = word_set(
    """
    affects allows appears applies attracts becomes begins believes borders brings builds burns calls carries causes
    changes claims comes connects consists constitutes contains continues controls costs counts covers creates cuts
    defines depends describes determines differs distinguishes draws drives enables encourages ends enters exists
    expects explains falls feels fits flies follows forms generates gets gives goes governs grows happens heads hears
    helps holds houses hosts includes increases indicates influences inspires involves joins keeps kills knows lacks
    lasts leads leaves lets lies likes links lives looks loses makes marks matters motivates moves needs occurs offers
    operates owns passes pays plays prevents produces protects provides publishes puts reaches receives refers regulates
    remains renders represents requires results rules runs says seems sells sends separates serves sets shows signs
    speaks sponsors stands starts states stays stops suggests supplies supports surrounds takes talks tells thinks
    translates tries turns uses wants wins works worries
    """
)


def is_plural(word: str) -> bool:
    """
    Tell whether *word* looks like a noun in the plural.

    >>> [word for word in ("countries", "news", "crisis", "class", "people", "bus", "minister's") if is_plural(word)]
    ['countries', 'people']
    """
    bare = word.lower().rstrip(".").removesuffix("'").removesuffix("’")
    if bare in IRREGULAR or (bare.endswith(("men", "women")) and len(bare) > 6):
        return True
    if bare in SINGULAR or not bare.endswith("s") or len(bare) < 4:
        return False
    return not bare.endswith(("ss", "us", "is", "'s", "’s"))
