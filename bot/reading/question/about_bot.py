"""Tells what is asked of the bot itself ("Who are you?", "help"), which no article answers, in English and German."""

import re

from bot.reading.question.courtesies import is_courtesy

SELF = r"(?:you|u|yourself|this (?:bot|app|assistant|program)|the bot)"
SELBST = r"(?:du|(?-i:Sie)|(?:dieser|der) Bot|dieses Programm)"  # "wer sind sie" asks who they are
# Each is a whole question: what goes on ("Who are you Sakhalin?") is about something else.
ENGLISH = rf"""
(?:who|what)(?:['’]?re| are| r| is|['’]s) {SELF}(?: for)?
what(?:['’]?s| is| are) your (?:name|job|purpose|task|function|role|commands?|features|abilities|capabilities|limits)
what (?:else |all )?(?:can|could|do|does|will) {SELF} (?:do|know|answer|offer|tell (?:me|us)|help (?:me |us )?with)
what are {SELF} (?:able to do|capable of|good for|made for|here for)
what (?:can|could|may|should) (?:i|we) (?:ask|do|say|type|write)(?: {SELF}| with {SELF})?
what (?:kinds?|sorts?|types?) of (?:questions?|things?) (?:can|could|do|may) (?:you|i|we) (?:answer|ask|know)(?: you)?
(?:what|which) (?:questions?|commands?|topics?|articles?|news|languages?|sources?) (?:can|could|do|may) (?:you|i|we)
    (?:answer|ask|know|have|use|speak|understand|cover|read)(?: you)?
how (?:do|does|can|should|could) (?:{SELF}|i|we) (?:work|function|use {SELF}|ask (?:{SELF}|(?:a )?questions?))
how to (?:use|ask) {SELF}|how (?:can|could|do) you help(?: me| us)?
(?:(?:can|could|will|would) you )?(?:please )?help(?: me| us)?(?: out)?|(?:i |we )?need (?:some )?help
are you (?:an? |the )?(?:\w+ )?(?:bot|robot|human|person|machine|ai|program|computer|chatgpt|real)
who (?:made|built|created|wrote|programmed|developed|runs|owns|operates|trained) {SELF}
(?:tell (?:me|us) (?:something |more )?about|introduce|describe|explain) {SELF}
"""
GERMAN = rf"""
(?:wer|was) (?:bist|sind|ist) {SELBST}|wie (?:heißt|heisst|heißen|heissen) {SELBST}|(?:wie|was) ist dein Name
was (?:kannst|können|kann|machst|macht|weißt|weisst|weiß|tust|tut) {SELBST}
    ?(?:alles|so|für (?:mich|uns)|tun|machen|beantworten|sagen| )*
was (?:kann|darf|soll) (?:ich|man) (?:dich |hier |alles )*(?:fragen|machen|tun|schreiben)
welche (?:Artikel|Fragen|Themen|Befehle|Quellen) (?:hast|kennst|kannst|beantwortest) du(?: beantworten)?
wie (?:funktionierst|funktioniert|arbeitest) {SELBST}|wie (?:benutze|nutze|verwende|frage?) (?:ich|man) dich
Hilfe|hilf (?:mir|uns)|(?:kannst du|können (?-i:Sie)) (?:mir|uns) helfen|(?:ich|wir) brauchen? Hilfe
bist du (?:eine? )?(?:\w+ )?(?:Bot|Roboter|Mensch|KI|Maschine|Programm|echt)
wer hat dich (?:gemacht|gebaut|programmiert|erschaffen|entwickelt|geschrieben)|(?:wofür|wozu) bist du (?:da|gut)
(?:erzähl|sag) (?:mir |uns )?(?:etwas |was )?(?:über dich|von dir)|stell dich vor
"""
BEFORE = re.compile(
    r"(?:(?:hi|hello|hey|hallo|so|bot|ok|okay|well|and|und|please|bitte)\b[\s,]*|/ask\s+|/)+", re.IGNORECASE
)
AFTER = re.compile(
    r"(?:[\s,]+(?:please|bitte|exactly|actually|really|anyway|here|then|eigentlich|denn|genau|hier))+", re.IGNORECASE
)
CLAUSE_END = re.compile(r"[?!.\n]+")


def _rules(listed: str) -> str:
    """Return the alternatives of a list, of which an indented line goes on with the one before."""
    return "|".join(re.sub(r"\n +", " ", listed.strip()).split("\n"))


QUESTION = re.compile(f"{_rules(ENGLISH)}|{_rules(GERMAN)}", re.IGNORECASE)


def is_beside_articles(text: str) -> bool:
    """Tell whether a text is nothing that a question about the articles goes on from: a courtesy, or about the bot."""
    return is_courtesy(text) or is_about_bot(text)


def is_about_bot(text: str) -> bool:
    """
    Tell whether all that a text asks is who or what answers, or how that is used.

    >>> [is_about_bot(text) for text in ("Who are you?", "/ask help", "Hallo! Was kannst du denn?")]
    [True, True, True]
    >>> [is_about_bot(text) for text in ("Who are you Sakhalin?", "What can help Ukraine?", "Who is he?")]
    [False, False, False]
    """
    clauses = [" ".join(clause.split()) for clause in CLAUSE_END.split(text)]
    bare = [_bare(clause) for clause in clauses if any(map(str.isalnum, clause))]
    asked = [clause for clause in bare if clause]
    return bool(asked) and all(QUESTION.fullmatch(clause) for clause in asked)


def _bare(clause: str) -> str:
    """Return a clause without what is only said to be polite before and after it."""
    opened = BEFORE.match(clause)
    rest = clause[opened.end() :] if opened else clause
    closed = next((found for found in AFTER.finditer(rest) if found.end() == len(rest)), None)
    return (rest[: closed.start()] if closed else rest).strip(" ,:;\"“”„'’")
