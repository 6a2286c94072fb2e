"""Engineering budgets of a robot: energy, drive torque, grip force, safety distances, what a camera sees.

In: a seeded generator and a level. Out: one problem; g = 9.81 m/s² throughout.

    energy        t = V · Q · usable share / mean power           mean power = Σ Pᵢtᵢ / Σ tᵢ
    gearbox       τ_out = τ_motor · N · η, n_out = n_motor / N     Lynch & Park, Modern Robotics, 2017, §8.9
    two fingers   2 μ F ≥ m · s · |g − a|                          Coulomb friction; Lynch & Park, §12.2
    safety        S = K · T + C                                    ISO 13855:2010, §6.2.3 and §6.3
        detection capability d ≤ 40 mm: C = 8 (d − 14) ≥ 0, K = 2000 mm/s and S ≥ 100 mm; if that gives S > 500 mm,
        K = 1600 mm/s and S ≥ 500 mm.  40 < d ≤ 70 mm: K = 1600 mm/s, C = 850 mm.
        approach along the field at height H: K = 1600 mm/s, C = 1200 − 0.4 H, not below 850 mm.
    separation    S = v_h (T_r + T_s) + v_r T_r + B + C + Z        ISO/TS 15066:2016, §5.5.4.2
    pinhole       seen width = 2 · distance · tan(angle / 2)       Szeliski, Computer Vision, 2nd ed. 2022, §2.1

ISO 13855 has a later edition (2024) with other symbols; the questions name the edition that they follow.

Worked example: a 30 mm light curtain and 200 ms give 2000 × 0.2 + 8 × 16 = 528 mm, above 500; so 1600 × 0.2 + 128 = 448,
raised to 500 mm.

>>> curtain_distance(0.2, 30)
500.0
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem, label_problem, number_problem
from domains.robotics.figures import fixed, plain, rounded
from domains.robotics.settings import MOBILE_ASIDES, PLACES, article
from domains.wording import sentence, spin

GRAVITY = 9.81  # m/s², stated in every question that uses it


def curtain_distance(seconds: float, capability: float) -> float:
    """Least distance in mm of a light curtain from the hazard, approach at right angles (ISO 13855:2010, §6.2.3).

    Args:
        seconds: overall response time T.
        capability: detection capability d in mm, up to 70.
    """
    if capability > 40:
        return 1600 * seconds + 850
    intrusion = max(0.0, 8 * (capability - 14))
    fast = 2000 * seconds + intrusion
    return max(100.0, fast) if fast <= 500 else max(500.0, 1600 * seconds + intrusion)


def field_distance(seconds: float, height: float) -> float:
    """Least depth in mm of a detection field at `height` mm, approach along it (ISO 13855:2010, §6.3)."""
    return 1600 * seconds + max(850.0, 1200 - 0.4 * height)


def grip_force(mass: float, acceleration: float, friction: float, safety: float) -> float:
    """Force in N of each of two opposed fingers; `acceleration` in m/s² along the fingers' friction, g included."""
    return mass * acceleration * safety / (2 * friction)


def mean_power(parts: list[tuple[float, float]]) -> float:
    """W, from (W, s) parts of a cycle."""
    return sum(power * time for power, time in parts) / sum(time for _, time in parts)


def _places(result: float, decimals: int) -> int:
    """Decimals that show at least three figures, so that rounding stays well inside 1 %."""
    while abs(result) * 10**decimals < 100 and decimals < 6:
        decimals += 1
    return decimals


def _say(rng: Random, text: str, **facts: object) -> str:
    return sentence(spin(rng, text, **facts))


ROVERS = "{delivery robot|inspection rover|cleaning robot|transport robot|patrol robot|supply cart|courier robot|service robot|survey rover|tow robot|stock-counting robot|mobile base}"
SAFETY_POOL = (
    "the {cell|station} is {2.1|2.4|3.2} m {wide|high}",
    "{the|its} robot {has|carries} {a 5 kg|an 8 kg|a 12 kg} tool",
    "{a yellow line|floor tape|a sign} marks the {approach|walkway}",
    "the {operator|fitter|cleaner} enters {twice|ten times|about once} {a shift|a day}",
    "{a risk assessment|the file} was {signed|reviewed} {in May|last year|by two people}",
    "the {beacon|stack light} {turns amber|flashes} when the {guard|gate} opens",
    "the {cell|line} makes {420|610|880} parts {a shift|per shift}",
    "{access from above|reaching over} is prevented by a {fixed guard|mesh roof}",
)
GRIP_POOL = (
    "the {fingers|jaws} open {40|60|85} mm {wide|at most}",
    "{one cycle|a pick} takes {3.2|4.5|6.1} s",
    "the {part|piece} is {blue|grey|transparent|painted} and {new|clean|dry}",
    "{compressed air|the supply} is {at 6 bar|filtered}",
    "the {tray|bin} holds {24|48|60} {pieces|of them}",
    "the {arm|robot} has {six|seven} joints",
    "{a camera|a sensor} {checks|confirms} the {pick|grip}",
)
CAMERA_POOL = (
    "the {camera|sensor} {runs at|delivers} {15|30|60} frames a second",
    "{exposure|shutter time} is {2|4|8} ms",
    "the {lens|optics} {was|were} cleaned {today|before the run}",
    "{images|pictures} are {stored|compressed} {on board|for a week}",
    "the {mount|bracket} weighs {120|180|260} g",
    "{a ring light|an infrared lamp} {is fitted|stands by}",
)
DRIVE_POOL = (
    "the {motor|drive} is {rated|specified} for {24|36|48} V",
    "the {housing|gearbox} is {sealed to IP54|made of aluminium|filled with grease}",
    "{an encoder|a resolver} with {2048|4096} counts sits {on the motor shaft|behind the motor}",
    "the {unit|assembly} weighs {0.9|1.4|2.2} kg",
    "{the brake|a holding brake} {releases|opens} in {20|35|50} ms",
    "{backlash|play} is below {3|5|10} arc minutes",
)


# --- energy ---------------------------------------------------------------------------------------------------


#: Asides for energy problems say nothing of the battery; far from a dock there are no floors and doors.
ENERGY_ASIDES = tuple(text for text in MOBILE_ASIDES if "battery" not in text)
OUTDOOR_ASIDES = tuple(text for text in ENERGY_ASIDES if not re.search("floor|door|dock|carpet", text))
OUTDOORS = (
    "{along|beside} a {canal|pipeline|dyke|railway line|solar park's fence}",
    "on a {campus|large farm|wind farm|golf course|quarry road}",
    "in a {vineyard|nature reserve|container port|forest}",
)


def _energy_story(rng: Random, places: Sequence[str] = PLACES) -> str:
    return (
        _say(
            rng,
            "{$robot works $place|$place, $robot {is planned|makes its rounds|is on duty}|{how long $robot $place will last|how $robot $place uses its battery}: that is the {question|topic}|{plan|budget} the energy of $robot {used|running} $place|the {battery|pack} of $robot {needs|gets} {a check|an energy budget} before {the shift|a trial|delivery}}",
            robot=article(spin(rng, ROVERS)),
            place=spin(rng, rng.choice(places)),
        )
    )


def _runtime(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: how long a battery lasts at a constant load; level 2 from V, Ah and mixed loads."""
    share = rng.choice((70, 75, 80, 85, 90))
    if level == 1:
        energy = rng.randrange(180, 1900, 5)
        load = rng.randint(max(30, energy // 9), energy // 2)
        usable = rounded(energy * share / 100, 2)
        hours = usable / load
        facts = [
            ("{battery energy|rated energy|stored energy when full}", f"{energy} Wh"),
            ("{usable share|part that may be used}", f"{share} %"),
            ("{mean load|average power drawn|total load}", f"{load} W"),
        ]
        lines = [
            ("facts", f"{energy} Wh in the battery, {share} % of it usable, {load} W drawn"),
            ("rule", "{running time = usable energy / power|time is energy over power}"),
            ("work", f"usable energy = {energy} × {share} / 100 = {plain(usable, 2)} Wh"),
            ("work", f"t = {plain(usable, 2)} / {load} = {fixed(hours, _places(hours, 2))} h"),
            (
                "check",
                f"{fixed(hours, 2)} h × {load} W is about {fixed(usable, 0)} Wh, {{the usable energy|as it should be}}",
            ),
        ]
        traps = [
            (energy / load, "used the whole battery"),
            (energy * (1 - share / 100) / load, "took the reserve for the usable part"),
            (load / usable, "divided upside down"),
            (hours / 2, "halved the time"),
            (energy / load / (share / 100), "divided by the usable share"),
        ]
        return number_problem(
            rng, level,
            Exercise(_energy_story(rng), facts, ["{The load is constant|Take the load as constant|Losses are in the load already}"], "{How long does it run|How many hours does one charge last|What is the running time}?", lines, {"kind": "runtime", "energy": energy, "share": share, "load": load}, 2, pool=ENERGY_ASIDES),
            hours, traps, unit="h", decimals=_places(hours, 2), relative=0.01,
        )  # fmt: skip
    volts = rng.choice((14.4, 18.5, 22.2, 24.0, 25.6, 36.0, 48.0))
    charge = rng.randrange(40, 400) / 10
    full = rounded(volts * charge, 2)
    drive = rng.randint(max(20, round(full / 8)), max(40, round(full / 2)))
    current = rng.randrange(500, 3200, 50)
    board = rng.choice((5, 12))
    computer = rounded(board * current / 1000, 3)
    total = rounded(drive + computer, 3)
    usable = rounded(full * share / 100, 3)
    minutes = usable / total * 60
    facts = [
        ("{nominal voltage|battery voltage}", f"{plain(volts)} V"),
        ("{capacity|battery charge}", f"{plain(charge)} Ah"),
        ("{usable share|part that may be used}", f"{share} %"),
        ("{drive power|power of the wheels' motors}", f"{drive} W"),
        ("{current of the electronics|current drawn by the computer}", f"{current} mA at {board} V"),
    ]
    lines = [
        ("facts", f"{plain(volts)} V, {plain(charge)} Ah, {share} % usable; {drive} W and {current} mA at {board} V"),
        ("rule", "{energy = voltage × charge; power = voltage × current; time = usable energy / total power|everything in Wh and W first, then time is energy over power}"),
        ("work", f"E = {plain(volts)} × {plain(charge)} = {plain(full)} Wh, of which {plain(full)} × {share} / 100 = {plain(usable)} Wh may be used"),
        ("work", f"electronics: {board} × {current} / 1000 = {plain(computer)} W; in all {drive} + {plain(computer)} = {plain(total)} W"),
        ("work", f"t = {plain(usable)} / {plain(total)} × 60 = {fixed(minutes, 1)} min"),
        ("check", f"{fixed(minutes, 1)} / 60 × {plain(total)} is again about {fixed(usable, 0)} Wh"),
    ]  # fmt: skip
    traps = [
        (minutes / 60, "left the time in hours"),
        (usable / drive * 60, "left out the electronics"),
        (full / total * 60, "used the whole battery"),
        (charge * share / 100 / total * 60, "took Ah for Wh"),
        (usable / (drive + current) * 60, "added mA to W"),
    ]
    return number_problem(
        rng, level,
        Exercise(_energy_story(rng), facts, ["{Both loads are constant|Take both loads as constant}{ and conversion as lossless|, without conversion losses|; neglect converter losses}"], "{How many minutes does it run|How long does one charge last, in minutes|What is the running time in minutes}?", lines, {"kind": "runtime", "volts": volts, "charge": charge, "share": share, "drive": drive, "current": current, "board": board}, 5, pool=ENERGY_ASIDES),
        minutes, traps, unit="min", decimals=_places(minutes, 1), relative=0.01,
    )  # fmt: skip


def _cycle(rng: Random, scale: int) -> list[tuple[str, int, int]]:
    """(phase, W, s) of a duty cycle."""
    names = rng.sample(["driving", "lifting", "waiting", "scanning", "unloading", "turning"], 3)
    ranges = {
        "driving": (90, 260),
        "lifting": (180, 480),
        "waiting": (12, 45),
        "scanning": (40, 95),
        "unloading": (60, 150),
        "turning": (70, 170),
    }
    times = {
        "driving": (40, 150),
        "lifting": (6, 24),
        "waiting": (20, 120),
        "scanning": (15, 60),
        "unloading": (10, 45),
        "turning": (8, 30),
    }
    return [(name, rng.randint(*ranges[name]) * scale, rng.randint(*times[name])) for name in names]


def _duty(rng: Random, level: int) -> Problem:
    """Level 3: running time over a duty cycle: weigh powers with time. Level 4: whole missions with reserve."""
    cycle = _cycle(rng, 1)
    share = rng.choice((75, 80, 85, 90))
    seconds = sum(time for _, _, time in cycle)
    parts = [f"{power} × {time}" for _, power, time in cycle]
    joules = sum(power * time for _, power, time in cycle)
    average = rounded(joules / seconds, 2)
    naive = sum(power for _, power, _ in cycle) / 3
    peak = max(power for _, power, _ in cycle)
    energy = rng.randrange(round(average * 2 / 5) * 5, round(average * 8 / 5) * 5, 5)
    facts = [(f"{{phase|}} {name}", f"{power} W for {time} s") for name, power, time in cycle]
    facts = [(spin(rng, name).strip(), value) for name, value in facts]
    facts.append(("{battery energy|full battery}", f"{energy} Wh"))
    parameters: dict[str, object] = {
        "kind": "duty",
        "cycle": [[power, time] for _, power, time in cycle],
        "energy": energy,
        "share": share,
    }
    lines = [
        (
            "facts",
            "one cycle is "
            + ", ".join(f"{name} ({power} W, {time} s)" for name, power, time in cycle)
            + f"; battery {energy} Wh, {share} % usable",
        ),
        ("rule", "{powers are weighted with their durations|mean power = Σ P·t / Σ t|energy of a cycle = Σ P·t}"),
        ("work", f"energy of a cycle = {' + '.join(parts)} = {joules} J"),
    ]
    usable = rounded(energy * share / 100, 2)
    if level == 3:
        hours = usable / average
        lines += [
            ("work", f"mean power = {joules} / {seconds} = {plain(average, 2)} W"),
            ("work", f"t = {energy} × {share} / 100 / {plain(average, 2)} = {fixed(hours, _places(hours, 2))} h"),
            (
                "mistake",
                f"{{the plain mean of the powers|averaging the powers alone}}, ({' + '.join(str(p) for _, p, _ in cycle)}) / 3 = {fixed(naive, 1)} W, treats a short phase like a long one",
            ),
            (
                "check",
                f"{plain(average, 2)} W lies between the least and the greatest power, {{nearer to|and is pulled towards}} the long phases",
            ),
        ]
        traps = [
            (usable / naive, "averaged the powers without their durations"),
            (usable / peak, "used the highest power"),
            (energy / average, "used the whole battery"),
            (usable / sum(p for _, p, _ in cycle), "added the powers"),
            (usable / cycle[0][1], "used the first phase only"),
        ]
        return number_problem(
            rng, level,
            Exercise(_energy_story(rng), facts, [f"{{Of the battery's energy|Of that energy}} {share} % may be used", "{The cycle repeats without a pause|Cycles follow each other without a gap}"], "{How many hours does it run|How long does one charge last|For how long can it repeat the cycle}?", lines, parameters, 8, pool=ENERGY_ASIDES, heading="{Duty cycle|One cycle|Phases and battery|Log of one cycle}"),
            hours, traps, unit="h", decimals=_places(hours, 2), relative=0.01,
        )  # fmt: skip
    per = rounded(joules / 3600, 4)
    home = float(rng.randint(4, 25))
    exact = (usable - home) / per
    if abs(exact - round(exact)) < 0.1:  # so that rounding on the way can't change the count
        home = rounded(home + 0.3 * per, 2)
        exact = (usable - home) / per
    count = math.floor(exact)
    lines += [
        ("work", f"in Wh: {joules} / 3600 = {plain(per, 4)} Wh a cycle"),
        (
            "work",
            f"available: {energy} × {share} / 100 = {plain(usable, 2)} Wh, less the way home {plain(usable, 2)} − {plain(home)} = {plain(usable - home, 2)} Wh",
        ),
        ("work", f"{plain(usable - home, 2)} / {plain(per, 4)} = {fixed(exact, 2)}, so {count} whole cycles"),
        (
            "mistake",
            "{rounding up, or to the nearest,|to round to the nearest cycle} leaves the robot stranded in its last cycle; {part cycles do not count|only whole cycles count}",
        ),
        (
            "check",
            f"{count} × {plain(per, 4)} = {fixed(count * per, 2)} Wh, which is not above {plain(usable - home, 2)} Wh, and one more cycle would be",
        ),
    ]
    wrong = [
        (math.floor(usable / per), "forgot the way home"),
        (math.ceil(exact), "rounded up"),
        (math.floor((energy - home) / per), "used the whole battery"),
        (math.floor((usable - home) / (naive * seconds / 3600)), "averaged the powers without their durations"),
        (math.floor((usable - home) / (peak * seconds / 3600)), "used the highest power throughout"),
    ]
    return checked_problem(
        rng, level,
        Exercise(_energy_story(rng), facts, [f"{{Of the battery's energy|Of that energy}} {share} % may be used", f"{{Of the usable energy|From the usable part}}, {plain(home)} Wh {{is kept|must remain}} for the way {{home|back to the dock}}", "{Only whole cycles count|A cycle that can't be finished is not begun}"], "{How many cycles can it complete|How many whole cycles does one charge allow|What is the greatest number of cycles}?", lines, {**parameters, "home": home}, 10, spare=_spare_energy(rng), pool=ENERGY_ASIDES, heading="{Duty cycle|One cycle|Phases and battery|Log of one cycle}"),
        str(count), [(str(value), trap) for value, trap in wrong if value > 0], answer_type="integer", verifier="integer", arguments={},
    )  # fmt: skip


def _spare_energy(rng: Random) -> list[tuple[str, str]]:
    return rng.sample(
        [("{charger power|charging power}", f"{rng.randrange(150, 600, 50)} W"), ("{battery mass|mass of the pack}", f"{rng.randrange(40, 160) / 10} kg"), ("{rated cycle life|charge cycles promised}", f"{rng.randrange(500, 2500, 100)}"), ("{top speed|greatest speed}", f"{rng.randrange(10, 30) / 10} m/s"), ("{charging time|time for a full charge}", f"{rng.randrange(20, 60) / 10} h")],
        rng.randint(1, 2),
    )  # fmt: skip


def _radius(rng: Random, level: int) -> Problem:
    """Level 5: how far out a robot may go when it returns with another load, in the cold, with a reserve."""
    energy = rng.randrange(300, 1600, 10)
    health, reserve = rng.choice((78, 82, 86, 90, 94)), rng.choice((10, 15, 20, 25))
    cold = rng.choice((5, 8, 12, 15, 20))
    out_power, back_power = rng.randint(110, 320), rng.randint(70, 240)
    out_speed, back_speed = rng.randrange(8, 16) / 10, rng.randrange(10, 22) / 10
    task = rng.randint(8, 60)
    healthy = rounded(energy * health / 100, 2)
    warm = rounded(healthy * (1 - cold / 100), 3)
    usable = rounded(warm * (1 - reserve / 100), 3)
    for_driving = rounded(usable - task, 3)
    per = rounded(out_power / out_speed + back_power / back_speed, 3)
    metres = for_driving * 3600 / per
    lines = [
        ("facts", f"{energy} Wh new, {health} % health, {cold} % lost to the cold, {reserve} % reserve, {task} Wh for the task; {out_power} W at {out_speed} m/s out, {back_power} W at {back_speed} m/s back"),
        ("rule", "{a metre costs P / v joules|energy per metre is power over speed}; out and back are the same distance, so a metre of reach costs P₁/v₁ + P₂/v₂"),
        ("work", f"energy now: {energy} × {health} / 100 = {plain(healthy, 2)} Wh; in the cold {plain(healthy, 2)} × (1 − {cold} / 100) = {plain(warm, 3)} Wh; less the reserve {plain(warm, 3)} × (1 − {reserve} / 100) = {plain(usable, 3)} Wh"),
        ("work", f"for driving: {plain(usable, 3)} − {task} = {plain(for_driving, 3)} Wh"),
        ("work", f"a metre of reach costs {out_power} / {out_speed} + {back_power} / {back_speed} = {plain(per, 3)} J"),
        ("work", f"reach = {plain(for_driving, 3)} × 3600 / {plain(per, 3)} = {fixed(metres, 0)} m"),
        ("mistake", "{averaging the two powers, or halving a one-way range,|to halve the one-way range} is wrong because the two ways cost different energy per metre"),
        ("check", f"out takes {fixed(metres / out_speed / 60, 1)} min and back {fixed(metres / back_speed / 60, 1)} min, {{which fits|plausible for}} a battery of {energy} Wh"),
    ]  # fmt: skip
    mean = (out_power + back_power) / (out_speed + back_speed)
    traps = [
        (usable * 3600 / per, "forgot the energy of the task"),
        (for_driving * 3600 / (out_power / out_speed), "forgot the way back"),
        (for_driving * 3600 / (out_power / out_speed) / 2, "halved the outward range"),
        ((energy - task) * 3600 / per, "left out health, cold and reserve"),
        (for_driving * 3600 / mean / 2, "averaged powers and speeds"),
    ]
    facts = [
        ("{rated energy|energy when new}", f"{energy} Wh"),
        ("{state of health|health of the battery}", f"{health} %"),
        ("{power on the way out|power driven loaded}", f"{out_power} W"),
        ("{speed on the way out|speed loaded}", f"{out_speed} m/s"),
        ("{power on the way back|power driven empty}", f"{back_power} W"),
        ("{speed on the way back|speed empty}", f"{back_speed} m/s"),
        ("{energy of the task at the far end|work at the far point}", f"{task} Wh"),
    ]
    return number_problem(
        rng, level,
        Exercise(_energy_story(rng, OUTDOORS), facts, [f"{{The cold takes|Frost costs}} {cold} % of {{what the aged battery holds|the energy that its health leaves}}, and {{of what then remains|of the rest}} {reserve} % {{is a reserve that must not be used|stays in reserve}}", "{It goes out, does its task once, and comes back the same way|The way back is the way out, reversed}", "{Energy when new × health is what it can hold today|Health is the share of the rated energy that it still holds}"], "{How far from the dock may it go|What is the greatest distance to the far point|How far out can it work}?", lines, {"kind": "radius", "energy": energy, "health": health, "cold": cold, "reserve": reserve, "task": task, "powers": [out_power, back_power], "speeds": [out_speed, back_speed]}, 11, spare=_spare_energy(rng)[:1], pool=OUTDOOR_ASIDES),
        metres, traps, unit="m", decimals=_places(metres, 0), relative=0.01,
    )  # fmt: skip


# --- drives ---------------------------------------------------------------------------------------------------


def _drive_story(rng: Random) -> str:
    return _say(
        rng,
        "{the {shoulder|elbow|wrist|base|tilt|lift|pan} {joint|axis} of $robot {is driven|gets its torque} {through a gearbox|by a geared motor}|{choose|check|size} {a gearmotor|the drive} for {the {shoulder|elbow|base|tilt} joint of|one axis of} $robot|$place, $robot {turns|moves} {one joint|an axis} {through a|with a} {gearbox|planetary gear|harmonic drive|belt and gear stage}|{a motor with a|a} {planetary|strain-wave|spur|cycloidal} gearbox {drives|moves} a joint of $robot}",
        robot=article(
            spin(
                rng,
                "{small arm|pick-and-place arm|camera arm|palletiser|exoskeleton|quadruped|six-axis robot|SCARA robot|humanoid|inspection arm}",
            )
        ),
        place=spin(rng, rng.choice(PLACES)),
    )


def _gear(rng: Random, level: int) -> Problem:
    """Level 1: output torque. Level 2: mN·m and the output speed. Level 3: motor torque needed, against efficiency."""
    ratio = rng.choice((20, 25, 30, 36, 40, 50, 60, 64, 75, 80, 100, 120, 160))
    efficiency = rng.randint(62, 92)
    if level == 1:
        torque = rng.randrange(8, 160) / 100
        result = torque * ratio * efficiency / 100
        lines = [
            ("facts", f"motor torque {plain(torque)} N·m, ratio {ratio}:1, efficiency {efficiency} %"),
            (
                "rule",
                "τ_out = τ_motor · N · η: {the gear multiplies torque by its ratio and loses a share|ratio raises torque, losses lower it}",
            ),
            (
                "work",
                f"τ_out = {plain(torque)} × {ratio} × {efficiency} / 100 = {fixed(result, _places(result, 2))} N·m",
            ),
            (
                "check",
                f"without losses it would be {plain(torque)} × {ratio} = {plain(torque * ratio, 2)} N·m, a little more",
            ),
        ]
        traps = [
            (torque * ratio, "left out the efficiency"),
            (torque * ratio / (efficiency / 100), "divided by the efficiency"),
            (torque / ratio * efficiency / 100, "divided by the ratio"),
            (torque * efficiency / 100, "left out the ratio"),
            (torque * ratio * (1 - efficiency / 100), "took the loss for the efficiency"),
        ]
        return number_problem(
            rng, level,
            Exercise(_drive_story(rng), [("{motor torque|torque of the motor}", f"{plain(torque)} N·m"), ("{gear ratio|reduction}", f"{ratio}:1"), ("{gear efficiency|efficiency of the gearbox}", f"{efficiency} %")], ["{The motor drives the load|Power flows from the motor to the joint}"], "{What torque reaches the joint|What is the output torque|How much torque is there at the joint}?", lines, {"kind": "gear", "torque": torque, "ratio": ratio, "efficiency": efficiency}, 2, pool=DRIVE_POOL),
            result, traps, unit="N·m", decimals=_places(result, 2), relative=0.01,
        )  # fmt: skip
    if level == 2:
        milli = rng.randrange(60, 900, 5)
        speed = rng.randrange(1500, 6000, 50)
        output = rounded(speed / ratio, 3)
        omega = rounded(output * 2 * 3.14159 / 60, 4)
        torque = rounded(milli / 1000 * ratio * efficiency / 100, 3)
        power = torque * omega
        lines = [
            ("facts", f"motor {milli} mN·m at {speed} rpm, ratio {ratio}:1, efficiency {efficiency} %"),
            (
                "rule",
                "P = τ · ω with τ in N·m and ω in rad/s; {the gear multiplies torque and divides speed|torque up by N·η, speed down by N}",
            ),
            ("work", f"τ_out = {milli} / 1000 × {ratio} × {efficiency} / 100 = {plain(torque, 3)} N·m"),
            (
                "work",
                f"output speed: {speed} / {ratio} = {plain(output, 3)} rpm, that is {plain(output, 3)} × 2 × 3.14159 / 60 = {plain(omega, 4)} rad/s",
            ),
            ("work", f"P = {plain(torque, 3)} × {plain(omega, 4)} = {fixed(power, 1)} W"),
            (
                "check",
                f"the motor gives {milli} / 1000 × {speed} × 2 × 3.14159 / 60 = {fixed(milli / 1000 * speed * 2 * math.pi / 60, 1)} W; times {efficiency} % that is the same",
            ),
        ]
        motor = milli / 1000 * speed * 2 * math.pi / 60
        traps = [
            (motor, "left out the efficiency"),
            (torque * output, "took rpm for rad/s"),
            (motor / (efficiency / 100), "divided by the efficiency"),
            (power / ratio, "divided by the ratio once more"),
            (torque * output / 60, "took revolutions for radians"),
        ]
        return number_problem(
            rng, level,
            Exercise(_drive_story(rng), [("{motor torque|torque of the motor}", f"{milli} mN·m"), ("{motor speed|speed of the motor}", f"{speed} rpm"), ("{gear ratio|reduction}", f"{ratio}:1"), ("{gear efficiency|efficiency of the gearbox}", f"{efficiency} %")], ["{The motor drives the load|Power flows from the motor to the joint}"], "{What mechanical power reaches the joint|How much power is there at the joint|What is the output power}?", lines, {"kind": "gear_power", "milli": milli, "speed": speed, "ratio": ratio, "efficiency": efficiency}, 6, pool=DRIVE_POOL),
            power, traps, unit="W", decimals=_places(power, 1), relative=0.01,
        )  # fmt: skip
    load = rng.randrange(60, 1800, 5) / 10
    braking = rng.random() < 0.5
    eta = efficiency / 100
    result = load * eta / ratio if braking else load / (ratio * eta)
    doing = (
        "{lowers the load slowly and the motor holds it back|lets the load down, so that the load drives the motor}"
        if braking
        else "{lifts the load, so the motor drives|raises the load at constant speed}"
    )
    rule = (
        "losses help a motor that brakes: τ_motor = τ_load · η / N"
        if braking
        else "the motor must also supply the losses: τ_motor = τ_load / (N · η)"
    )
    shown = (
        f"{plain(load)} × {plain(eta)} / {ratio} × 1000"
        if braking
        else f"{plain(load)} / ({ratio} × {plain(eta)}) × 1000"
    )
    lines = [
        ("facts", f"{plain(load)} N·m at the joint, ratio {ratio}:1, efficiency {efficiency} % in both directions"),
        ("rule", "power flows " + ("from the load to the motor, and " if braking else "from the motor to the load, and ") + rule),
        ("work", f"in mN·m: {shown} = {fixed(result * 1000, _places(result * 1000, 0))} mN·m"),
        ("mistake", ("dividing by the efficiency, as when lifting, gives more than the lossless value, though friction in the gear already holds part of the load" if braking else "multiplying by the efficiency gives less than the lossless value, as if friction helped the motor to lift")),
        ("check", f"without losses it would be {plain(load)} / {ratio} × 1000 = {fixed(load / ratio * 1000, 0)} mN·m, and the result must be {'below' if braking else 'above'} that"),
    ]  # fmt: skip
    other = load / (ratio * eta) if braking else load * eta / ratio
    traps = [
        (other * 1000, "put the efficiency on the wrong side"),
        (load / ratio * 1000, "left out the efficiency"),
        (load * ratio * eta, "multiplied by the ratio"),
        (load / ratio * (1 - eta) * 1000, "took the loss for the efficiency"),
        (load * 1000 * eta, "left out the ratio"),
    ]
    return number_problem(
        rng, level,
        Exercise(_drive_story(rng), [("{load torque at the joint|torque of the load at the joint}", f"{plain(load)} N·m"), ("{gear ratio|reduction}", f"{ratio}:1"), ("{gear efficiency, equal in both directions|efficiency either way}", f"{efficiency} %")], ["{Speed is constant|Neglect accelerations}"], "{Which torque must the motor give|What motor torque is needed|How much torque does the motor have to supply}?", lines, {"kind": "gear_needed", "load": load, "ratio": ratio, "efficiency": efficiency, "braking": braking}, 4, told=["{The joint|The axis|It} " + doing], pool=DRIVE_POOL),
        result * 1000, traps, unit="mN·m", decimals=_places(result * 1000, 0), relative=0.01,
    )  # fmt: skip


def _joint(rng: Random, level: int) -> Problem:
    """Level 4: payload and link to joint torque to motor torque, with a safety factor."""
    length = rng.randrange(30, 110) / 100
    link, payload = rng.randrange(12, 90) / 10, rng.randrange(5, 80) / 10
    angle = rng.choice((0, 0, 20, 30, 40, 45, 50, 60))
    ratio, efficiency = rng.choice((50, 80, 100, 120, 160)), rng.randint(65, 88)
    safety = rng.choice((1.3, 1.5, 1.8, 2.0))
    cosine = rounded(math.cos(math.radians(angle)), 4)
    static = rounded(GRAVITY * cosine * (payload * length + link * length / 2), 3)
    wanted = rounded(static * safety, 3)
    motor = wanted / (ratio * efficiency / 100)
    lines = [
        ("facts", f"link {plain(link)} kg and {plain(length)} m, payload {plain(payload)} kg at its end, {angle}° above the horizontal; {ratio}:1, {efficiency} %, factor {plain(safety)}"),
        ("rule", "{gravity acts with the horizontal lever|the lever of a weight is its horizontal distance from the joint}: τ = g · cos(angle) · (m_p L + m_l L / 2); the motor gives τ · factor / (N · η)"),
        ("work", f"here cos {angle}° is {plain(cosine, 4)}; τ = 9.81 × {plain(cosine, 4)} × ({plain(payload)} × {plain(length)} + {plain(link)} × {plain(length)} / 2) = {plain(static, 3)} N·m"),
        ("work", f"with the factor: {plain(static, 3)} × {plain(safety)} = {plain(wanted, 3)} N·m"),
        ("work", f"motor: {plain(wanted, 3)} / ({ratio} × {efficiency} / 100) = {fixed(motor, _places(motor, 3))} N·m"),
        ("mistake", "{putting the link's weight at its end|taking the link at its full length} doubles its share: a uniform link acts at its middle"),
        ("check", f"{fixed(motor, _places(motor, 3))} × {ratio} × {efficiency} / 100 = {plain(rounded(motor, _places(motor, 3)) * ratio * efficiency / 100, 2)} N·m, above the static torque by the factor"),
    ]  # fmt: skip
    gear = ratio * efficiency / 100
    traps = [
        (GRAVITY * cosine * (payload + link) * length * safety / gear, "put the link's weight at its end"),
        (static / gear, "forgot the safety factor"),
        (GRAVITY * cosine * payload * length * safety / gear, "forgot the link's own weight"),
        (wanted / ratio, "left out the efficiency"),
        (wanted * efficiency / 100 / ratio, "multiplied by the efficiency"),
        (static * safety / GRAVITY / gear, "took kg for N"),
    ]
    spare = rng.sample(
        [
            ("{rated motor speed|motor speed}", f"{rng.randrange(2000, 5000, 100)} rpm"),
            ("{link diameter|tube diameter}", f"{rng.randrange(40, 110, 5)} mm"),
            ("{repeatability|positioning error}", f"{rng.choice((0.02, 0.05, 0.1))} mm"),
            ("{supply voltage|motor voltage}", f"{rng.choice((24, 36, 48))} V"),
        ],
        2,
    )
    lean = "{held horizontally|stretched out level}" if angle == 0 else f"held at {angle}° above the horizontal"
    return number_problem(
        rng, level,
        Exercise(_drive_story(rng), [("{link length|length of the link}", f"{plain(length)} m"), ("{link mass|mass of the link}", f"{plain(link)} kg"), ("{payload at the end|payload}", f"{plain(payload)} kg"), ("{gear ratio|reduction}", f"{ratio}:1"), ("{gear efficiency|efficiency}", f"{efficiency} %"), ("{safety factor|design factor on torque}", plain(safety))], ["{Use|Take} g = 9.81 m/s²", "{The link is uniform|The link's mass is spread evenly} and the payload {sits|is} at its end", "{The factor multiplies the static torque|Static torque times the factor is what the joint must give}"], "{What torque must the motor be able to give|Which motor torque is needed|What is the least motor torque}?", lines, {"kind": "joint", "length": length, "link": link, "payload": payload, "angle": angle, "ratio": ratio, "efficiency": efficiency, "safety": safety}, 9, spare=spare, told=["{The single link is|The arm, one link, is|Its one link is} " + lean], pool=DRIVE_POOL),
        motor, traps, unit="N·m", decimals=_places(motor, 3), relative=0.01,
    )  # fmt: skip


# --- grip -----------------------------------------------------------------------------------------------------

PARTS = (
    ("glass vial", 15, 90), ("steel pin", 30, 400), ("cardboard box", 200, 2500), ("aluminium casting", 300, 4500),
    ("rubber ball", 60, 260), ("glass bottle", 250, 1500), ("printed circuit board", 60, 500), ("gear wheel", 150, 3000),
    ("tin can", 180, 900), ("ceramic tile", 300, 1800), ("brake disc", 2500, 8500), ("plastic cup", 8, 60),
)  # fmt: skip


def _grip_story(rng: Random, part: str) -> str:
    return _say(
        rng,
        "{a {two-finger|parallel-jaw} gripper {holds|carries|grips} $part $place|$place, a {parallel-jaw|two-finger} gripper {picks up|takes|moves} $part|$part is {held|carried} between {two fingers|the jaws of a gripper} $place|{find|work out|check} the grip on $part that a robot {lifts|moves|handles} $place|two {opposed|parallel} {fingers|jaws} {grasp|clamp} $part $place}",
        part=article(part),
        place=spin(rng, rng.choice(PLACES)),
    )


def _part(rng: Random) -> tuple[str, int]:
    name, low, high = rng.choice(PARTS)
    grams = rng.randint(low, high)
    return name, grams if high < 300 else max(low, round(grams / 10) * 10)


def _grip(rng: Random, level: int) -> Problem:
    """Level 1: hold still. Level 2: grams and an upward acceleration. Level 3: choose how acceleration adds."""
    name, grams = _part(rng)
    mu = rng.randrange(20, 85) / 100
    safety = rng.choice((1.5, 1.8, 2.0, 2.5, 3.0))
    heading = "{Grip data|Data|Known|From the test report|Values}"
    coulomb = "{Each finger can hold by friction at most μ times its force|Friction at a finger is at most μ × its normal force}"
    if level == 1:
        kilograms = rounded(grams / 1000, 3)
        result = grip_force(kilograms, GRAVITY, mu, safety)
        lines = [
            ("facts", f"{plain(kilograms)} kg, μ = {plain(mu)}, factor {plain(safety)}, two fingers"),
            ("rule", "2 μ F = m g s, so F = m g s / (2 μ)"),
            (
                "work",
                f"F = {plain(kilograms)} × 9.81 × {plain(safety)} / (2 × {plain(mu)}) = {fixed(result, _places(result, 2))} N",
            ),
            (
                "check",
                f"friction of both fingers, 2 × {plain(mu)} × {fixed(result, _places(result, 2))} = {fixed(2 * mu * rounded(result, _places(result, 2)), 3)} N, is the weight times {plain(safety)}",
            ),
        ]
        traps = [
            (result * 2, "counted one finger only"),
            (result / safety, "left out the safety factor"),
            (kilograms * GRAVITY * safety * mu / 2, "multiplied by μ"),
            (result / GRAVITY, "took kg for N"),
            (result / 2, "halved the force twice"),
        ]
        return number_problem(
            rng, level,
            Exercise(_grip_story(rng, name), [("{mass of the part|its mass|mass}", f"{plain(kilograms)} kg"), ("{friction coefficient|coefficient of friction μ}", plain(mu)), ("{safety factor|factor of safety}", plain(safety))], ["{Use|Take} g = 9.81 m/s²", coulomb, "{The finger surfaces are vertical and the part hangs between them|It is held still, by friction alone}"], "{With which force must each finger press|What force does each finger need|What is the least force of each finger}?", lines, {"kind": "grip", "part": name, "kilograms": kilograms, "mu": mu, "safety": safety}, 4, pool=GRIP_POOL, heading=heading),
            result, traps, unit="N", decimals=_places(result, 2), relative=0.01,
        )  # fmt: skip
    acceleration = rng.randrange(5, 80) / 10
    kilograms = rounded(grams / 1000, 4)
    sideways = level == 3 and rng.random() < 0.5
    total = rounded(math.hypot(GRAVITY, acceleration), 3) if sideways else rounded(GRAVITY + acceleration, 3)
    result = grip_force(kilograms, total, mu, safety)
    added = (
        f"sqrt(9.81^2 + {plain(acceleration)}^2) = {plain(total, 3)} m/s²"
        if sideways
        else f"9.81 + {plain(acceleration)} = {plain(total, 3)} m/s²"
    )
    lines = [
        (
            "facts",
            f"{grams} g is {plain(kilograms)} kg; a = {plain(acceleration)} m/s² {'level, along the finger pads' if sideways else 'upwards'}, μ = {plain(mu)}, factor {plain(safety)}",
        ),
        (
            "rule",
            (
                "friction carries weight and sideways inertia at right angles, so they add as vectors"
                if sideways
                else "lifting faster adds the acceleration to g"
            )
            + "; F = m a_total s / (2 μ)",
        ),
        ("work", f"a_total = {added}"),
        (
            "work",
            f"F = {plain(kilograms)} × {plain(total, 3)} × {plain(safety)} / (2 × {plain(mu)}) = {fixed(result, _places(result, 2))} N",
        ),
    ]
    if level == 3:
        lines.append(
            (
                "mistake",
                "{adding the two accelerations as numbers|g + a}, as for a lift, overstates the force: they are at right angles"
                if sideways
                else "{a root of squares, as for sideways motion,|the root of squares} understates the force: here both act along the same line",
            )
        )
    lines.append(
        (
            "check",
            f"holding still would need {plain(kilograms)} × 9.81 × {plain(safety)} / (2 × {plain(mu)}) = {fixed(grip_force(kilograms, GRAVITY, mu, safety), 2)} N, less than that",
        )
    )
    other = GRAVITY + acceleration if sideways else math.hypot(GRAVITY, acceleration)
    traps = [
        (grip_force(kilograms, GRAVITY, mu, safety), "forgot the acceleration"),
        (result * 2, "counted one finger only"),
        (grip_force(kilograms, other, mu, safety), "added the accelerations the wrong way"),
        (result / safety, "left out the safety factor"),
        (grip_force(kilograms, abs(GRAVITY - acceleration), mu, safety), "subtracted the acceleration"),
        (result / 2, "halved the force twice"),
    ]
    motion = (
        f"moves {{level|horizontally}}, along the finger pads, with {{up to |}}{plain(acceleration)} m/s²"
        if sideways
        else f"{{accelerates upwards|is lifted}} with {{up to |}}{plain(acceleration)} m/s²"
    )
    return number_problem(
        rng, level,
        Exercise(_grip_story(rng, name), [("{mass of the part|its mass|mass}", f"{grams} g"), ("{friction coefficient|coefficient of friction μ}", plain(mu)), ("{safety factor|factor of safety}", plain(safety))], ["{Use|Take} g = 9.81 m/s²", coulomb, "{The finger pads are vertical and hold by friction alone|The pads stand vertically; only friction holds the part}", "{The factor multiplies the force that friction has to carry|The safety factor multiplies the load on the friction}"], "{With which force must each finger press|What force does each finger need|What is the least force of each finger}?", lines, {"kind": "grip_moving", "part": name, "grams": grams, "acceleration": acceleration, "sideways": sideways, "mu": mu, "safety": safety}, 6, told=[f"{{The part|The hand|The gripper}} {motion}"], pool=GRIP_POOL, heading=heading),
        result, traps, unit="N", decimals=_places(result, 2), relative=0.01,
    )  # fmt: skip


GRIPS = ("held safely", "may slip", "may be crushed")


def _window(rng: Random, level: int) -> Problem:
    """Level 5: does a set force hold the part while braking downwards, without crushing it?"""
    name, grams = rng.choice(
        [
            (n, rng.randint(low, high))
            for n, low, high in PARTS
            if n in {"rubber ball", "plastic cup", "glass vial", "tin can", "cardboard box", "ceramic tile"}
        ]
    )
    grams = round(grams / 5) * 5 or 5
    mu, safety = rng.randrange(25, 75) / 100, rng.choice((1.5, 1.8, 2.0, 2.5))
    acceleration = rng.randrange(10, 60) / 10
    kilograms = rounded(grams / 1000, 4)
    total = rounded(GRAVITY + acceleration, 3)
    need = rounded(grip_force(kilograms, total, mu, safety), 3)
    crush = rounded(need * rng.choice((0.85, 1.45, 1.7, 2.2, 3.0)), 1 if need > 2 else 2)
    limit = rounded(crush * 0.8, 3)
    setting = rounded(need * rng.choice((0.75, 0.9, 1.12, 1.3, 1.6, 2.1)), 1 if need > 2 else 2)
    if abs(setting - need) < 0.05 * need:
        setting = rounded(need * 1.15, 2)
    if abs(setting - limit) < 0.05 * limit:
        setting = rounded(limit * 1.1, 2)
    if abs(setting - need) < 0.03 * need:
        setting = rounded(need * 1.35 + 0.05 * limit, 2)
    slips, crushes = setting < need, setting > limit
    answer = "may be crushed" if crushes else "may slip" if slips else "held safely"
    lines = [
        ("facts", f"{plain(kilograms)} kg, a = {plain(acceleration)} m/s² upwards while a downward move is stopped, μ = {plain(mu)}, factor {plain(safety)}; set {plain(setting)} N a finger, crushing at {plain(crush)} N"),
        ("rule", "F must reach m (g + a) s / (2 μ) and stay at or below 80 % of the crushing force; crushing is judged first"),
        ("work", f"braking a downward move accelerates the part upwards: 9.81 + {plain(acceleration)} = {plain(total, 3)} m/s²"),
        ("work", f"needed: {plain(kilograms)} × {plain(total, 3)} × {plain(safety)} / (2 × {plain(mu)}) = {plain(need, 3)} N"),
        ("work", f"allowed: 0.8 × {plain(crush)} = {plain(limit, 3)} N"),
        ("then", f"{plain(setting)} N is {'below' if slips else 'above'} {plain(need, 3)} N and {'above' if crushes else 'not above'} {plain(limit, 3)} N, so the part is {answer}" if answer == "held safely" else f"{plain(setting)} N is {'below' if slips else 'above'} {plain(need, 3)} N and {'above' if crushes else 'not above'} {plain(limit, 3)} N, so it {answer}"),
        ("mistake", "{taking g − a because the hand moves down|to subtract the acceleration since the motion is downwards} is wrong: what counts is the acceleration, and stopping a descent points it up"),
    ]  # fmt: skip
    down = grip_force(kilograms, abs(GRAVITY - acceleration), mu, safety)
    wrong = [
        (
            "may be crushed" if setting > limit else "may slip" if setting < down else "held safely",
            "subtracted the acceleration",
        ),
        (
            "may be crushed" if setting > crush else "may slip" if setting < need else "held safely",
            "left out the 80 % limit",
        ),
        (
            "may be crushed" if setting > limit else "may slip" if setting < need * 2 else "held safely",
            "counted one finger only",
        ),
    ]
    return label_problem(
        rng, level,
        Exercise(_grip_story(rng, name), [("{mass of the part|its mass|mass}", f"{grams} g"), ("{friction coefficient|coefficient of friction μ}", plain(mu)), ("{safety factor against slipping|factor of safety against slip}", plain(safety)), ("{set force of each finger|force that each finger presses with}", f"{plain(setting)} N"), ("{crushing force of the part|force of a finger at which the part is damaged}", f"{plain(crush)} N")], ["{Use|Take} g = 9.81 m/s²", "{Each finger can hold by friction at most μ times its force|Friction at a finger is at most μ × its normal force}; {the pads are vertical|both pads stand vertically}", "{A finger may press with at most 80 % of the crushing force, otherwise the part may be crushed, whatever the friction|Above 80 % of the crushing force the part counts as one that may be crushed, even if it would also slip}", "{The factor multiplies the load on the friction|The safety factor multiplies the force that friction has to carry}"], "{What becomes of the part|How do you judge the setting|What is the verdict on the setting}?", lines, {"kind": "window", "part": name, "grams": grams, "mu": mu, "safety": safety, "acceleration": acceleration, "setting": setting, "crush": crush}, 8, told=[f"{{The hand moves down and brakes|A downward move is stopped|The gripper comes down and is stopped}} with {plain(acceleration)} m/s²"], spare=[("{stroke of a finger|travel of each finger}", f"{rng.randrange(10, 60, 5)} mm")], pool=GRIP_POOL),
        answer, GRIPS, wrong, "misjudged the window between slipping and crushing",
    )  # fmt: skip


# --- safety distances -----------------------------------------------------------------------------------------


def _cell_story(rng: Random, guard: str) -> str:
    return _say(
        rng,
        "{$guard {guards|protects} $robot $place|$place, $robot is {guarded|protected} by $guard|{plan|check} the {position|placing} of $guard {in front of|for} $robot $place|$robot $place is {safeguarded|secured} with $guard|an integrator {fits|places|mounts} $guard {in front of|before} $robot $place}",
        guard=spin(rng, guard),
        robot=article(
            spin(
                rng,
                "{palletising|welding|press-tending|assembly|deburring|machine-tending|packing|gluing|milling|sorting} {robot|cell}",
            )
        ),
        place=spin(rng, rng.choice(PLACES)),
    )


def _separation(rng: Random, level: int) -> Problem:
    """Level 1: K, T, C given. Level 2: T from two times in ms, C = 8 (d − 14)."""
    if level == 1:
        speed = rng.choice((1600, 1600, 2000))
        extra = rng.randrange(850, 1204, 4) if speed == 1600 else rng.randrange(0, 209, 8) or 8
        seconds = rng.randrange(60, 980 if speed == 1600 else (500 - extra) // 2) / 1000
        result = speed * seconds + extra
        lines = [
            ("facts", f"K = {speed} mm/s, T = {plain(seconds)} s, C = {extra} mm"),
            ("rule", "S = K · T + C"),
            ("work", f"S = {speed} × {plain(seconds)} + {extra} = {fixed(result, 0)} mm"),
            (
                "check",
                f"in {plain(seconds)} s a person covers {speed} × {plain(seconds)} = {plain(speed * seconds)} mm, and C comes on top",
            ),
        ]
        traps = [
            (speed * seconds, "left out C"),
            (speed * (seconds + extra / 1000), "put C inside the bracket"),
            ((3600 - speed) * seconds + extra, "used the other approach speed"),
            (speed * seconds - extra, "subtracted C"),
            (speed / 1000 * seconds + extra, "took m/s for mm/s"),
        ]
        return number_problem(
            rng, level,
            Exercise(_cell_story(rng, "{a light curtain|a laser scanner|an opto-electronic guard|a safety mat}"), [("{approach speed K|assumed approach speed K}", f"{speed} mm/s"), ("{overall response time T|stopping time T of the whole system}", f"{plain(seconds)} s"), ("{intrusion distance C|supplement C}", f"{extra} mm")], ["{Use|Apply} ISO 13855:2010: S = K × T + C"], "{What is the minimum distance S|How far from the hazard must it stand at least|Which minimum distance S follows}?", lines, {"kind": "separation", "speed": speed, "seconds": seconds, "extra": extra}, 2, pool=SAFETY_POOL),
            result, traps, unit="mm", decimals=_places(result, 0), relative=0.01,
        )  # fmt: skip
    machine, device, control = rng.randrange(40, 150), rng.randrange(8, 32), rng.randrange(5, 25)
    capability = rng.choice((14, 20, 24, 27, 30, 33))
    total = machine + device + control
    extra = 8 * (capability - 14)
    while 2000 * total / 1000 + extra > 500:
        machine -= 5
        total = machine + device + control
        if machine < 20:
            capability, extra = 14, 0
    result = 2 * total + extra
    lines = [
        (
            "facts",
            f"machine {machine} ms, curtain {device} ms, control {control} ms; d = {capability} mm; K = 2000 mm/s",
        ),
        ("rule", "S = K · T + 8 (d − 14), all times added, in seconds"),
        (
            "work",
            f"T = {machine} + {device} + {control} = {total} ms, that is {total} / 1000 = {plain(total / 1000)} s",
        ),
        ("work", f"C = 8 × ({capability} − 14) = {extra} mm"),
        ("work", f"S = 2000 × {plain(total / 1000)} + {extra} = {result} mm"),
        (
            "check",
            "{the result lies between 100 mm and 500 mm, so K = 2000 mm/s stands|between 100 and 500 mm the formula holds as it is}",
        ),
    ]
    traps = [
        (2 * machine + extra, "counted the machine's stopping time only"),
        (2 * total, "left out C"),
        (1.6 * total + extra, "used 1600 mm/s"),
        (2 * total + 8 * capability, "forgot to subtract 14 mm"),
        (2 * (machine + control) + extra, "left out the curtain's response"),
        (2 * total + 850, "took C for a coarse curtain"),
    ]
    return number_problem(
        rng, level,
        Exercise(_cell_story(rng, "a light curtain"), [("{stopping time of the machine|time until the motion has stopped}", f"{machine} ms"), ("{response time of the curtain|the curtain's response time}", f"{device} ms"), ("{response time of the safety controller|the controller's response time}", f"{control} ms"), ("{detection capability d|resolution d of the curtain}", f"{capability} mm")], ["{Use|Apply} ISO 13855:2010, S = K × T + C with K = 2000 mm/s and C = 8 × (d − 14) in mm", "{T is the sum of all response times|All times add up to T}{, and no lower limit comes into play|}"], "{What is the minimum distance S|How far from the hazard must it stand at least|Which minimum distance S follows}?", lines, {"kind": "separation_sum", "machine": machine, "device": device, "control": control, "capability": capability}, 6, pool=SAFETY_POOL),
        float(result), traps, unit="mm", decimals=_places(float(result), 0), relative=0.01,
    )  # fmt: skip


_RULE = "{for d up to 40 mm, C = 8 × (d − 14) mm, at least 0, and K = 2000 mm/s; the result is at least 100 mm|up to d = 40 mm take K = 2000 mm/s and C = 8 × (d − 14) mm (never below 0), S at least 100 mm}; {if that S is above 500 mm, it is worked out again with K = 1600 mm/s, and is then at least 500 mm|where this exceeds 500 mm, K = 1600 mm/s is used instead, with S at least 500 mm}"
_COARSE = "{for d above 40 mm and up to 70 mm, K = 1600 mm/s and C = 850 mm|between 40 mm (excluded) and 70 mm, K = 1600 mm/s and C = 850 mm}"


def _curtain(rng: Random, level: int) -> Problem:
    """Level 3: choose K and C. Level 5 (`judged`): is a mounted curtain far enough away?"""
    capability = rng.choice((14, 14, 20, 24, 27, 30, 33, 40, 50, 55, 60, 70))
    millis = rng.randrange(70, 480)
    seconds = millis / 1000
    result = curtain_distance(seconds, capability)
    extra = 850 if capability > 40 else 8 * (capability - 14)
    fast, slow = 2 * millis + extra, 1.6 * millis + extra
    lines: list[tuple[str, str]] = [("facts", f"d = {capability} mm, T = {millis} ms, that is {plain(seconds)} s")]
    if capability > 40:
        lines += [
            ("rule", f"{capability} mm is above 40 mm, so K = 1600 mm/s and C = 850 mm"),
            ("work", f"S = 1600 × {plain(seconds)} + 850 = {fixed(slow, 1)} mm"),
            (
                "mistake",
                f"8 (d − 14) = {8 * (capability - 14)} mm does not hold above 40 mm: a {{hand or arm|whole hand}} passes such a curtain unseen",
            ),
        ]
    else:
        lines += [
            (
                "rule",
                f"{capability} mm is not above 40 mm: C = 8 × ({capability} − 14) = {extra} mm, first with K = 2000 mm/s",
            ),
            ("work", f"S = 2000 × {plain(seconds)} + {extra} = {fixed(fast, 1)} mm"),
        ]
        if fast <= 500:
            lines.append(
                (
                    "then",
                    f"{fixed(fast, 1)} mm is not above 500 mm, so K = 2000 mm/s stands"
                    + (", and the floor of 100 mm is kept" if fast >= 100 else ", raised to 100 mm"),
                )
            )
            lines.append(
                (
                    "mistake",
                    "{walking speed, 1600 mm/s,|K = 1600 mm/s} is tempting, but close to the hazard the hand counts, and it is faster",
                )
            )
        else:
            lines.append(
                (
                    "then",
                    f"that is above 500 mm, so again with 1600: S = 1600 × {plain(seconds)} + {extra} = {fixed(slow, 1)} mm"
                    + ("" if slow >= 500 else ", below 500, so S is 500 mm"),
                )
            )
            lines.append(
                (
                    "mistake",
                    "{stopping at the first result|keeping K = 2000 mm/s} gives more than is needed"
                    if slow >= 500
                    else "{reporting the second result as it is|taking the second result} forgets the floor of 500 mm",
                )
            )
    traps = [
        (fast if capability <= 40 else 2 * millis + 850, "kept K = 2000 mm/s"),
        (slow, "used 1600 mm/s without the floor of 500 mm"),
        (
            1.6 * millis + 850 if capability <= 40 else 1.6 * millis + 8 * (capability - 14),
            "took C of the other class of curtain",
        ),
        (2 * millis + 850 if capability <= 40 else 2 * millis + 8 * (capability - 14), "mixed the two rules"),
        (2 * millis, "left out C"),
        (1.6 * millis, "left out C and used 1600 mm/s"),
    ]
    conventions = [
        "{Use|Apply|Work by} ISO 13855:2010, S = K × T + C, {approach at right angles|for a person approaching at right angles to the curtain}: "
        + _RULE,
        _COARSE,
    ]
    facts = [
        ("{overall response time T|time T from detection to standstill}", f"{millis} ms"),
        ("{detection capability d|resolution d of the curtain}", f"{capability} mm"),
    ]
    parameters: dict[str, object] = {"kind": "curtain", "millis": millis, "capability": capability}
    spare = [
        ("{protected height|height of the field}", f"{rng.randrange(900, 1900, 50)} mm"),
        ("{width of the opening|opening}", f"{rng.randrange(800, 2600, 50)} mm"),
    ]
    if level == 3:
        lines.append(
            ("check", f"the result, {fixed(result, 1)} mm, {{keeps to the floor of its rule|is not below the floor}}")
        )
        return number_problem(
            rng, level,
            Exercise(_cell_story(rng, "a light curtain"), facts, conventions, "{What is the minimum distance S|How far from the hazard must it stand at least|Which minimum distance S applies}?", lines, {**parameters, "spare": spare[0][1]}, 5, spare=spare[:1], pool=SAFETY_POOL),
            result, traps, unit="mm", decimals=_places(result, 0), relative=0.005,
        )  # fmt: skip
    machine = rng.randint(30, millis - 30) if millis > 80 else 40
    mounted = round(result * rng.choice((0.8, 0.9, 0.95, 1.03, 1.06, 1.15, 1.3)))
    if rng.random() < 0.35:
        mounted = round(rng.choice((fast, slow))) + rng.randint(-2, 2)
    if abs(mounted - result) < 0.6:
        mounted = round(result + 1)
    enough = mounted >= result
    lines.insert(1, ("work", f"T = {machine} + {millis - machine} = {millis} ms"))
    lines.append(
        ("then", f"mounted at {mounted} mm against {fixed(result, 1)} mm: {'far enough' if enough else 'too near'}")
    )
    return label_problem(
        rng, level,
        Exercise(_cell_story(rng, "a light curtain"), [("{stopping time of the machine|time until the motion has stopped}", f"{machine} ms"), ("{response time of curtain and controller together|response time of the protective device}", f"{millis - machine} ms"), facts[1], ("{distance of the curtain from the hazard|mounting distance}", f"{mounted} mm")], [*conventions, "{A distance equal to S is far enough|The distance is enough if it is at least S}"], "{How is the curtain placed|What does the check find|What do you report}?", lines, {**parameters, "machine": machine, "mounted": mounted}, 7, spare=rng.sample(spare, 1), pool=SAFETY_POOL),
        "far enough" if enough else "too near", ("far enough", "too near", "not allowed at this place"),
        [("far enough" if mounted >= slow else "too near", "used 1600 mm/s without the floor of 500 mm"), ("far enough" if mounted >= fast else "too near", "kept K = 2000 mm/s")], "applied a limit on d that the rule does not have",
    )  # fmt: skip


def _scanner(rng: Random, level: int) -> Problem:
    """Level 5: depth of a scanner's field near the floor, C = 1200 − 0.4 H but at least 850 mm."""
    height = rng.choice([*range(0, 900, 25), 875, 900, 925, 950, 975, 1000])
    machine, device, ranging = rng.randrange(120, 700), rng.randrange(60, 260, 10), rng.choice((0, 0, 65, 80, 100))
    total = machine + device
    raw = rounded(1200 - 0.4 * height, 1)
    extra = max(850.0, raw)
    result = 1.6 * total + extra + ranging
    lines = [
        ("facts", f"machine {machine} ms, scanner {device} ms, H = {height} mm, K = 1600 mm/s, supplement {ranging} mm"),
        ("rule", "S = K · T + C with C = 1200 − 0.4 H, not below 850 mm; {the scanner's supplement comes on top|add the supplement}"),
        ("work", f"T = {machine} + {device} = {total} ms"),
        ("work", f"C = 1200 − 0.4 × {height} = {plain(raw)} mm" + (", below 850, so C = 850 mm" if raw < 850 else ", at least 850, so it stands")),
        ("work", f"S = 1600 × {plain(total / 1000)} + {plain(extra)} + {ranging} = {fixed(result, 0)} mm"),
        ("mistake", "{a field near the floor is tempting to give|to use} C = 850 mm always: low fields let a person lean over, so C grows as H falls" if raw >= 850 else "{using 1200 − 0.4 H as it is|to use the formula alone} makes C smaller than the length of an arm, 850 mm"),
        ("check", f"{plain(extra)} mm lies between 850 and 1200 mm, as C must"),
    ]  # fmt: skip
    traps = [
        (1.6 * total + 850 + ranging if raw > 850 else 1.6 * total + raw + ranging, "took the wrong C"),
        (1.6 * total + 1200 + ranging, "forgot the height"),
        (2 * total + extra + ranging, "used K = 2000 mm/s"),
        (1.6 * machine + extra + ranging, "left out the scanner's response"),
        (1.6 * total + extra, "left out the supplement"),
        (1.6 * total + 1200 - height * 0.04 + ranging, "slipped a decimal place"),
    ]
    facts = [
        ("{stopping time of the machine|time until the motion has stopped}", f"{machine} ms"),
        ("{response time of the scanner|the scanner's response time}", f"{device} ms"),
        ("{height H of the field above the floor|field height H}", f"{height} mm"),
        ("{supplement for measuring error|scanner's ranging supplement}", f"{ranging} mm"),
    ]
    return number_problem(
        rng, level,
        Exercise(_cell_story(rng, "a laser scanner with a horizontal field"), facts, ["{Use|Apply|Work by} ISO 13855:2010 for an approach parallel to the field: S = K × T + C, K = 1600 mm/s, C = 1200 mm − 0.4 × H, {but C is never below 850 mm|with C at least 850 mm}", "{The supplement is added to S|Add the supplement to S}"], "{How deep must the field be at least|What minimum distance S applies, supplement included|Which depth of the field is needed}?", lines, {"kind": "scanner", "machine": machine, "device": device, "height": height, "ranging": ranging}, 8, spare=[("{angle of view|scan angle}", rng.choice(("190°", "270°", "275°"))), ("{resolution for legs|leg resolution}", f"{rng.choice((50, 70))} mm")][: rng.randint(1, 2)], pool=SAFETY_POOL),
        result, traps, unit="mm", decimals=_places(result, 0), relative=0.005,
    )  # fmt: skip


def _speed_and_separation(rng: Random, level: int) -> Problem:
    """Level 4: protective separation distance of a collaborative robot (ISO/TS 15066:2016)."""
    robot = rng.randrange(25, 160, 5) / 100
    react, stop = rng.randrange(60, 260, 5), rng.randrange(150, 700, 5)
    brake = round(robot * stop * rng.uniform(0.45, 0.62) / 5) * 5 + 5  # mm; braking at a nearly steady rate
    intrusion, errors = rng.choice((100, 120, 160, 208, 850)), rng.randrange(20, 140, 5)
    person = rng.choice((1.6, 1.6, 1.6, 2.0))
    human = rounded(person * (react + stop), 2)
    own = rounded(robot * react, 2)
    result = human + own + brake + intrusion + errors
    lines = [
        ("facts", f"person {plain(person)} m/s, robot {plain(robot)} m/s, reaction {react} ms, stopping {stop} ms over {brake} mm, C = {intrusion} mm, uncertainties {errors} mm"),
        ("rule", "S = v_h (T_r + T_s) + v_r T_r + B + C + Z; {a speed in m/s times ms gives mm|m/s × ms = mm}"),
        ("work", f"person: {plain(person)} × ({react} + {stop}) = {plain(human, 2)} mm"),
        ("work", f"robot before it brakes: {plain(robot)} × {react} = {plain(own, 2)} mm"),
        ("work", f"S = {plain(human, 2)} + {plain(own, 2)} + {brake} + {intrusion} + {errors} = {fixed(result, 0)} mm"),
        ("mistake", "{counting the person's way only during the reaction time|stopping the person's clock when the robot brakes} is wrong: the person walks on until the robot stands"),
        ("check", f"the person's share, {plain(human, 2)} mm, {{is usually the largest term|is part of the sum, which must exceed it}}"),
    ]  # fmt: skip
    traps = [
        (person * react + own + brake + intrusion + errors, "let the person stop when the robot brakes"),
        (
            human + robot * (react + stop) + intrusion + errors + brake,
            "let the robot run at full speed while it brakes",
        ),
        (human + own + brake, "left out C and the uncertainties"),
        (human + brake + intrusion + errors, "left out the robot's way during its reaction"),
        (own + brake + intrusion + errors, "left out the person"),
    ]
    facts = [
        ("{speed of the person|walking speed v_h}", f"{plain(person)} m/s"),
        ("{speed of the robot towards the person|robot speed v_r}", f"{plain(robot)} m/s"),
        ("{reaction time T_r|time until braking begins, T_r}", f"{react} ms"),
        ("{stopping time T_s|time T_s from the start of braking to standstill}", f"{stop} ms"),
        ("{stopping distance B|distance B covered while braking}", f"{brake} mm"),
        ("{intrusion distance C|C}", f"{intrusion} mm"),
        ("{sum Z of the position uncertainties|total position uncertainty Z}", f"{errors} mm"),
    ]
    return number_problem(
        rng, level,
        Exercise(_say(rng, "{$place, a collaborative {arm|robot} slows down {by how near people are|as people come near}|speed and separation monitoring {is set up|runs} for {an arm|a collaborative robot} $place|a {collaborative arm|cobot} $place {watches its distance from|keeps its distance to} {people|the operator}}", place=spin(rng, rng.choice(PLACES))), facts, ["{Use|Apply|Work by} ISO/TS 15066:2016: S = v_h × (T_r + T_s) + v_r × T_r + B + C + Z"], "{What protective separation distance S is needed|Which distance S must be kept|At which distance must it begin to stop}?", lines, {"kind": "monitoring", "robot": robot, "react": react, "stop": stop, "brake": brake, "intrusion": intrusion, "errors": errors, "person": person}, 8, spare=rng.sample([("{payload|mass of the tool}", f"{rng.randrange(5, 100) / 10} kg"), ("{reach of the arm|reach}", f"{rng.randrange(500, 1400, 50)} mm"), ("{force limit|contact force limit}", f"{rng.choice((65, 110, 140, 150))} N")], 1), pool=SAFETY_POOL),
        result, traps, unit="mm", decimals=_places(result, 0), relative=0.01,
    )  # fmt: skip


# --- cameras --------------------------------------------------------------------------------------------------


def _camera_story(rng: Random) -> str:
    return (
        _say(
            rng,
            "{a camera {hangs above|looks at} {a conveyor|a work table|a shelf|a bin} $place|$place, a camera {watches|views} {a belt|a flat target|a wall|a pallet}|{what can|how much can} {the|this} camera of {a robot|an inspection cell} see? It {stands|works} $place|{choose|check} the {working distance|view} of {a machine-vision camera|an inspection camera} $place|{a robot|an inspection arm} carries a camera {on its wrist|on its mast} $place}",
            place=spin(rng, rng.choice(PLACES)),
        )
        .replace("What can the", "How much does the")
        .replace("What can this", "How much does this")
        .replace("How much can", "How much does")
    )


def _view(rng: Random, level: int) -> Problem:
    """Level 2: millimetres a pixel. Level 3: angle of view from width or height. Level 4: greatest distance for a defect."""
    angle = rng.randrange(30, 88, 2)
    pixels = rng.choice((640, 1280, 1440, 1600, 1920, 2048, 2448, 2592, 3840, 4096))
    half = rounded(math.tan(math.radians(angle / 2)), 5)
    if level == 2:
        distance = rng.randrange(30, 400) / 100
        width = rounded(2 * distance * 1000 * half, 2)
        result = width / pixels
        lines = [
            ("facts", f"{plain(distance)} m away, {angle}° across {pixels} pixels"),
            ("rule", "seen width = 2 · distance · tan(angle / 2), shared by the pixels"),
            (
                "work",
                f"here tan({angle / 2:g}°) is {plain(half, 5)}; in mm the distance is {plain(distance)} × 1000 = {plain(distance * 1000)} mm",
            ),
            ("work", f"width = 2 × {plain(distance * 1000)} × {plain(half, 5)} = {plain(width, 2)} mm"),
            ("work", f"a pixel covers {plain(width, 2)} / {pixels} = {fixed(result, _places(result, 3))} mm"),
            ("check", f"{fixed(result, _places(result, 3))} × {pixels} is about {fixed(width, 0)} mm"),
        ]
        traps = [
            (result / 2, "took half the width"),
            (2 * distance * 1000 * math.tan(math.radians(angle)) / pixels, "forgot to halve the angle"),
            (distance * 1000 * math.radians(angle) / pixels, "took the arc for the width"),
            (result / 1000, "left the distance in metres"),
            (2 * distance * 1000 * math.sin(math.radians(angle / 2)) / pixels, "used the sine"),
        ]
        return number_problem(
            rng, level,
            Exercise(_camera_story(rng), [("{distance to the surface|working distance}", f"{plain(distance)} m"), ("{horizontal angle of view|angle of view across}", f"{angle}°"), ("{pixels across|width of the image}", f"{pixels} px")], ["{Take the lens as a pinhole|Neglect lens distortion}; the surface {faces the camera squarely|is square to the axis}"], "{How wide is a pixel on the surface|What width does one pixel cover|How many millimetres does a pixel cover}?", lines, {"kind": "pixel", "distance": distance, "angle": angle, "pixels": pixels}, 6, pool=CAMERA_POOL),
            result, traps, unit="mm", decimals=_places(result, 3), relative=0.01,
        )  # fmt: skip
    defect = rng.randrange(10, 300, 5) / 100
    needed = rng.randint(3, 12)
    pixel = rounded(defect / needed, 5)
    width = rounded(pixel * pixels, 2)
    result = width / (2 * half)
    lines = [
        ("facts", f"defect {plain(defect)} mm, at least {needed} pixels on it, {pixels} pixels across {angle}°"),
        ("rule", "{from the defect to the pixel, from the pixel to the view, from the view to the distance|work back: pixel size, seen width, distance}"),
        ("work", f"a pixel may cover {plain(defect)} / {needed} = {plain(pixel, 5)} mm"),
        ("work", f"so the view may be {plain(pixel, 5)} × {pixels} = {plain(width, 2)} mm wide"),
        ("work", f"here tan({angle / 2:g}°) is {plain(half, 5)}; distance = {plain(width, 2)} / (2 × {plain(half, 5)}) = {fixed(result, 0)} mm"),
        ("mistake", "{using the whole angle in the tangent|tan of the full angle} is wrong: the axis halves the view"),
        ("check", f"at {fixed(result, 0)} mm the view is 2 × {fixed(result, 0)} × {plain(half, 5)} = {fixed(2 * rounded(result, 0) * half, 0)} mm"),
    ]  # fmt: skip
    traps = [
        (width / half, "forgot the factor 2"),
        (width / (2 * math.tan(math.radians(angle))), "forgot to halve the angle"),
        (defect * pixels / (2 * half), "asked for one pixel on the defect"),
        (defect * needed * pixels / (2 * half), "multiplied by the pixels wanted"),
        (width / 2 / math.sin(math.radians(angle / 2)), "used the sine"),
    ]
    return number_problem(
        rng, level,
        Exercise(_camera_story(rng), [("{smallest defect to be seen|width of the smallest defect}", f"{plain(defect)} mm"), ("{pixels wanted on the defect|pixels that must fall on it}", f"at least {needed}"), ("{pixels across|width of the image}", f"{pixels} px"), ("{horizontal angle of view|angle of view across}", f"{angle}°")], ["{Take the lens as a pinhole|Neglect lens distortion}; the surface {faces the camera squarely|is square to the axis}"], "{What is the greatest working distance|How far away may the camera be|At which distance does the limit lie}?", lines, {"kind": "defect", "defect": defect, "needed": needed, "pixels": pixels, "angle": angle}, 8, spare=rng.sample([("{frame rate|pictures a second}", f"{rng.choice((15, 30, 60))} Hz"), ("{pixels down|height of the image}", f"{rng.choice((480, 720, 1080, 1536, 2048))} px"), ("{belt speed|speed of the belt}", f"{rng.randrange(5, 60) / 100} m/s")], 1), pool=CAMERA_POOL),
        result, traps, unit="mm", decimals=_places(result, 0), relative=0.01,
    )  # fmt: skip


def _ground(rng: Random, level: int) -> Problem:
    """Level 5: the strip of floor that a tilted camera sees; beyond the horizon there is no far end."""
    height = rng.randrange(40, 260) / 100
    angle = rng.randrange(30, 62, 2)
    tilt = rng.randrange(8, 56)
    lower, upper = tilt + angle / 2, tilt - angle / 2
    if abs(upper) < 3:
        tilt += 5
        lower, upper = tilt + angle / 2, tilt - angle / 2
    if lower > 84:
        tilt -= 12
        lower, upper = tilt + angle / 2, tilt - angle / 2
    horizon = upper <= 0
    tangent = rounded(math.tan(math.radians(lower)), 4)
    near = rounded(height / tangent, 3)
    lines: list[tuple[str, str]] = [
        ("facts", f"{plain(height)} m up, axis {tilt}° below the horizontal, {angle}° of view in the vertical"),
        (
            "rule",
            "{a ray β below the horizontal meets the floor at h / tan β|distance on the floor = h / tan(angle below the horizontal)}",
        ),
        (
            "work",
            f"lowest ray: {tilt} + {angle} / 2 = {lower:g}° below the horizontal; highest: {tilt} − {angle} / 2 = {upper:g}°",
        ),
        (
            "work",
            f"here tan({lower:g}°) is {plain(tangent, 4)}; near end {plain(height)} / {plain(tangent, 4)} = {plain(near, 3)} m",
        ),
    ]
    reach = rng.choice((4.0, 5.0, 6.0, 8.0, 10.0))
    if not horizon:
        flat = rounded(math.tan(math.radians(upper)), 4)
        far = rounded(height / flat, 3)
        lines.append(
            (
                "work",
                f"here tan({upper:g}°) is {plain(flat, 4)}; far end {plain(height)} / {plain(flat, 4)} = {plain(far, 3)} m",
            )
        )
        end = min(far, reach)
    else:
        far = math.inf
        lines.append(
            ("then", "the highest ray does not point down, so it never meets the floor and the view has no far end")
        )
        end = reach
    if end - near < 0.3:
        return _scanner(rng, level)
    result = end - near
    lines += [
        (
            "then",
            f"the sensor's range along the floor ends at {plain(reach)} m, so the strip ends at {plain(end, 3)} m",
        ),
        ("work", f"length = {plain(end, 3)} − {plain(near, 3)} = {fixed(result, 2)} m"),
        (
            "mistake",
            "{putting a negative angle into h / tan β|using the formula above the horizon} gives a far end behind the robot"
            if horizon
            else "{adding and subtracting the whole angle of view|taking the full angle on each side} makes the view twice as wide as it is: half lies on each side of the axis",
        ),
    ]
    wide = math.tan(math.radians(min(89.0, tilt + angle)))
    traps = [
        (end, "measured from the foot of the camera"),
        (0.0 if horizon else far - near, "ignored the range limit"),
        (end - height / wide, "took the whole angle on each side"),
        (end - height / math.tan(math.radians(tilt)), "began at the axis"),
        (end - height * tangent, "multiplied by the tangent"),
        (near, "reported the blind zone"),
    ]
    facts = [
        ("{height of the camera|mounting height}", f"{plain(height)} m"),
        ("{tilt of its axis below the horizontal|downward tilt of the axis}", f"{tilt}°"),
        ("{vertical angle of view|angle of view in the vertical}", f"{angle}°"),
        ("{range along the floor|usable range, measured along the floor}", f"{plain(reach)} m"),
    ]
    return number_problem(
        rng, level,
        Exercise(_say(rng, "{a depth camera on {the mast|the front} of $robot looks down at the floor $place|$robot $place {watches|scans} the floor ahead with a {tilted|downward-looking} depth camera|{how much floor|which strip of floor} does {the|a} tilted depth camera of $robot see? It drives $place}", robot=article(spin(rng, ROVERS)), place=spin(rng, rng.choice(PLACES))), facts, ["{The floor is level|The floor is flat and level}; {distances are measured from the point below the camera|zero is the point of the floor under the camera}", "{The view ends at the range limit if the geometry does not end it earlier|Beyond its range the sensor reports nothing}"], "{How long is the strip of floor that it sees, measured along the axis|What length of floor ahead is visible|How many metres of floor straight ahead does it see}?", lines, {"kind": "ground", "height": height, "tilt": tilt, "angle": angle, "reach": reach}, 8, spare=[("{horizontal angle of view|angle of view across}", f"{rng.randrange(55, 95, 5)}°")], pool=MOBILE_ASIDES),
        result, traps, unit="m", decimals=_places(result, 2), relative=0.01,
    )  # fmt: skip


KINDS = {
    1: (_runtime, _gear, _grip, _separation),
    2: (_runtime, _gear, _grip, _separation, _view),
    3: (_duty, _gear, _grip, _curtain, _curtain),
    4: (_duty, _joint, _speed_and_separation, _view),
    5: (_radius, _window, _curtain, _scanner, _ground),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on a robot's budgets."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="robot_budgets",
    title="Energy, drives, grip, safety distances and views",
    source="ISO 13855:2010; ISO/TS 15066:2016; Lynch & Park, Modern Robotics, 2017; Szeliski, Computer Vision, 2nd ed. 2022",
    problem=problem,
    rubric=(
        Criterion("Brings all quantities to one set of units (N·m or mN·m, s or ms, Wh or J) before combining them.", "essential"),
        Criterion("Puts the efficiency on the side of the power flow that the question describes.", "important"),
        Criterion("Applies floors, supplements and classes of the named standard before reporting a distance.", "important"),
        Criterion("Weighs powers of a duty cycle with their durations.", "important"),
        Criterion("Compares the result with a limiting case (no losses, standstill, no supplement).", "optional"),
        Criterion("Uses a safety factor twice or not at all.", "pitfall", positive=False),
    ),
)  # fmt: skip
