"""What numbers in the news are counted in: units that convert, currencies, and nouns."""

import re
from dataclasses import dataclass

from bot.reading.english.plurals import is_plural, word_set

# dimension, how many base units one is, names: the first is the canonical one.
_TABLE = """
length 1000 kilometre kilometres kilometer kilometers km kms
length 1 metre metres meter meters m
length 0.01 centimetre centimetres centimeter centimeters cm
length 0.001 millimetre millimetres millimeter millimeters mm
length 1609.344 mile miles mi
length 1852 nautical_mile nautical_miles
length 0.3048 foot feet ft
length 0.0254 inch inches
length 0.9144 yard yards
mass 1 kilogram kilograms kilogramme kilogrammes kilo kilos kg
mass 0.001 gram grams gramme grammes g
mass 1000 tonne tonnes metric_ton metric_tons ton tons t
mass 0.45359237 pound pounds lb lbs
mass 0.028349523 ounce ounces oz
area 1000000 square_kilometre square_kilometres square_kilometer square_kilometers sq_km km2 km²
area 1 square_metre square_metres square_meter square_meters sq_m m2 m²
area 2589988 square_mile square_miles sq_mi
area 0.09290304 square_foot square_feet sq_ft
area 10000 hectare hectares ha
area 4046.8564 acre acres
volume 1 litre litres liter liters l
volume 3.785411784 gallon gallons
volume 158.98729 barrel barrels bbl
speed 1 kilometre_per_hour kilometres_per_hour kilometers_per_hour kilometres_an_hour kilometers_an_hour km/h kph kmh
speed 1.609344 mile_per_hour miles_per_hour miles_an_hour mph
speed 1.852 knot knots
time 1 second seconds sec secs
time 60 minute minutes min mins
time 3600 hour hours hr hrs
time 86400 day days
time 604800 week weeks
time 1209600 fortnight fortnights
months 1 month months
months 12 year years yr yrs
months 120 decade decades
months 1200 century centuries
age 12 year_of_age years_old year_old years_of_age
age 1 month_of_age months_old month_old
power 1 watt watts W
power 1000 kilowatt kilowatts kW
power 1000000 megawatt megawatts MW
power 1000000000 gigawatt gigawatts GW
energy 1 kilowatt_hour kilowatt_hours kWh
energy 1000 megawatt_hour megawatt_hours MWh
data 1 megabyte megabytes MB
data 1000 gigabyte gigabytes GB
data 1000000 terabyte terabytes TB
celsius 1 °C degrees_celsius degrees_centigrade celsius
fahrenheit 1 °F degrees_fahrenheit fahrenheit
share 0.01 percent per_cent % pc
points 1 percentage_point percentage_points
share 1 share
share 0.5 half halves
share 0.3333333333 third thirds
share 0.25 quarter quarters
share 0.2 fifth fifths
share 0.1 tenth tenths
dollar 1 dollar dollars US_dollar US_dollars U.S._dollars USD $ US$
dollar 0.01 cent cents
australian_dollar 1 A$ AU$ australian_dollars AUD
canadian_dollar 1 C$ CA$ canadian_dollars CAD
hong_kong_dollar 1 HK$ hong_kong_dollars
new_zealand_dollar 1 NZ$ new_zealand_dollars
euro 1 euro euros EUR €
sterling 1 pound_sterling pounds_sterling GBP £
yen 1 yen JPY ¥
yuan 1 yuan renminbi RMB
rouble 1 rouble roubles ruble rubles ₽
rupee 1 rupee rupees ₹
won 1 korean_won ₩
franc 1 franc francs
"""
# Nouns before these: "soldiers were".
ENDS_NOUN = word_set(
    """
    a about after against ago among an and apart are as at away be been before but by can could deep did do during each
    earlier every for from had has have he her high his if in into is it its later less long may might more nor not of
    off old on or other our out over per since so tall than that the their then there these they this those to under
    until was we were when where which while who wide will with would you
    """
)
PERSONS = frozenset(("people", "persons", "person"))
LONGEST_NOUN = 4  # words of "advanced Russian fighter jets"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: *name* converts to others of its *dimension*; a noun has none, but adjectives."""

    name: str = ""
    dimension: str = ""
    factor: float = 1.0
    of: frozenset[str] = frozenset()


def _read_table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for line in _TABLE.strip().splitlines():
        dimension, factor, *names = line.split()
        unit = Unit(names[0].replace("_", " "), dimension, float(factor))
        units |= {name.replace("_", " ").lower(): unit for name in names}
    return units


UNITS = _read_table()
_SIGNS = "|".join(sorted((re.escape(name) for name in UNITS if name[-1] in "$€£¥₽₹₩"), key=len, reverse=True))
CURRENCY = rf"(?:{_SIGNS})\s?"
_NAMES = sorted((re.escape(name).replace(r"\ ", r"[\s-]") for name in UNITS if name[-1] not in "$€£¥₽₹₩"), key=len)
MEASURE = re.compile(rf"[\s-]?(?P<unit>{'|'.join(reversed(_NAMES))})(?!\w)", re.IGNORECASE)
NOUN_WORD = re.compile(r"[\s-]{1,2}([^\W\d_][\w'’]*(?:-\w+)*)")


def unit_behind(text: str, end: int, *, single: bool) -> tuple[Unit, int]:
    """
    Return what the number that ends at *end* counts, and where the words for it end; *single* where the number is one.

    >>> text = "8,000 kilometres from 40 Russian soldiers"
    >>> [(unit.name, text[start:end]) for start in (5, 24) for unit, end in [unit_behind(text, start, single=False)]]
    [('kilometre', ' kilometres'), ('soldier', ' Russian soldiers')]
    """
    found = MEASURE.match(text, end)
    if found:
        name = re.sub(r"[\s-]", " ", found["unit"].lower())
        short = len(name) == 1 and name.isalpha()
        if name in UNITS and not (short and not text[end - 1].isdigit()):
            return UNITS[name], found.end()
    return _noun_behind(text, end, single=single)


def _noun_behind(text: str, end: int, *, single: bool) -> tuple[Unit, int]:
    before: list[str] = []
    at = end
    while (found := NOUN_WORD.match(text, at)) and len(before) < LONGEST_NOUN and len(found[1]) <= 40:
        word = found[1].lower()
        if word in ENDS_NOUN:
            break
        at = found.end()
        if is_plural(word) or (single and found[1].islower()):
            return Unit(singular(word), of=frozenset(before)), at
        before.append(word)
    return Unit(), end


def singular(noun: str) -> str:
    """
    Return a noun without the ending of the plural.

    >>> [singular(noun) for noun in ("missiles", "countries", "people", "women")]
    ['missile', 'country', 'person', 'woman']
    """
    if noun in PERSONS:
        return "person"
    if noun.endswith("men"):
        return noun.removesuffix("men") + "man"
    if noun.endswith("ies") and len(noun) > 4:
        return noun.removesuffix("ies") + "y"
    return noun.removesuffix("s") if is_plural(noun) else noun
