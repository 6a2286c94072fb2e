"""Where robots work and what is said of them that no calculation needs.

Phrases here carry no number that an answer could depend on.
"""

from __future__ import annotations

from random import Random

from domains.wording import sentence, spin

#: (where, what it does there)
WORKPLACES = (
    (
        "{in|at} a {bottling plant|dairy|cider works|pharmaceutical filling line}",
        "{puts|places|screws} caps on {bottles|flasks}",
    ),
    ("{in|at} a {jam|pickle|honey} {factory|works}", "{puts lids on jars|turns jars|packs jars|sticks labels on jars}"),
    (
        "{in|at} a {parcel-sorting depot|parcel hub|mail centre}",
        "{sorts|picks|turns|scans} {parcels|letter trays|mail bags}",
    ),
    (
        "{in|at} a printed-circuit {plant|workshop|line}",
        "{probes solder joints|places capacitors|inspects circuit boards|trims wires}",
    ),
    ("in a {bakery|confectioner's kitchen}", "{places pralines in trays|stacks baking tins|ices cakes|packs biscuits}"),
    ("in a {foundry|casting shop}", "{deburrs castings|sprays moulds|handles hot castings|sets cores}"),
    ("in a {greenhouse|market garden}", "{picks tomatoes|plants seedlings|pricks out seedlings|photographs leaves}"),
    (
        "in a {hospital laboratory|blood-sample station|microbiology laboratory}",
        "{sorts test tubes|loads a centrifuge|puts vials in a rack|labels samples}",
    ),
    (
        "{beside|next to} {a lathe|a milling machine|a drill press}",
        "{loads blanks|unloads finished parts|changes workpieces|feeds bar stock}",
    ),
    (
        "in a {teaching|robotics|mechatronics} laboratory",
        "{draws a logo|traces a contour|stacks wooden cubes|writes on a board|follows a marker|moves chess pieces}",
    ),
    (
        "{in|at} a {bicycle|wheelchair|shelving} {factory|works}",
        "{welds brackets|tightens screws|polishes tubes|drills panels}",
    ),
    (
        "at {a lens inspection station|an optics bench|a metrology stand}",
        "{photographs lenses|scans an edge|probes gauge blocks|checks a calibration pattern}",
    ),
    ("{in|at} a shoe {factory|workshop}", "{glues soles|sprays uppers|trims soles|buffs heels}"),
    (
        "{in|at} a {recycling depot|sorting line for waste}",
        "{sorts cans|picks out batteries|separates plastics|removes labels}",
    ),
    (
        "at a {trade fair|science museum|school open day}",
        "{plays noughts and crosses|draws portraits|serves ice cream|stacks cups}",
    ),
    ("in a {joinery|carpenter's shop}", "{sands edges|drills dowel holes|stacks boards|sprays varnish}"),
    ("in a {pottery|tile works}", "{glazes tiles|stacks tiles|paints rims|loads a kiln}"),
    ("in a {lock|key} workshop", "{cuts keys|engraves plates|sorts pins|polishes cylinders}"),
)
PLACES = tuple(where for where, _ in WORKPLACES)
ARM_ASIDES = (
    "{the controller|its controller} {closes the loop|runs} {a thousand|two thousand|five hundred} times a second",
    "the {arm|robot} was {repainted|cleaned|serviced|recalibrated} {last spring|a month ago|before the audit|over the holidays}",
    "{its|the} gripper is {pneumatic|electric|hydraulic|servo-driven} and {opens|releases} in {a fraction of a second|well under a second}",
    "{the manufacturer|the data sheet} {states|gives} a repeatability of {0.02|0.03|0.05|0.1} mm",
    "the cell is {fenced|watched by a light curtain|behind a glass door|lit by ring lamps}",
    "{the operator|a student|the night shift} {logs|writes down} {every fault|the joint temperatures|each cycle}",
    "{the arm|the robot} {weighs|has a mass of} {18|23|31|44|52} kg{ without its tool|}",
    "the {teach pendant|emergency stop} {hangs|is mounted} {on the left|by the door|on the column}",
    "the {cables|air hoses} run {inside the links|along the upper arm|through the base}",
    "a {signal lamp|label printer|bar-code reader} is {fitted but not used here|switched off today|mounted on the column}",
    "{its|the} motors are {brushless|geared servo motors|stepper motors with encoders}{, rated at 48 V|, rated at 24 V|}",
    "{spare|replacement} {belts|grippers|encoders} {are kept in a drawer|have to be ordered|arrived last week}",
)
MOBILE_ASIDES = (
    "its battery is {new|a year old|mounted at the back|the smaller of two models}",
    "the {robot|vehicle} carries {a loudspeaker|a thermometer|a signal lamp|a tablet computer}, which {is off|plays no part here|nobody uses today}",
    "{its|the} {shell|chassis} is {orange|white|made of aluminium|3D-printed|borrowed from an older model}",
    "{a student|the operator|a technician} {films the run|walks behind it|watches from the door}",
    "the {run|test} is {the third of the day|repeated for the logbook|part of an acceptance procedure}",
    "the {tyres|wheels} were {changed|cleaned} {last week|before the run}",
    "{the onboard computer|its computer} {logs|records} {wheel currents|temperatures|the supply voltage} as well",
    "the floor is {level|flat} {concrete|linoleum|parquet|carpet tile}",
    "{its|the} radio link {drops now and then|is stable|uses a private channel}, {which does not matter here|without effect on the wheels}",
    "a {ramp|doorway|charging dock} {lies|stands} {further on|behind it|out of its way}",
)
MOBILE_PLACES = (
    "in a {corridor|sports hall|warehouse aisle|museum|greenhouse|car park|machine hall|supermarket|library}",
    "on {a practice field|the top floor of a laboratory|a factory floor|a marked test area|a loading deck}",
    "{across|through} {a hospital ward|an empty hall|a storeroom|an exhibition hall|a workshop}",
)
MOBILE_ROBOTS = (
    "{delivery|cleaning|inspection|warehouse|security|disinfection|shelf-scanning|teaching|survey|tool-carrying} robot",
    "{two-wheeled|small|student-built|commercial|prototype} {robot|rover|vehicle|cart}",
    "differential-drive {robot|platform|base|rover|cart}",
)


def article(noun: str) -> str:
    """``a`` or ``an`` and the noun.

    >>> article("inspection robot"), article("two-link arm")
    ('an inspection robot', 'a two-link arm')
    """
    an = noun[0] in "aeioAEIO" or noun.startswith(("8", "11 ", "18 ", "un-", "R", "S"))
    return f"{'an' if an and not noun.startswith(('RP ', 'SCARA')) else 'a'} {noun}"


def arm_story(rng: Random, robot: str) -> str:
    """First sentence about an arm: what it is, where, what for; `robot` is a noun phrase without article."""
    where, what = rng.choice(WORKPLACES)
    return sentence(
        spin(
            rng,
            "{$place, $robot $task|$robot $task $place|$robot {works|is at work|stands|is mounted} $place, where it $task"
            "|{consider|take|picture|look at} $robot that $task $place|we {have|study|model|programme} $robot {that|which} $task"
            "|{the task|today's exercise|the case|this question} {concerns|is about|deals with} $robot that $task"
            "|{an engineer|a student|a technician|an integrator} {sets up|commissions|checks|models} $robot $place; it $task}",
            robot=article(robot),
            place=spin(rng, where),
            task=spin(rng, what),
        )
    )


def mobile_story(rng: Random, doing: str) -> str:
    """First sentence about a wheeled robot; `doing` is a verb phrase with alternatives: ``{drives|rolls} an arc``."""
    return sentence(
        spin(
            rng,
            "{$robot $doing $place|$place, $robot $doing|{consider|take|picture|look at} $robot that $doing $place"
            "|{during|in} {a test|a trial|a demonstration|an exercise}, $robot $doing|{a student|an engineer|a technician} {watches|lets|sends} $robot $place; it $doing}",
            robot=article(spin(rng, rng.choice(MOBILE_ROBOTS))),
            place=spin(rng, rng.choice(MOBILE_PLACES)),
            doing=spin(rng, doing),
        ).replace(" lets a", " steers a").replace(" sends a", " drives a")
    )  # fmt: skip


def asides(rng: Random, pool: tuple[str, ...], count: int) -> list[str]:
    """Whole sentences that no calculation needs."""
    return [sentence(spin(rng, text)) for text in rng.sample(list(pool), min(count, len(pool)))]
