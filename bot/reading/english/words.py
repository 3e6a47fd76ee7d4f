"""The word lists by which a question is taken apart, for no parser ships; all in lower case."""

from collections.abc import Callable

TermsOf = Callable[[str], list[str]]
"""Makes a text into the terms of its words that carry meaning, as the index looks for them."""


def listed(words: str) -> frozenset[str]:
    """
    Return the words of a list.

    >>> sorted(listed("to and fro"))
    ['and', 'fro', 'to']
    """
    return frozenset(words.split())


BE = listed("is are was were")
DO = listed("do does did")
WH = listed("who whom whose what which when where why how")
PREPOSITIONS = listed("""
about above across after against along among around as at before behind below beneath beside besides between beyond
by despite during except for from in inside into like near of off on onto out outside over past per since through
throughout to toward towards under until up upon via with within without
""")
DETERMINERS = listed("""
a an the this that these those his her its their my our your which what whose some any every each no all both
another other many much few several more most new first last
""")
ADJECTIVES = listed("new first last own many few several more most")
PEOPLE = listed("""
actor actress admiral adviser ambassador artist astronaut athlete author banker bishop boss boy captain chairman
chairwoman champion chancellor chef chief coach commander composer congressman dancer daughter dictator diplomat
director doctor driver economist editor emperor engineer envoy executive farmer father founder general girl
governor guest historian husband journalist judge king lawmaker lawyer leader manager man mayor miller minister
mother nurse officer official owner passenger pilot player poet pope premier president priest prince princess
prisoner producer professor prosecutor queen referee rapper reporter researcher ruler scientist senator sergeant
singer sister brother soldier son speaker spokesman spokeswoman spokesperson striker student suspect swimmer
teacher victim widow wife winner witness woman writer novelist goalkeeper defender librarian trader policeman
gunman attacker survivor
""")
WOMEN = listed("""
actress chairwoman daughter girl mother princess queen sister spokeswoman widow wife woman mrs ms miss lady dame
alice amanda amy andrea angela ann anna anne barbara caroline catherine christine claire claudia diana elena
elizabeth emily emma eva giorgia hannah helen hillary ines irina jacinda jane jennifer jessica julia kamala karen
kate katherine laura linda lisa lucy margaret maria marie marine mary megan michelle natalia nancy nicola olga
olivia patricia rachel rebecca rosa sandra sarah serena sofia sophie susan svetlana taylor theresa ursula victoria
yulia
""")
MEN = listed("""
boy brother chairman congressman emperor father husband king man pope prince son spokesman policeman gunman mr sir
lord adam alan albert alexander alexei andrew anthony antonio ben bill boris carlos charles chris daniel david
dmitry donald edward emmanuel eric francis frank fred george giovanni hans harry henry igor ivan jack james jan
jeff jens joe john jose joseph juan justin karl keir kevin lars luis marco mario mark martin matthew michael mike
mohammed narendra nicolas olaf oleg paul pedro peter philip richard rishi robert roger ronald sam scott sergei
simon stephen steve thomas tim tom tony victor viktor vladimir volodymyr walter william xi yuri
""")
PLACES = listed("""
afghanistan africa america argentina asia australia austria belgium brazil britain canada chile china colombia cuba
denmark egypt england ethiopia europe finland france germany greece hungary iceland india indonesia iran iraq
ireland israel italy japan jordan kenya korea lebanon libya mexico morocco nepal netherlands nigeria norway
pakistan peru philippines poland portugal qatar romania russia scotland serbia singapore spain sudan sweden
switzerland syria taiwan thailand turkey ukraine venezuela vietnam wales yemen zimbabwe amsterdam athens baghdad
beijing berlin brussels cairo chicago delhi dublin geneva istanbul jerusalem kabul kyiv lisbon london madrid manila
moscow mumbai nairobi oslo paris prague pyongyang rome seoul shanghai stockholm sydney tehran tokyo vienna warsaw
washington gaza california texas florida york
""")
PLACE_NOUNS = listed("""
airport area bay beach border bridge building camp capital castle church city coast college cosmodrome country
county district factory forest hall harbour hospital hotel house island lake library museum park plant port prison
province region river school square stadium station street theatre town university valley village base border
mountain
""")
COMPANIES = listed("""
agency army association bank board cabinet club commission committee company congress corp council court department
federation force government group inc institute league ministry navy newspaper office organisation parliament party
police press senate team union news times post guard treasury outfit
""")
TITLES = listed("mr mrs ms dr prof professor president sir lord lady king queen pope general minister senator")
SMALL = listed("of the de da del di du la le van von der bin al el")
PERSONAL = listed("he she it they him her them his its their i you we me us my your our hers theirs one")
NOW = listed("weekend year week month season summer winter spring autumn time morning afternoon evening century decade")
PRONOUNS = listed("he she it they we you i the a an his her its their")
UNCARRIED = listed("""
kind sort type way day year month week time number amount name date seconds minutes hours miles kilometres km
""")
BARE_VERBS = listed("happened died won lost paid said survived resigned")
REACTIONS = listed("accept agree refuse decline comply confirm deny reply respond")
SPEAKING = listed("""
say think want deny claim discuss talk meet agree decide plan know hope promise sign give exchange announce respond
react reply argue ask tell demand offer expect believe explain do apologise accuse fear propose threaten vow urge
complain comment speak sell buy send pay vote refuse reject accept
""")
"""What people and those who act like people do, and things do not."""
AUXILIARIES = BE | DO | listed("has have had will would can could may might must should shall")
FUNCTION_WORDS = PREPOSITIONS | DETERMINERS | AUXILIARIES | PRONOUNS | {"and", "or", "but"}
"""What alone says nothing."""
STOPS = (
    PREPOSITIONS - {"of"}
    | AUXILIARIES
    | WH
    | listed("and or but else once that there then if not also ever already still")
)
TELLING = SPEAKING | listed("""
show reveal confirm admit report warn mean find hear see prove declare state suggest predict feel
""")
"""What "that" follows without pointing at anything: "she said that"."""
