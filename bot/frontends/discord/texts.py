"""What the bot itself says, in the languages of its interface; answers stay in the language of their articles."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.frontends.discord import labels, refusals

ENGLISH: Mapping[str, str] = {
    **labels.ENGLISH,
    **refusals.ENGLISH,
    "about.articles": "{articles} of {publishers}, {range}",
    "about.fresh": "Last changed {when}; generation {generation} of the index.",
    "about.how": (
        "I answer only from these articles. Every sentence names its source, and where they tell nothing, I say so."
    ),
    "about.quoted": "Answers are quoted from the articles by a small model that runs beside me; nothing is sent away.",
    "about.stored": "What I keep, and how to delete it: `/privacy`.",
    "about.title": "What I know",
    "about.written": "Answers are written by {model}, and every sentence is held against the articles.",
    "add.done": "Taken in: **{title}** ({article}). The index is at generation {generation}.",
    "add.gone": "That file is gone from Discord; attach it again.",
    "add.kept": "That text is in the index already.",
    "add.nothing": "Attach a file or paste the text: one of the two.",
    "add.one": "One article at a time: that file holds {count}.",
    "add.replaced": (
        "I answer from it, and from what you add next, in place of the articles that shipped with me ({count} until "
        "now). To have those as well, press “{button}”."
    ),
    "add.too_big": "That file has {size} MB; at most {limit} MB are read. Larger ones are for `ask index` where I run.",
    "add.too_little": "That is too little for an article: it needs {limit} characters of text, and this has {count}.",
    "add.unreadable": "That could not be read: {reason}.",
    "answer.anew": "The answer that you went on from is no longer kept, so this question was read by itself.",
    "answer.follow_in_thread": "To go on, mention me: that opens a thread, in which I understand follow-ups.",
    "answer.follow_mentioning": "Go on right here: mention me with your next question.",
    "answer.follow_mentioning_or_more": "Go on right here: mention me with your next question, or use “{more}”.",
    "answer.follow_more": "To go on from here, use “{more}”.",
    "answer.follow_plainly": "Go on right here: just write your next question.",
    "answer.follow_replying": "Go on right here: mention me, or reply to me with the ping on (@ ON).",
    "answer.follow_replying_or_more": (
        "Go on right here: mention me, reply to me with the ping on (@ ON), or use “{more}”."
    ),
    "answer.no": "No.",
    "answer.plain": "This is plain text because I lack the permission *Embed Links* here; a moderator can grant it.",
    "answer.rest": "The whole answer, with every source in full, is in the attached file.",
    "answer.understood": "Understood as: {question}",
    "answer.yes": "Yes.",
    "articles.no_page": "There is no page {page}; this is the last one.",
    "articles.none": "There are no articles.",
    "articles.page": "Page {page} of {pages}",
    "articles.undated": "undated",
    "count.articles": "{count} article|{count} articles",
    "count.days": "{count} day|{count} days",
    "count.publishers": "{count} publisher|{count} publishers",
    "count.questions": "{count} question with its answer|{count} questions with their answers",
    "count.votes": "{count} vote|{count} votes",
    "day": "{day} {month} {year}",
    "error.busy": "I am busy; ask again in a minute.",
    "error.closing": "I am being restarted; ask again in a minute.",
    "error.failed": "Something went wrong on my side. If it does again, tell whoever runs me: `{reference}`.",
    "error.gone": "That answer is no longer kept, so nothing can be done with it any more; ask the question again.",
    "error.indexing": "Articles are being taken in or out already; try again when that is done.",
    "error.not_asked": "To ask me something, write {name} and then your question, or use `/ask`.",
    "error.not_here": "I do not answer in this place.",
    "error.not_yours": "Only the one who asked, or a moderator, may do that.",
    "error.not_you": "You lack the role that I answer to.",
    "error.only_admins": "Only those who run me may change the index.",
    "error.paragraph": "The article has changed since that answer; ask the question again.",
    "error.taken_out": "The article is no longer in the index; ask the question again.",
    "error.slow_down": "That was a lot of questions; ask again in {seconds} s.",
    "error.slow_down_all": "A lot of questions came from this server, all people together; ask again in {seconds} s.",
    "footer.quoted": "quoted",
    "footer.unchecked": "Being written; not checked yet.",
    "footer.written": "written by {model}, checked against the articles",
    "forget.done": "Deleted: {questions}, {votes}.",
    "forget.sure": (
        "Delete all your questions with their answers, everyone's votes on these, and your own votes? The buttons "
        "below those answers will do nothing any more, and none of it can be had back."
    ),
    "label.partly": "partly borne out",
    "label.unsupported": "not borne out",
    "months": "January February March April May June July August September October November December",
    "nearest": "Nearest headlines",
    "note": "Note: {text}",
    "notice.broke_off": "{model} broke off before its end.",
    "notice.broken_short": "{model} broke off before it wrote what the articles bear out; this is quoted from them.",
    "notice.cut_off": "What {model} wrote was too long and is cut off.",
    "notice.cut_short": "{model} was cut off before it wrote what the articles bear out; this is quoted from them.",
    "notice.differing": "Sources differ: {sides}.",
    "notice.failed": "{model} could not be reached or failed, so this is quoted from the articles instead.",
    "notice.filtered": "{model} was stopped by its provider's filter.",
    "notice.filtered_away": "{model} was stopped by its provider's filter; this is quoted from the articles instead.",
    "notice.flooded": "{model} wrote without end, and nothing that the articles bear out; this is quoted from them.",
    "notice.found_nothing": "{model} found no answer in the passages; this is quoted from the articles instead.",
    "notice.no_model": "The chat model cannot be used here, so this is quoted from the articles instead.",
    "notice.not_borne_out": "Nothing that {model} wrote is borne out by the articles; this is quoted from them.",
    "notice.not_english": "{model} wrote no English, which alone I can check; this is quoted from the articles.",
    "notice.orders": "“{title}” gives orders to chat models; only what is told in the articles' words counts.",
    "notice.read_in_part": "{model} read only a part of the passages; whoever runs me can change that.",
    "notice.refused": "{model} refused to answer; this is quoted from the articles instead.",
    "notice.side": "“{text}” ({source}, {day})",
    "notice.unanswered": "No answer was found to: {questions}",
    "notice.undated": "The date filter left out {count} of the articles, whose dates are not known.",
    "notice.wrote_nothing": "{model} wrote nothing; this is quoted from the articles instead.",
    "privacy.deleted": (
        "The button deletes your questions with their answers, everyone's votes on these, and your own votes."
    ),
    "privacy.kept": (
        "I keep your questions with their answers, and the id of the thread or direct message they were asked in, for "
        "{days}; and your votes with your reasons until they are deleted. "
        "In place of your name stands a code that only this server's secret can tell apart. "
        "🗑 below an answer deletes its message, not what is kept of it."
    ),
    "privacy.nothing": "I keep neither questions nor answers.",
    "privacy.title": "What I keep",
    "privacy.away": "Questions, and passages of the articles, are sent to the model {model}, which writes the answers.",
    "privacy.local": "Nothing leaves the machine that I run on, but for what Discord itself sees.",
    "range.between": "{first} to {last}",
    "reason.about_bot": (
        "I answer questions from news articles: ask what happened, where, when, or who said what. Every sentence names "
        "its source, and where the articles tell nothing, I say so. `/about` tells what I know, `/sources` lists it."
    ),
    "reason.filters": "",
    "reason.language": "",
    "reason.no_question": "",
    "reason.not_told": "",
    "reason.nothing_found": "",
    "reason.outside_filters": "",
    "removed.done": "Taken out: {article}. The index is at generation {generation}.",
    "shipped.done": "Taken in as well: {articles} that shipped with me. The index is at generation {generation}.",
    "source.event": "event: {day}",
    "source.open": "read it",
    "sources": "Sources",
    "status.shipped": "These are the articles that shipped with me; the first one you add takes their place.",
    "status.text": "Generation {generation}: {corpus}.",
    "title.about_bot": "What I am",
    "title.abstained": "No answer",
    "title.failed": "That did not work",
    "title.searching": "Searching…",
    "vote.kept": "Your vote is kept. Thank you.",
    "vote.reason": "Your words are kept. Thank you.",
}

GERMAN: Mapping[str, str] = {
    **labels.GERMAN,
    **refusals.GERMAN,
    "about.articles": "{articles} von {publishers}, {range}",
    "about.fresh": "Zuletzt geändert {when}; Stand {generation} des Index.",
    "about.how": (
        "Ich antworte nur aus diesen Artikeln. Jeder Satz nennt seine Quelle, und wo sie nichts sagen, sage ich das."
    ),
    "about.quoted": "Antworten werden von einem kleinen Modell neben mir aus den Artikeln zitiert; nichts geht hinaus.",
    "about.stored": "Was ich behalte und wie man es löscht: `/privacy`.",
    "about.title": "Was ich weiß",
    "about.written": "Antworten schreibt {model}, und jeder Satz wird an den Artikeln geprüft.",
    "add.done": "Aufgenommen: **{title}** ({article}). Der Index hat den Stand {generation}.",
    "add.gone": "Diese Datei ist bei Discord nicht mehr da; hänge sie noch einmal an.",
    "add.kept": "Dieser Text ist schon im Index.",
    "add.nothing": "Hänge eine Datei an oder füge den Text ein: eins von beiden.",
    "add.one": "Ein Artikel auf einmal: Diese Datei enthält {count}.",
    "add.replaced": (
        "Ich antworte nun aus ihm, und aus dem, was du weiter aufnimmst, statt aus den Artikeln, die mit mir kamen "
        "(bisher {count}). Sollen die dabei sein, drücke „{button}“."
    ),
    "add.too_big": "Diese Datei hat {size} MB; ich lese höchstens {limit} MB. Größere nimmt `ask index`, wo ich laufe.",
    "add.too_little": "Das ist zu wenig für einen Artikel: Er braucht {limit} Zeichen Text, und das hat {count}.",
    "add.unreadable": "Das ließ sich nicht lesen: {reason}.",
    "answer.anew": (
        "Die Antwort, von der aus du weitergefragt hast, wird nicht mehr aufbewahrt; die Frage wurde für sich gelesen."
    ),
    "answer.follow_in_thread": "Zum Weiterfragen erwähne mich: Das öffnet einen Thread, wo ich Folgefragen verstehe.",
    "answer.follow_mentioning": "Frag gleich hier weiter: Erwähne mich mit der nächsten Frage.",
    "answer.follow_mentioning_or_more": (
        "Frag gleich hier weiter: Erwähne mich mit der nächsten Frage, oder nimm „{more}“."
    ),
    "answer.follow_more": "Von hier aus fragst du mit „{more}“ weiter.",
    "answer.follow_plainly": "Frag gleich hier weiter: Schreib einfach die nächste Frage.",
    "answer.follow_replying": "Frag gleich hier weiter: Erwähne mich, oder antworte mir mit Ping (@ AN).",
    "answer.follow_replying_or_more": (
        "Frag gleich hier weiter: Erwähne mich, antworte mir mit Ping (@ AN), oder nimm „{more}“."
    ),
    "answer.no": "Nein.",
    "answer.plain": "Das ist nur Text, denn mir fehlt hier das Recht *Links einbetten*; ein Moderator kann es geben.",
    "answer.rest": "Die ganze Antwort mit allen Quellen steht in der angehängten Datei.",
    "answer.understood": "Verstanden als: {question}",
    "answer.yes": "Ja.",
    "articles.no_page": "Eine Seite {page} gibt es nicht; dies ist die letzte.",
    "articles.none": "Es gibt keine Artikel.",
    "articles.page": "Seite {page} von {pages}",
    "articles.undated": "ohne Datum",
    "count.articles": "{count} Artikel|{count} Artikel",
    "count.days": "{count} Tag|{count} Tage",
    "count.publishers": "{count} Medium|{count} Medien",
    "count.questions": "{count} Frage mit ihrer Antwort|{count} Fragen mit ihren Antworten",
    "count.votes": "{count} Stimme|{count} Stimmen",
    "day": "{day}. {month} {year}",
    "error.busy": "Ich habe gerade zu viel zu tun; frag in einer Minute noch einmal.",
    "error.closing": "Ich werde gerade neu gestartet; frag in einer Minute noch einmal.",
    "error.failed": "Bei mir ging etwas schief. Bleibt es so, nenne dem Betreiber dieses Zeichen: `{reference}`.",
    "error.gone": "Diese Antwort wird nicht mehr aufbewahrt, mit ihr geht nichts mehr; stell die Frage noch einmal.",
    "error.indexing": "Es werden schon Artikel aufgenommen oder herausgenommen; versuch es danach noch einmal.",
    "error.not_asked": "Wenn du mich etwas fragen willst: Schreib {name} und dann deine Frage, oder nimm `/ask`.",
    "error.not_here": "An diesem Ort antworte ich nicht.",
    "error.not_yours": "Das darf nur, wer gefragt hat, oder ein Moderator.",
    "error.not_you": "Dir fehlt die Rolle, auf die ich höre.",
    "error.only_admins": "Nur wer mich betreibt, darf den Index ändern.",
    "error.paragraph": "Der Artikel hat sich seit dieser Antwort geändert; stell die Frage noch einmal.",
    "error.taken_out": "Der Artikel ist nicht mehr im Index; stell die Frage noch einmal.",
    "error.slow_down": "Das waren viele Fragen; frag in {seconds} s wieder.",
    "error.slow_down_all": "Von diesem Server kamen viele Fragen, von allen zusammen; frag in {seconds} s wieder.",
    "footer.quoted": "zitiert",
    "footer.unchecked": "Wird geschrieben; noch ungeprüft.",
    "footer.written": "geschrieben von {model}, an den Artikeln geprüft",
    "forget.done": "Gelöscht: {questions}, {votes}.",
    "forget.sure": (
        "Alle deine Fragen mit ihren Antworten, die Stimmen aller dazu und deine eigenen Stimmen löschen? Die Knöpfe "
        "unter diesen Antworten tun dann nichts mehr, und nichts davon lässt sich zurückholen."
    ),
    "label.partly": "teils belegt",
    "label.unsupported": "nicht belegt",
    "months": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "nearest": "Nächste Überschriften",
    "note": "Hinweis: {text}",
    "notice.broke_off": "{model} brach vor dem Ende ab.",
    "notice.broken_short": "{model} brach ab, ehe Belegtes dastand; dies ist aus den Artikeln zitiert.",
    "notice.cut_off": "Was {model} schrieb, war zu lang und ist abgeschnitten.",
    "notice.cut_short": "{model} wurde abgeschnitten, ehe Belegtes dastand; dies ist aus den Artikeln zitiert.",
    "notice.differing": "Die Quellen weichen voneinander ab: {sides}.",
    "notice.failed": "{model} war nicht erreichbar oder versagte; dies ist stattdessen aus den Artikeln zitiert.",
    "notice.filtered": "{model} wurde vom Filter des Anbieters angehalten.",
    "notice.filtered_away": "Der Filter des Anbieters hielt {model} an; dies ist stattdessen aus den Artikeln zitiert.",
    "notice.flooded": "{model} schrieb ohne Ende und nichts, was die Artikel belegen; dies ist aus ihnen zitiert.",
    "notice.found_nothing": "{model} fand in den Abschnitten keine Antwort; dies ist aus den Artikeln zitiert.",
    "notice.no_model": "Das Chatmodell lässt sich hier nicht nutzen; dies ist stattdessen aus den Artikeln zitiert.",
    "notice.not_borne_out": "Nichts, was {model} schrieb, ist durch die Artikel belegt; dies ist aus ihnen zitiert.",
    "notice.not_english": "{model} schrieb kein Englisch, das ich prüfen kann; dies ist aus den Artikeln zitiert.",
    "notice.orders": "„{title}“ gibt Chatmodellen Befehle; als belegt gilt nur, was sich an deren Worte hält.",
    "notice.read_in_part": "{model} las nur einen Teil der Abschnitte; wer mich betreibt, kann das ändern.",
    "notice.refused": "{model} verweigerte die Antwort; dies ist stattdessen aus den Artikeln zitiert.",
    "notice.side": "„{text}“ ({source}, {day})",
    "notice.unanswered": "Keine Antwort fand sich auf: {questions}",
    "notice.undated": "Der Datumsfilter ließ {count} der Artikel aus, deren Datum nicht bekannt ist.",
    "notice.wrote_nothing": "{model} schrieb nichts; dies ist stattdessen aus den Artikeln zitiert.",
    "privacy.deleted": (
        "Der Knopf löscht deine Fragen mit ihren Antworten, die Stimmen aller dazu und deine eigenen Stimmen."
    ),
    "privacy.kept": (
        "Ich behalte deine Fragen mit ihren Antworten und der Kennung des Threads oder der Direktnachricht, in der du "
        "sie gestellt hast, {days} lang und deine Stimmen mit ihren Gründen, bis sie "
        "gelöscht werden. Statt deines Namens steht dort ein Kürzel, das nur ein Geheimnis dieses Rechners auflöst. "
        "🗑 unter einer Antwort löscht ihre Nachricht, nicht was ich davon behalte."
    ),
    "privacy.nothing": "Ich behalte weder Fragen noch Antworten.",
    "privacy.title": "Was ich behalte",
    "privacy.away": "Fragen und Abschnitte der Artikel gehen an das Modell {model}, das die Antworten schreibt.",
    "privacy.local": "Nichts verlässt den Rechner, auf dem ich laufe, außer dem, was Discord selbst sieht.",
    "range.between": "{first} bis {last}",
    "reason.about_bot": (
        "Ich beantworte Fragen aus Nachrichtenartikeln: was geschah, wo, wann, oder wer was sagte. Jeder Satz nennt "
        "seine Quelle, und wo die Artikel nichts sagen, sage ich das. `/about` sagt, was ich weiß, `/sources` zählt es "
        "auf."
    ),
    "reason.filters": "Die Filter lassen keinen Artikel übrig.",
    "reason.language": "Ohne ein Chatmodell beantworte ich nur Fragen auf Englisch.",
    "reason.no_question": "Das fragt noch nichts. Stelle mir eine Frage zu den Artikeln, in ein paar Worten.",
    "reason.not_told": "Die Artikel handeln davon, aber keiner scheint das zu sagen.",
    "reason.nothing_found": "Dazu fand sich in den Artikeln nichts.",
    "reason.outside_filters": "Nur Artikel, die die Filter auslassen, scheinen das zu beantworten.",
    "removed.done": "Herausgenommen: {article}. Der Index hat den Stand {generation}.",
    "shipped.done": "Dazugenommen: {articles}, die mit mir kamen. Der Index hat den Stand {generation}.",
    "source.event": "Ereignis: {day}",
    "source.open": "lesen",
    "sources": "Quellen",
    "status.shipped": "Das sind die Artikel, die mit mir kamen; der erste, den du aufnimmst, tritt an ihre Stelle.",
    "status.text": "Stand {generation}: {corpus}.",
    "title.about_bot": "Was ich bin",
    "title.abstained": "Keine Antwort",
    "title.failed": "Das ging nicht",
    "title.searching": "Ich suche …",
    "vote.kept": "Deine Stimme ist vermerkt. Danke.",
    "vote.reason": "Deine Worte sind vermerkt. Danke.",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "de": GERMAN}


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language."""

    language: str = "en"

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of *key*, its places filled."""
        return LANGUAGES[self.language][key].format(**values)


def words_for(locale: object) -> Words:
    """
    Return the interface in the language of a locale such as "de" or "en-GB"; in English where it has no other.

    >>> words_for("de").language
    'de'
    """
    language = str(locale or "").partition("-")[0].lower()
    return Words(language if language in LANGUAGES else "en")
