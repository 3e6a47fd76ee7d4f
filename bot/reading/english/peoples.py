"""Nations by the other names that newspapers give them: their people, their capital, the seat of their government."""

_TABLE = """
afghanistan: afghan, kabul
argentina: argentine, argentinian, buenos aires
armenia: armenian, yerevan
australia: australian, canberra
austria: austrian
azerbaijan: azerbaijani, azeri, baku
belarus: belarusian, minsk
belgium: belgian
brazil: brazilian, brasilia
bulgaria: bulgarian
canada: canadian, ottawa
chile: chilean
china: chinese, beijing
colombia: colombian, bogota
congo: congolese, kinshasa
croatia: croatian
cuba: cuban, havana
czechia: czech
denmark: danish, dane
egypt: egyptian, cairo
england: english, englishman
ethiopia: ethiopian, addis ababa
europe: european
finland: finnish, finn, helsinki
france: french, paris, elysee
germany: german, berlin
greece: greek, athens
hungary: hungarian, budapest
india: indian, delhi, new delhi
indonesia: indonesian, jakarta
iran: iranian, tehran
iraq: iraqi, baghdad
ireland: irish, dublin
israel: israeli, jerusalem
italy: italian, rome
japan: japanese, tokyo
jordan: jordanian, amman
kenya: kenyan, nairobi
korea: korean
lebanon: lebanese, beirut
libya: libyan, tripoli
malaysia: malaysian, kuala lumpur
mexico: mexican, mexico city
morocco: moroccan, rabat
myanmar: burmese
nepal: nepali, nepalese, kathmandu
netherlands: dutch, the hague
nigeria: nigerian, abuja
north korea: north korean, pyongyang
norway: norwegian, oslo
pakistan: pakistani, islamabad
palestine: palestinian
peru: peruvian, lima
philippines: filipino, philippine, manila
poland: polish, pole, warsaw
portugal: portuguese, lisbon
qatar: qatari, doha
romania: romanian, bucharest
russia: russian, moscow, kremlin
saudi arabia: saudi, riyadh
scotland: scottish, holyrood
serbia: serbian, serb, belgrade
slovakia: slovak, bratislava
somalia: somali, mogadishu
south africa: south african, pretoria
south korea: south korean, seoul
soviet union: soviet
spain: spanish, madrid
sudan: sudanese, khartoum
sweden: swedish, swede, stockholm
switzerland: swiss
syria: syrian, damascus
taiwan: taiwanese, taipei
thailand: thai, bangkok
turkey: turkish, turk, ankara
ukraine: ukrainian, kyiv, kiev
united kingdom: british, briton, london, westminster, downing street
united states: american, washington, white house
venezuela: venezuelan, caracas
vietnam: vietnamese, hanoi
wales: welsh, cardiff
yemen: yemeni, sanaa
zimbabwe: zimbabwean, harare
"""


def _read_table() -> dict[str, str]:
    nations: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        nation, others = line.split(": ")
        nations |= dict.fromkeys((nation, *others.split(", ")), nation)
    return nations


NATIONS_BY_NAME = _read_table()
"""By each of a nation's names in lower case, the nation's."""
NATIONS = frozenset(NATIONS_BY_NAME.values())
