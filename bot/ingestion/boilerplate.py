"""
What a single line of a page is, told by its shape and by the vocabulary that all sites share.

It refuses to know where the line stands; `bot.ingestion.cleaning` decides from that what to keep.
"""

import re
from enum import Enum

LONGEST_NOTICE = 1_200  # characters; legal notices run to several hundred, and nothing longer is worth a search
LONGEST_PHRASE = 160  # characters of a line that is one of the phrases below
LONGEST_NAME = 5  # words of the name of a site
PARAGRAPH = 60  # characters from which a finished sentence counts as a paragraph
CERTAIN_PARAGRAPH = 140  # characters from which any line does


class Kind(Enum):
    """The kinds of line; all but the last five are boilerplate wherever they stand."""

    NAVIGATION = "menu, sign in, skip to"
    CHROME = "share, advertisement, newsletter, cookies, about the page itself"
    LINKS = "the heading of a list of links"
    PROMO = "read more: another story"
    COMMENTS = "what readers write: no article goes on behind it"
    NOTICE = "copyright"
    CREDIT = "source, reporting by: boilerplate at the end of an article"
    SITE = "a word of menus and footers that may also head a section"
    SHORT = "an unfinished line: headline, subheading, entry of a list"
    SENTENCE = "a short finished line"
    PARAGRAPH = "prose"


ALWAYS_DROPPED = frozenset((Kind.NAVIGATION, Kind.CHROME, Kind.LINKS, Kind.PROMO, Kind.COMMENTS, Kind.NOTICE))

_NETWORKS = (
    r"(?:facebook|twitter|x|instagram|whats ?app|linked ?in|reddit|telegram|you ?tube|tik ?tok|pinterest|flipboard"
    r"|tumblr|threads|bluesky|mastodon|messenger|snapchat|google news|apple news|rss)"
)
_ARTICLE = r"(?:article|story|stories|page|post|report|content|video|coverage)"
_FINISHED = re.compile(r"[.!?…。！？][\"'”’»)\]\s]*(?:[(\[][^()\[\]]{1,40}[)\]])?$")


def _phrases(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(alternatives)})", re.IGNORECASE)


# Each pattern must match the whole line, its outer punctuation and a count in brackets left out.
_NAVIGATION = _phrases(
    r"skip (?:to|past|navigation)\b.*|(?:main |hamburger |site |open |close |toggle )?(?:menu|navigation)",
    r"(?:log|sign)[ -]?(?:in|out|on)(?: or .{1,30}| / .{1,30})?|register|(?:my|your) account",
    r"create (?:an |my )?account|(?:print |digital |gift )?subscriptions?|today'?s (?:paper|edition)|e-?paper",
    r"watch live|tv schedule|search (?:this site|the site|jobs|site)|\w[^>›»]{0,30}(?: ?[>›»] ?\w[^>›»]{0,40}){1,6}",
    r"(?:accessibility|quick|jump) links",
)
_CHROME = _phrases(
    # adverts
    r"(?:skip )?advertisements?|(?:sponsored|promoted|paid)(?: content| links?| by .{1,40}| post)?",
    r"report (?:this )?ad|(?:the )?(?:article|story|post|report)? ?continues? (?:below|after)\b.{0,40}",
    r"scroll (?:down )?to continue.{0,40}",
    # sharing
    r"share(?: (?:this|the|on|via|full|with|by|it|your)\b.{0,40})?|(?:share|tweet|pin|email)(?: (?:this|it))?",
    rf"(?:share|post|send|tweet|email|follow|like|join|find)(?: us| this| it)?(?: on| to| via| by|:)? {_NETWORKS}",
    r"copy (?:the )?(?:link|url)|click (?:here )?to (?:share|email|print|copy|tweet)\b.*|bookmark(?: this.{0,20})?",
    rf"(?:print|e-?mail|gift|save|reuse|bookmark|listen to|share) (?:this |the |full )?{_ARTICLE}(?: .{{0,30}})?",
    r"add to (?:my|your|favou?rites|reading|google)\b.{0,30}|order reprints",
    r".{0,60}\(?opens in (?:a )?new (?:window|tab)\)?|\d+[\d,.]*k? (?:shares?|views?|likes?|retweets)",
    r"\d+[ -]min(?:ute)?s?\.? (?:read|listen|watch)|(?:reading|read) time\b.{0,20}",
    r"(?:jump|back) to (?:the )?(?:top|latest|comments|content|start)|follow(?: us| @\S+)?",
    r"follow (?:us|me|our)\b.{0,60}|follow (?-i:\w*[a-z][A-Z]\w*)",
    r"follow the (?:topics?|authors?)\b.{0,40}|like us\b.{0,40}",
    rf"follow [\w @]{{1,60}} (?:on|at) (?:{_NETWORKS}|social media)\b.{{0,60}}",
    # newsletters and subscriptions
    r"subscribe(?: .{0,100})?|(?:simply )?sign[ -]?up(?: (?:now|today|here|free))?",
    r"get (?:unlimited|full|digital) access",
    r"(?:.{0,60}[.!?:] )?(?:simply )?sign up\b.*"
    r"\b(?:newsletters?|alerts?|inbox|e-?mails?|account|digest|briefing|updates)\b.*",
    r"(?:get|receive|stay)\b.*\b(?:newsletters?|inbox|our app|alerts|daily briefing|free updates)\b.{0,40}",
    r".{0,100}(?:straight|directly|delivered|right) (?:in)?to your in-?box.{0,20}|unsubscribe",
    r"newsletters?(?: sign[ -]?up)?|already (?:a|an) (?:subscriber|member)\b.*",
    r"(?:subscribe|register|log in|sign (?:in|up)|pay|join)\b.{0,40}\bto (?:continue|keep) reading.{0,40}",
    r"start your free trial.*|(?:download|get|install) (?:our|the)\b.{0,60}\bapps?\b.{0,60}|turn on notifications.*",
    r"become a (?:member|subscriber).*|(?:support|help fund)\b.{0,30}\bjournalism.{0,60}",
    r"donate(?: (?:now|today|here))?",
    r"you(?: are|'re)? (?:receiv|subscrib|gett)\w+ this (?:e-?mail|newsletter)\b.*",
    r"view (?:this e-?mail )?in (?:your )?browser",
    r"manage (?:your |my |cookie |privacy )*(?:preferences|cookies|consent|settings|subscriptions?|choices|bookmarks)",
    r"thank you for (?:subscribing|signing up|registering|your (?:comment|interest|submission)).*",
    # forms
    r"(?:please )?(?:enter|provide|add|type) your (?:e-?mail|full name|password)\b.*|your (?:e-?mail|name)",
    r"(?:view|show|see|read|load) (?:all |more |\d+ )*(?:comments|replies)",
    r"join (?:the|our) (?:conversation|discussion|debate).{0,60}|this site is protected by re-?captcha.*",
    r"your e-?mail(?: address)? will not be published.*",
    # cookies and law
    r"(?:we|(?:this|our) (?:web)?site|by (?:continuing|using|clicking|browsing))\b.*\b(?:uses?|stores?|sets?|accept"
    r"|agree|consent)\b.*\b(?:cookies?|privacy policy|terms of (?:use|service))\b.*",
    r"(?:accept|reject|allow|decline)(?: and close| all| cookies)+.{0,20}",
    r"we (?:value|respect|care about) your privacy.{0,20}",
    r"cookies?(?: (?:policy|settings|notice|preferences|statement))?",
    r"privacy(?: (?:policy|notice|settings|statement|cent(?:er|re)|choices))|your (?:ad |privacy )+choices",
    r"do not sell (?:or share )?my .*|terms (?:of|and|&) (?:use|service|conditions|sale|privacy).{0,20}",
    r"(?:please )?(?:enable|turn on|activate) javascript.*",
    # the page itself
    r"this (?:article|story|post|page) (?:is|was|has been)? ?(?:more than|over|about|older|originally|first|published"
    r"|produced|part of|(?:made )?available|reviewed|sponsored|republished|for subscribers|\d+ \w+ old)\b.*",
    rf"a version of this {_ARTICLE} (?:appear|was|first|originally|ran).*|{_ARTICLE} originally published\b.*",
    r".{0,40}\bpage (?:you (?:requested|(?:are|were) looking for)\b.{0,40}|(?:could |can)?not (?:be )?found)",
    r"(?:error )?40[34]\b.{0,40}|access denied|(?:please )?verify (?:that )?you are (?:a )?human.*",
    r"loading(?: \.{3}|…)?|our standards: .*",
    r"[\[(](?:sign up|subscribe|click|download|watch|read|see|listen|follow)\b.*[\])]",
    r".{0,80}\b(?:let us know|tell us|have your say|share your (?:thoughts|experiences|story|views)) .{1,60}",
    r"suggest a correction|report (?:an error|a typo|a correction)|feedback to .{1,30}",
)
_LINKS = _phrases(
    r"most (?:read|viewed|popular|shared|commented|recent|watched|e-?mailed)(?: .{0,30})?",
    r"related(?: (?:stories|story|articles?|(?:internet )?links?|content|topics?|news|coverage|posts?|videos?))?",
    r"recommended(?: (?:for you|stories|reading|articles|videos|by .{1,20}))?",
    r"trending(?: (?:now|stories|news|on .{1,30}|topics))?",
    r"(?:read|up|watch|see|play|listen|what to (?:read|watch)) next",
    r"(?:you )?(?:may|might|will)(?: also)? (?:like|enjoy|be interested in|have missed).{0,20}",
    r"(?:also|now) (?:read|worth reading|see|worth a read|in the news)|read (?:more|also|on|next)",
    r"see (?:also|more)(?: on)?",
    r"more (?:stories|news|coverage|headlines|reading|like this|to (?:explore|read|watch))",
    r"more on (?:this|the) (?:story|topic|subject)",
    r"(?:top|latest|popular|other|featured|recent|breaking) (?:stories|news|posts|articles|headlines|videos|comments)",
    r"editors?['’]?s? (?:picks?|choice)|don['’]?t miss|from (?:our|the) (?:partners|web|archives?)",
    r"(?:from )?around the web|in case you missed it|explore (?:more|further)|keep reading|further reading",
    r"in other news|dive deeper|(?:topics|tags?|filed under|categories|keywords|more on this)(?::.{0,120})?",
    r"last comments|popular (?:stories|now|articles|in .{1,30})",
)
_LINKS_IF_FOLLOWED = _phrases(
    r"(?:more|latest|trending|popular|recommended|related|read more) (?:on|in|from|about|for|to|by|of)\b.{1,60}",
    r"(?:more|latest|trending|popular|related|top|recommended) \w+(?: \w+)?",
)
_COMMENTS = _phrases(
    r"(?:please )?(?:enter|type|write) your (?:comment|name|reply)\b.*|(?:required )?fields are marked.*|cancel reply",
    r"leave (?:a|your) (?:reply|comment)\b.*|(?:post|write|add|submit) (?:a |your )?comment\b.*",
    r"(?:log|sign)[ -]?in (?:or .{1,20} )?to (?:comment|reply|post|join|leave|vote).*|save my name, .*",
    r"comments (?:are|have been) (?:closed|disabled|turned off|moderated).*",
    r"\d[\d,.]* comments?|comments? ?\(\d[\d,.]*\)",
)
_NOTICE = _phrases(r"(?:©|\(c\) ?(?:19|20)\d\d|copyright(?: notice)?[\s:,]*(?:©|\(c\)|(?:19|20)\d\d)).{0,300}")
_LEGAL = re.compile(
    r"\ball rights reserved\b|\breproduction without\b.{0,40}\b(?:prohibited|forbidden)"
    r"|^(?:this|the|no|any)\b.{0,20}\b(?:material|content|part|information|document|article|site)\b.{0,80}"
    r"\b(?:may (?:not )?be (?:published|reproduced|republished|copied)"
    r"|(?:is|are) (?:subject to|protected by) copyright)",
    re.IGNORECASE,
)
_CREDIT = _phrases(
    r"(?:story |news )?(?:sources?|via|credits?)(?::| -) ?.{0,120}|source \S{1,30}(?: \S{1,30})?",
    r"\(?(?:additional |further )?(?:reporting|writing|editing|edited)(?: and \w+)? by .{1,140}",
    r"(?:provided|distributed|brought to you) by .{1,80}|citation: .*|\(?(?:with )?inputs? from .{1,60}",
    r"with agenc(?:y|ies).{0,30}",
)
_SITE = _phrases(
    r"home(?:page)?|search|sections|save|like|play|report|listen|watch|print|e-?mail|tweet|pin|reply|comments?",
    r"close|more|top|next|previous|back|video|videos|popular|featured|topics|live|latest|about(?: us)?",
    r"contact(?: us)?|careers|jobs|advertise(?: with us)?|ads?|work (?:for|with) us|help(?: cent(?:er|re))?|faqs?",
    r"site ?map|accessibility(?: .{1,20})?|terms",
    _NETWORKS,
    r"privacy|legal|imprint|impressum|complaints(?: .{1,20})?|corrections|modern slavery.{0,20}|support|feedback",
    r"shop|expand",
)
_PROMO = re.compile(
    r"(?:read (?:more|also|next)|also read|related(?: \w+)?|more(?: on this)?|see also|watch|listen|must read"
    r"|(?:in )?(?:video|photos|pictures|gallery)|story|recommended|trending|also on .{1,30}|click here"
    r"|don['’]t (?:miss|forget)|(?:just )?curious\??|learn more|previously(?: from .{1,40})?)"
    r"\s?[:|>»]\s?(?=\S).{8,160}",
    re.IGNORECASE,
)
# Markup that lost its white space: the label of a link and its headline ("Elections 2024:Who is ahead").
_GLUED_PROMO = re.compile(r"[A-Z][^:.]{2,60}[a-z\d?)]:[A-Z][^:]{15,120}")
_SITE_LINE = re.compile(r"(?P<name>.{2,40}?) (?:[-–—|]|::) .{3,80}")
_EDGES = "[]*•·-–—|:.…!»›→> \t"


def kind_of(line: str) -> Kind:
    """
    Return what *line* is, taken by itself.

    >>> kind_of("Skip to main content"), kind_of("It rained for eleven days before the river rose above its banks.")
    (<Kind.NAVIGATION: 'menu, sign in, skip to'>, <Kind.PARAGRAPH: 'prose'>)
    """
    if len(line) <= LONGEST_NOTICE and _is_legal(line):
        return Kind.NOTICE
    if len(line) <= LONGEST_PHRASE * 2 and (kind := _phrase_kind(line)):
        return kind
    if len(line) >= CERTAIN_PARAGRAPH:
        return Kind.PARAGRAPH
    if not is_finished(line):
        return Kind.SHORT
    return Kind.PARAGRAPH if len(line) >= PARAGRAPH else Kind.SENTENCE


def is_finished(line: str) -> bool:
    """
    Tell whether *line* ends as a sentence does; a credit in brackets may follow.

    >>> is_finished('"It is over," he said. (AP)'), is_finished("It is over, he said")
    (True, False)
    """
    return _FINISHED.search(line[-120:]) is not None


def heads_links_if_followed(line: str) -> bool:
    """
    Tell whether *line* heads a list of links, provided that one follows.

    >>> heads_links_if_followed("More on tidal power:"), heads_links_if_followed("What happens next?")
    (True, False)
    """
    return len(line) <= LONGEST_PHRASE and _LINKS_IF_FOLLOWED.fullmatch(line.strip(_EDGES)) is not None


def site_name_of(line: str, following: str) -> str | None:
    """
    Return the name of the site where *line* is that and a slogan; the line *following* is then a longer headline.

    >>> site_name_of("Hollin Post - News of the valley", "River floods the old town of Hollin")
    'Hollin Post'
    """
    match = _SITE_LINE.fullmatch(line)
    if match is None or len(following) <= len(line) or kind_of(following) is not Kind.SHORT:
        return None
    words = match["name"].split()
    named = len(words) <= LONGEST_NAME and all(word[0].isupper() or "." in word for word in words)
    return match["name"] if named else None


def _phrase_kind(line: str) -> Kind | None:
    bare = line.strip(_EDGES)
    if (
        len(line) <= LONGEST_PHRASE
        and not is_finished(line)
        and (_PROMO.fullmatch(line) or _GLUED_PROMO.fullmatch(line))
    ):
        return Kind.PROMO
    for kind, pattern in _PATTERNS.items():
        if pattern.fullmatch(bare) or pattern.fullmatch(line):
            return kind
    return None


def _is_legal(line: str) -> bool:
    return _LEGAL.search(line) is not None


_PATTERNS = {
    Kind.COMMENTS: _COMMENTS,
    Kind.NOTICE: _NOTICE,
    Kind.NAVIGATION: _NAVIGATION,
    Kind.SITE: _SITE,
    Kind.CHROME: _CHROME,
    Kind.LINKS: _LINKS,
    Kind.CREDIT: _CREDIT,
}
