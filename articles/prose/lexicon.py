"""The words that the check of facts knows: how numbers, dates, denials and turns are written."""

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen"
ONES += " fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = "first third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"

# "three" and "3" are one number, and so are "third" and "3rd".
NUMBERS = {
    **{word: str(n) for n, word in enumerate(ONES.split())},
    **{word: str(n * 10) for n, word in enumerate(TENS.split(), 2)},
    **{word: str(n) for n, word in zip((1, *range(3, 13)), ORDINALS.split(), strict=True)},
}
_UNITS = """
    hundred thousand million billion trillion dozen half quarter double triple twice once
    percent percentage point dollar euro pound yen yuan won rupee rouble ruble franc cent renminbi
    millimetre centimetre metre kilometre millimeter centimeter meter kilometer inch foot yard mile
    hectare acre litre liter gallon barrel gram kilogram kilo ton tonne megaton ounce
    watt kilowatt megawatt gigawatt volt degree celsius fahrenheit
    second minute hour day week fortnight month year decade century
"""
_SPELLINGS = {
    "%": "percent", "per cent": "percent", "halves": "half", "inches": "inch", "feet": "foot",
    "centuries": "century", "km": "kilometre", "kg": "kilogram", "bn": "billion",
    "meter": "metre", "meters": "metre", "kilometer": "kilometre", "kilometers": "kilometre",
    "centimeter": "centimetre", "centimeters": "centimetre", "millimeter": "millimetre",
    "millimeters": "millimetre", "liter": "litre", "liters": "litre", "ruble": "rouble",
    "rubles": "rouble", "doubled": "double", "tripled": "triple",
}  # fmt: skip
# What a number is a number of, by all its spellings.
UNITS = {
    **{word: word for word in _UNITS.split()},
    **{f"{word}s": word for word in _UNITS.split()},
    **_SPELLINGS,
}
MONTHS = "January February March April May June July August September October November December"
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_TIMES = """
    today yesterday tomorrow tonight noon midnight morning afternoon evening ago last next
    spring summer autumn winter
"""
TIMES = frozenset(_TIMES.split())
# These are also ordinary words, so that only a capital letter makes them a date.
ALSO_ORDINARY = {"may", "march", "mar", "sun", "sat", "wed", "mon", "jan", "jun", "dec", "sept"}
_NEGATIONS = """
    not no never none neither nor nobody nothing nowhere without cannot non hardly unless except
    deny denies denied denying denial denials refuse refuses refused refusing refusal reject
    rejects rejected rejecting rejection lack lacks lacked lacking
"""
NEGATIONS = frozenset(_NEGATIONS.split())
# Ordinary words that turn a sentence round: one for the other is no matter of style.
_TURNS = {
    "up": """rise rises rose risen rising increase increases increased increasing grow grows grew
        grown growing gain gains gained climb climbs climbed higher highest more most above over
        exceed exceeds exceeded win wins won winning""",
    "down": """fall falls fell fallen falling decrease decreases decreased decreasing decline
        declines declined shrink shrinks shrank drop drops dropped lower lowest less least fewer
        fewest below under lose loses lost losing""",
    "before": "before earlier",
    "after": "after later since",
    "for": "support supports supported backed agree agrees agreed accept accepts accepted",
    "against": "against oppose opposes opposed disagree disagrees disagreed",
    "sure": "must shall confirmed confirms proved proven guilty innocent",
    "unsure": "might alleged allegedly reportedly suspected unconfirmed apparently",
}
TURNS = {word: turn for turn, words in _TURNS.items() for word in words.split()}
# Words that are never a name, wherever a capital begins them.
_LINKING = """
    a an and are as at be been but by for from had has have he her his how i if in into is it
    its of off on or our she so that the their them then there these they this those to too was
    we were what when where which who whom whose why with would you your
"""
LINKING = frozenset(_LINKING.split())
# Words that often begin a sentence. A capital makes no name of them there.
_OPENING = """
    about above according across additionally after again against all almost already also
    although always amid among another any anyone anything around ask asked because before
    behind below beneath beside besides better between beyond big both bring brought business
    businesses buyers can cases change changes children cities citizens close clearly come
    companies compared consumers contrary costs could countries court courts critics customers
    data deaths demand despite details did do does doing during each earlier early economists
    either else elsewhere employees encouraged energy enough even eventually every everybody
    everyone everything everywhere evidence experts exporters exports factories families farmers
    few fewer figures finally firms following food foreign forecasters former fortunately fresh
    full further furthermore gas general get give given go going good goods government
    governments great growth half hence here high higher historians homes hopes hours house
    houses however importers imports indeed industry inflation initially inside instead interest
    investors investigators itself journalists judges just keep large larger later lately
    lawmakers lawyers leaders leave less lest let like likewise little long look losses low
    lower made make makers many markets me meanwhile medical meetings members men merely
    military ministers money more moreover most mostly much my national nearby nearly
    nevertheless new news nonetheless normally now numbers observers obviously officers
    officials often oil old once one only opponents opposition orders organisers other others
    otherwise outside over owners parents part particularly parties passengers patients pay
    people perhaps plans plain please police politicians polls possibly previously prices
    private probably producers production profits prosecutors protesters provided public put
    quite rather readers reading recent recently regulators relations reporters reports
    researchers residents rescuers right rising said sales same say schools scientists see
    several shares ships shoppers shortly should similarly simply since small smaller some
    somebody someone something sometimes soldiers sources soon spending staff state states still
    stocks strong students such suddenly supporters suppose surely take taken talks tariffs
    taxes teachers tell tensions text than thanks therefore though thousands through throughout
    thus ties till together tourists towards traders trading traffic trains travellers troops
    two under unemployment unfortunately union unions unless unlike until up upon us usually
    victims very visitors voters wages war water ways weak well whatever whenever whereas
    wherever whether while whoever will within witnesses women words work workers world writing
    yes yet young
"""
OPENING = LINKING | frozenset(_OPENING.split())
