"""Reading plans: the state after them, the first action that fails and why, the verdict, the action that is missing.

In: a seeded generator and a level. Out: one problem over blocks, a robot with two grippers, or parcels (`worlds`); plans
are carried out by `strips.run`.

    an action is possible when all facts that it needs hold; it deletes, then adds           Fikes & Nilsson, Artif Intell 1971;2:189
    a plan is right when every action is possible in its turn and the goal holds at the end
    tasks: progression, executability, validation, landmarks and repair       PlanBench (Valmeekam et al., NeurIPS 2023); ACPBench (Kokel et al., AAAI 2025)

Worked example: with b on a, picking up a fails at once, because a is not clear.

>>> from domains.robotics.strips import BLOCKS, read_world, run
>>> tower = frozenset({("on", "b", "a"), ("ontable", "a"), ("clear", "b"), ("handempty",)})
>>> (found := run(read_world(BLOCKS), tower, [("pick-up", "a")])).failed, found.missing
(0, (('clear', 'a'),))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem, label_problem
from domains.robotics.settings import PLACES
from domains.robotics.strips import Action, Run, State, run
from domains.robotics.worlds import (
    Task,
    blocks_task,
    fact_words,
    goal_words,
    gripper_task,
    logistics_task,
    rules,
    state_words,
)
from domains.wording import listed, sentence, spin

STORIES = {
    "blocks": "{{a|one} {robot arm|gripper arm|manipulator} {moves|piles up|rearranges|handles} {named|wooden|labelled|plastic} {blocks|cubes} $place|$place, {a robot arm|an arm|a manipulator} {works with|moves|sorts} {blocks|cubes}|{some|a few} {blocks|cubes} {stand|lie} {in front of|within reach of} {a robot arm|a manipulator} $place}",
    "gripper": "{{a|one} {mobile|service|two-handed} robot with a left and a right gripper {carries|moves|brings} things between two rooms|two rooms are {served|tidied} by {a|one} robot with two grippers, left and right|{a|one} robot with grippers called left and right {fetches and carries|tidies up} in two rooms}",
    "logistics": "{parcels {travel|go} by truck inside a city and by airplane between cities|{a dispatcher|a transport planner|a delivery system} {sends|moves} parcels between two cities|two cities are {linked|joined} by an airplane, and each has {a|its own} truck}",
}
ASIDES = (
    "{the plan|this plan} {was|has been} {written by a trainee|found in an old log|drafted by a program|sent by a colleague}",
    "{a technician|a student|the night shift} {watches|takes notes|keeps the time}",
    "{yesterday's|the last} run {went well|took a different start|was cut short}",
    "{colours|weights|sizes} do not matter{ here|}",
    "{speed|energy|time of day} plays no part{ here|}",
    "{every|each} action takes {two|five|about ten} seconds",
    "the {log|record} {will be|is} {kept for a week|printed|archived}",
)  # fmt: skip
LETTERS = "PQRS"


def drawn(rng: Random, level: int) -> Task:
    """A task whose plan is long enough to be worth checking."""
    world = rng.choice(("blocks", "blocks", "gripper", "logistics"))
    lengths = {1: (3, 5), 2: (4, 7), 3: (5, 9), 4: (6, 10), 5: (6, 12)}[level]
    if world == "blocks":
        return blocks_task(rng, 4 if level < 3 else 5, lengths)
    if world == "gripper":
        return gripper_task(rng, 3 if level < 4 else 4, lengths)
    return logistics_task(rng, 2, lengths)


def spoilt(rng: Random, task: Task) -> tuple[list[Action], str]:
    """A plan with one slip, which may or may not matter, and what the slip is."""
    plan = list(task.plan)
    kind = rng.choice(("drop", "drop", "swap", "other", "short", "twice"))
    k = rng.randrange(len(plan))
    if kind == "drop" and len(plan) > 2:
        k = rng.randrange(len(plan) - 1)
        return [*plan[:k], *plan[k + 1 :]], "left out an action"
    if kind == "swap" and len(plan) > 1:
        k = rng.randrange(len(plan) - 1)
        return [*plan[:k], plan[k + 1], plan[k], *plan[k + 2 :]], "exchanged two actions"
    if kind == "short" and len(plan) > 2:
        return plan[:-1], "stopped early"
    if kind == "twice":
        return [*plan[: k + 1], *plan[k:]], "did an action twice"
    things = sorted({term for action in plan for term in action[1:]})
    action = list(plan[k])
    place = rng.randrange(1, len(action))
    action[place] = rng.choice([t for t in things if t not in action] or things)
    return [*plan[:k], tuple(action), *plan[k + 1 :]], "put another object into an action"


def shown(action: Action) -> str:
    return f"({' '.join(action)})"


def _plan_text(rng: Random, plan: Sequence[Action], name: str = "") -> str:
    title = name or spin(rng, "{The plan|Plan|Proposed plan|The actions in order|Planned actions}")
    form = rng.choice(("numbered", "numbered", "line", "arrows"))
    if form == "numbered":
        return f"\n{title}:\n" + "\n".join(f"{k}. {shown(action)}" for k, action in enumerate(plan, 1)) + "\n"
    return f"{title}: " + (", " if form == "line" else " → ").join(shown(action) for action in plan) + "."


def _words(task: Task, facts: Sequence[tuple[str, ...]]) -> str:
    return listed([fact_words(task.world, fact) for fact in facts])


#: facts that say where things are
PLACED = {"blocks": ("on", "ontable", "holding"), "gripper": ("at", "at-robby", "carry"), "logistics": ("at", "in")}


def _walk(task: Task, plan: Sequence[Action], carried: Run, last: int | None = None) -> list[tuple[str, str]]:
    """A line an action, with what it brings about, up to the one that fails."""
    lines = []
    for k, action in enumerate(plan[:last], 1):
        if carried.failed == k - 1:
            why = f"it needs that {_words(task, carried.missing)}, and this does not hold" if carried.missing else "there is no such action"
            lines.append(("say", f"{k}. {shown(action)} is not possible: {why}"))
            break
        gained = sorted(f for f in carried.states[k] - carried.states[k - 1] if f[0] in PLACED[task.world])
        lines.append(("say", f"{k}. {shown(action)} is possible; now {_words(task, gained)}" if gained else f"{k}. {shown(action)} is possible"))
    return lines


def _counted(plan: Sequence[Action], what: str) -> str:
    counts = Counter(action[0] for action in plan)
    if len(counts) == 1:
        return f"{what}: {len(plan)} × 1 = {len(plan)} action{'s' if len(plan) > 1 else ''}"
    return f"{what}: {' + '.join(f'{n}' for n in counts.values())} = {len(plan)} actions ({', '.join(f'{n} × {name}' for name, n in counts.items())})"


def _exercise(rng: Random, task: Task, plan_text: str, goal: bool, conventions: Sequence[str], ask: str, lines: list[tuple[str, str]], parameters: dict[str, object], operations: int) -> Exercise:  # fmt: skip
    wanted = spin(rng, "{The goal is that|It is wanted that|Goal:|At the end it should hold that} ") + goal_words(rng, task) + ". " if goal else ""
    body = rules(rng, task.world) + "\n" + spin(rng, "{At the start: |Initial state: |The situation: |Before the plan: |}") + state_words(rng, task) + " " + wanted + plan_text
    story = sentence(spin(rng, STORIES[task.world], place=spin(rng, rng.choice(PLACES))))
    return Exercise(story, (), conventions, ask, lines, parameters, operations, told=[body], pool=ASIDES)


def _parameters(task: Task, kind: str, plan: Sequence[Action], more: str = "") -> dict[str, object]:
    return {"kind": kind, "world": task.world, "init": [list(f) for f in sorted(task.initial)], "goal": [list(f) for f in sorted(task.goal)], "plan": [list(a) for a in plan], "more": more}


def place_of(world: str, state: State, thing: str) -> str:
    """What a block lies on, or where a thing or parcel is: a name, ``table``, ``hand``, or ``left gripper``."""
    for fact in state:
        if world == "blocks" and fact == ("ontable", thing):
            return "table"
        if world == "blocks" and fact == ("holding", thing):
            return "hand"
        if fact[0] in ("on", "at", "in") and fact[1] == thing:
            return fact[2]
        if fact[0] == "carry" and fact[1] == thing:
            return f"{fact[2]} gripper"
    return "nowhere"


def _state(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: where is a thing after (part of) a plan?"""
    task = drawn(rng, level)
    plan = list(task.plan)
    last = rng.randint(2, len(plan)) if len(plan) > 2 else len(plan)
    plan = plan[:last]
    carried = run(task.schemas, task.initial, plan)
    world = task.world
    if world == "blocks":
        things = list(task.objects["block"])
        labels = [*things, "table", "hand"]
        ask = "{What is directly under block $t|On what does block $t lie|What does block $t rest on}, or is it in the hand?"
    elif world == "gripper":
        things = list(task.objects["thing"])
        labels = [*task.objects["room"], "left gripper", "right gripper"]
        ask = "{Where is $t|Where can $t be found|In which room or gripper is $t} {after these actions|at the end}?"
    else:
        things = list(task.objects["parcel"])
        labels = sorted({f[2] for f in task.initial if f[0] == "at"} | {f[1] for f in task.initial if f[0] in ("truck", "airplane")} | {f[1] for f in task.initial if f[0] == "place"})
        ask = "{Where is parcel $t|At which place or in which vehicle is parcel $t} {after these actions|at the end}?"
    moved = [t for t in things if any(t in action for action in plan)] or things
    thing = rng.choice(moved if rng.random() < 0.85 else things)
    places = [place_of(world, state, thing) for state in carried.states]
    answer = places[-1]
    lines = [
        ("facts", f"at the start, {thing}: {places[0]}; {len(plan)} actions follow"),
        ("rule", "{go through the actions in order and write down what each changes|each action changes only what its effects name; all else stays}"),
        *_walk(task, plan, carried),
        ("then", f"so for {thing} the answer is: {answer}"),
        ("check", _counted(plan, "carried out")),
    ]  # fmt: skip
    traps = [(places[0], "gave the place at the start"), (places[-2], "left out the last action"), (places[1], "stopped after the first action"), *((p, "lost track on the way") for p in places)]
    if world == "blocks":
        above = [f[1] for f in carried.states[-1] if f[0] == "on" and f[2] == thing]
        traps += [(a, "gave the block on top of it") for a in above]
    conventions = ["{All actions are carried out in this order|The actions are carried out one after the other|Every action succeeds}"]
    exercise = _exercise(rng, task, _plan_text(rng, plan), False, conventions, spin(rng, ask, t=thing), lines, _parameters(task, "state", plan, thing), len(plan))
    labels = [label for label in labels if label != thing]
    return label_problem(rng, level, exercise, answer, labels, [t for t in traps if t[0] in labels], "lost track on the way")


def _possible(rng: Random, level: int) -> Problem:
    """Levels 1 and 2: which of some actions is possible now?"""
    task = drawn(rng, level)
    cut = 0 if level == 1 else rng.randint(1, max(1, len(task.plan) - 1))
    done = list(task.plan[:cut])
    carried = run(task.schemas, task.initial, done)
    state = carried.states[-1]
    pool = _actions(task)
    able = [a for a in pool if run(task.schemas, state, [a]).failed is None]
    unable = [a for a in pool if a not in able]
    near = [a for a in unable if len(run(task.schemas, state, [a]).missing) == 1]
    right = rng.choice(able)
    wrong = rng.sample(near, min(4, len(near))) if len(near) >= 3 else rng.sample(unable, min(4, len(unable)))
    labels = rng.sample([right, *wrong], len(wrong) + 1)
    lines: list[tuple[str, str]] = [("rule", "{an action is possible when all facts that it needs hold|compare each action's needs with the state}"), *_walk(task, done, carried)]
    for action in labels:
        lacking = run(task.schemas, state, [action]).missing
        lines.append(("say", f"{shown(action)}: " + ("all that it needs holds" if action == right else f"not possible, it needs that {_words(task, lacking)}")))
    lines.append(("check", f"of {len(labels)} actions {len(wrong)} are not possible: {len(labels)} − {len(wrong)} = 1 is"))
    lines.insert(0, ("facts", f"the state {'at the start' if not cut else f'after {cut} action' + ('s' if cut > 1 else '')}"))
    ask = "{Which action is possible|Which of the actions can be carried out|Which one is possible} {now|at this point|next}?"
    text = _plan_text(rng, done, spin(rng, "{So far|Already done|Carried out so far}")) if done else ""
    conventions = ["{Exactly one of the actions named is possible|One and only one of the listed actions is possible}"]
    exercise = _exercise(rng, task, text, False, conventions, ask, lines, _parameters(task, "possible", done, " ".join(sorted(map(shown, labels)))), len(labels) + cut)
    return label_problem(rng, level, exercise, shown(right), [shown(a) for a in labels], [(shown(a), f"overlooked that {_words(task, run(task.schemas, state, [a]).missing)} is needed") for a in wrong], "")


def _actions(task: Task) -> list[Action]:
    """Actions that make sense of the objects, in a fixed order."""
    found: list[Action] = []
    if task.world == "blocks":
        blocks = task.objects["block"]
        found += [(name, b) for name in ("pick-up", "put-down") for b in blocks]
        found += [(name, a, b) for name in ("stack", "unstack") for a in blocks for b in blocks if a != b]
    elif task.world == "gripper":
        rooms = task.objects["room"]
        found += [("move", a, b) for a in rooms for b in rooms if a != b]
        found += [(n, t, r, g) for n in ("pick", "drop") for t in task.objects["thing"] for r in rooms for g in ("left", "right")]
    else:
        parcels = task.objects["parcel"]
        plane = next(f[1] for f in task.initial if f[0] == "airplane")
        for city in task.objects["city"]:
            truck, places = f"{city}-truck", (f"{city}-depot", f"{city}-airport")
            found += [("drive-truck", truck, a, b, city) for a in places for b in places if a != b]
            found += [(n, p, truck, a) for n in ("load-truck", "unload-truck") for p in parcels for a in places]
            found += [(n, p, plane, places[1]) for n in ("load-airplane", "unload-airplane") for p in parcels]
        airports = [f"{city}-airport" for city in task.objects["city"]]
        found += [("fly-airplane", plane, a, b) for a in airports for b in airports if a != b]
    return found


SLIP = "{a later action that looks odd|the action that looks odd} need not be the first that fails; {states, not looks, decide|only the state before each action decides}"


def _failing(rng: Random, level: int) -> Problem:
    """Level 3: the number of the first action that can't be carried out, 0 when there is none."""
    sound = rng.random() < 0.12
    for _ in range(30):
        task = drawn(rng, level)
        plan, _slip = (list(task.plan), "") if sound else spoilt(rng, task)
        carried = run(task.schemas, task.initial, plan)
        if sound or (carried.failed is not None and carried.failed > 0 and len(carried.missing) > 0):
            break
    number = 0 if carried.failed is None else carried.failed + 1
    lines = [
        ("facts", f"{len(plan)} actions; the start is as given"),
        ("rule", "{an action is possible when all that it needs holds; follow the state|carry the plan out action by action until one finds a need unmet}"),
        *_walk(task, plan, carried),
        ("then", f"so {number - 1} + 1 = {number} is the number of the first action that fails" if number else f"all {len(plan)} × 1 = {len(plan)} actions can be carried out, so the answer is 0"),
        ("mistake", SLIP),
    ]  # fmt: skip
    wrong = [*([(number - 1, "counted from 0"), (number + 1, "gave the action after it"), (0, "believed that all can be carried out")] if number else [(1, "saw a fault where there is none")]), (len(plan), "gave the last action"), (max(1, number // 2), "stopped at an action that only looks odd"), (2 if number != 2 else 3, "stopped at an action that only looks odd")]
    ask = "{What is the number of the first action that can't be carried out|Which action fails first (its number)|At which action does the plan break down first (its number)}?"
    exercise = _exercise(rng, task, _plan_text(rng, plan), rng.random() < 0.4, ["{Actions are counted from 1; answer 0 if all can be carried out|Count from 1, and answer 0 when no action fails}", "{Answer with a whole number|The answer is a number}"], ask, lines, _parameters(task, "failing", plan), len(plan))
    return checked_problem(rng, level, exercise, str(number), [(str(v), t) for v, t in wrong if 0 <= v <= len(plan) + 1], answer_type="integer", verifier="integer", arguments={})


VERDICTS = ("reaches the goal", "an action fails", "ends without the goal")


def _verdict(rng: Random, level: int) -> Problem:
    """Level 4: does the plan reach the goal, fail at an action, or end without the goal?"""
    wanted = rng.choice(VERDICTS)
    for _ in range(60):
        task = drawn(rng, level)
        plan = list(task.plan) if wanted == VERDICTS[0] else spoilt(rng, task)[0]
        carried = run(task.schemas, task.initial, plan)
        answer = VERDICTS[1] if carried.failed is not None else VERDICTS[0] if carried.reaches(task.goal) else VERDICTS[2]
        if answer == wanted:
            break
    end = carried.states[-1]
    open_goals = sorted(task.goal - end)
    lines = [
        ("facts", f"{len(plan)} actions; wanted: {_words(task, sorted(task.goal))}"),
        ("rule", "{a plan is right when every action is possible in its turn and all goals hold at the end|two things are to be checked: every action, and then every goal}"),
        *_walk(task, plan, carried),
    ]  # fmt: skip
    if carried.failed is None:
        lines.append(("then", f"all {len(plan)} × 1 = {len(plan)} actions are possible; at the end " + ("every goal holds" if not open_goals else f"it does not hold that {_words(task, open_goals)}")))
    else:
        lines.append(("then", f"{carried.failed} + 1 = {carried.failed + 1}: action {carried.failed + 1} fails, so nothing after it counts"))
    lines.append(("mistake", "{checking only the goals, or only the last actions,|looking at the end alone} misses an action that could not be carried out; {and a plan that runs may still miss a goal|running through is not the same as reaching the goal}"))
    shallow = VERDICTS[0] if any(set(a[1:]) & {t for f in task.goal for t in f[1:]} for a in plan[-1:]) else VERDICTS[2]
    exercise = _exercise(rng, task, _plan_text(rng, plan), True, ["{The verdict is about this order of actions|Judge the plan as it stands}", "{A goal not yet reached counts only if all actions can be carried out; a failing action comes first|If an action can't be carried out, that decides}"], "{What is your verdict|How does the plan do|What happens when the plan is carried out}?", lines, _parameters(task, "verdict", plan), len(plan) + 2)
    return label_problem(rng, level, exercise, answer, VERDICTS, [(shallow, "looked at the last action only")], "misjudged an action's needs")


def _missing(rng: Random, level: int) -> Problem:
    """Level 4: the fact that the failing action needs and does not find."""
    for _ in range(80):
        task = drawn(rng, level)
        plan, slip = spoilt(rng, task)
        carried = run(task.schemas, task.initial, plan)
        if carried.failed is not None and len(carried.missing) == 1 and carried.missing[0][0] in _SAID[task.world]:
            break
    else:
        return _verdict(rng, level)
    action = plan[carried.failed]
    state = carried.states[-1]
    fact = carried.missing[0]
    needs = [f for f in task.schemas[action[0]].bound(action[1:])[0] if f[0] in _SAID[task.world]]
    others = sorted(f for f in state if f[0] in _SAID[task.world] and f not in needs)
    facts = [*needs, *rng.sample(others, min(len(others), max(0, 5 - len(needs))))]
    labels = [fact_words(task.world, f) for f in facts]
    lines = [
        ("facts", f"{len(plan)} actions"),
        ("rule", "follow the state to the first action that fails and compare its needs with the state"),
        *_walk(task, plan, carried),
        ("then", f"the first that fails is action {carried.failed} + 1 = {carried.failed + 1}; {shown(action)} needs: {_words(task, needs)}; what does not hold is that {fact_words(task.world, fact)}"),
        ("mistake", "{judging the needs by the state at the start|to compare with the initial state} is wrong: earlier actions have changed it"),
    ]  # fmt: skip
    traps = [(fact_words(task.world, f), "named a need that is met") for f in needs if f != fact] + [(fact_words(task.world, f), "named a fact that the action does not need") for f in facts if f not in needs]
    exercise = _exercise(rng, task, _plan_text(rng, plan), rng.random() < 0.3, ["{Only the first action that fails is asked about|Consider the first failing action only}"], "{Which fact does the first failing action need and not find|What is missing for the first action that fails|Which need of the first failing action is not met}?", lines, _parameters(task, "missing", plan, slip), len(plan) + 2)
    return label_problem(rng, level, exercise, fact_words(task.world, fact), labels, traps, "named a fact that the action does not need")


_SAID = {"blocks": ("on", "ontable", "clear", "holding", "handempty"), "gripper": ("at", "at-robby", "carry", "free"), "logistics": ("at", "in")}


def _repair(rng: Random, level: int) -> Problem:
    """Level 5: one action was lost; which one, and only which one, mends the plan wherever it is put in?"""
    for _ in range(60):
        task = drawn(rng, level)
        k = rng.randrange(len(task.plan))
        lost = task.plan[k]
        plan = [*task.plan[:k], *task.plan[k + 1 :]]
        carried = run(task.schemas, task.initial, plan)
        mending = _mending(task, plan)
        pool = [a for a in _actions(task) if a not in mending]
        kin = [a for a in pool if a[0] == lost[0] or set(a[1:]) & set(lost[1:])]
        if len(mending) == 1 and len(kin) >= 4 and not carried.reaches(task.goal):
            break
    else:
        return _verdict(rng, level)
    wrong = rng.sample(kin, 4)
    labels = rng.sample([lost, *wrong], 5)
    again = run(task.schemas, task.initial, task.plan)
    lines: list[tuple[str, str]] = [
        ("facts", f"{len(plan)} actions and one lost; wanted: {_words(task, sorted(task.goal))}"),
        ("rule", "{find what breaks first, and which action brings it about before that|see what the first failing action lacks, and what would supply it}"),
        *_walk(task, plan, carried),
        ("then", (f"what is lacking, {_words(task, carried.missing)}, " if carried.missing else f"what is lacking at the end, {_words(task, sorted(task.goal - carried.states[-1]))}, ") + f"is supplied by {shown(lost)} as action {k + 1}"),
        *_walk(task, task.plan, again)[k : k + 2],
        ("work", f"with it the plan has {len(plan)} + 1 = {len(task.plan)} actions, all possible, and the goal holds"),
        ("mistake", "{taking the first action that makes the failing one possible|mending only the failing action} may break a later one: the whole plan has to be carried out again"),
    ]  # fmt: skip
    exercise = _exercise(rng, task, _plan_text(rng, plan), True, ["{Exactly one action was lost, at an unknown place|One action is missing from the plan, it is not said where}", "{No other action may be changed or moved|All the others stay as they are, in this order}"], "{Which action was lost|Which action has to be put back|Which of these actions mends the plan}?", lines, _parameters(task, "repair", plan, " ".join(sorted(map(shown, labels)))), 2 * len(plan))
    return label_problem(rng, level, exercise, shown(lost), [shown(a) for a in labels], [(shown(a), "mended the wrong thing") for a in wrong], "")


def _mending(task: Task, plan: Sequence[Action]) -> list[Action]:
    """Actions that make the plan right when put in somewhere: at or before the failing action."""
    carried = run(task.schemas, task.initial, plan)
    found = []
    for action in _actions(task):
        for k, state in enumerate(carried.states):
            if run(task.schemas, state, [action, *plan[k:]]).reaches(task.goal):
                found.append(action)
                break
    return found


def _which(rng: Random, level: int) -> Problem:
    """Level 5: four plans, one of which reaches the goal."""
    task = drawn(rng, level)
    wrongs: dict[tuple[Action, ...], Run] = {}
    for _ in range(80):
        plan = tuple(spoilt(rng, task)[0])
        carried = run(task.schemas, task.initial, plan)
        if not carried.reaches(task.goal) and plan and (carried.failed is None or carried.missing):
            wrongs.setdefault(plan, carried)
        if len(wrongs) == 3:
            break
    else:
        return _repair(rng, level)
    plans = rng.sample([task.plan, *wrongs], 4)
    answer = LETTERS[plans.index(task.plan)]
    texts = [_plan_text(rng, plan, f"Plan {letter}") for letter, plan in zip(LETTERS, plans)]
    lines: list[tuple[str, str]] = [("facts", f"four plans with {' + '.join(str(len(p)) for p in plans)} = {sum(map(len, plans))} actions; wanted: {_words(task, sorted(task.goal))}"), ("rule", "carry out each plan until an action fails or the plan ends; then look at the goals")]
    traps = []
    for letter, plan in zip(LETTERS, plans):
        carried = run(task.schemas, task.initial, plan)
        if carried.reaches(task.goal):
            lines.append(("say", f"Plan {letter}: all {len(plan)} actions are possible and the goal holds"))
            continue
        if carried.failed is not None:
            why = f"action {carried.failed + 1}, {shown(plan[carried.failed])}, needs that {_words(task, carried.missing)}, which does not hold"
        else:
            why = f"runs to its end, but then it does not hold that {_words(task, sorted(task.goal - carried.states[-1]))}"
        lines.append(("say", f"Plan {letter}: {why}"))
        traps.append((letter, why.replace("Plan", "plan")))
    lines += [("then", f"only plan {answer} is left"), ("mistake", "{choosing the shortest plan|to go by length}, or one that ends with the right action, proves nothing: every action must find what it needs")]
    exercise = _exercise(rng, task, " ".join(texts), True, ["{Exactly one of the plans P, Q, R and S is right|One of the four plans P to S reaches the goal, the others do not}"], "{Which plan reaches the goal|Which plan is right|Which of the plans can be carried out and reaches the goal}?", lines, _parameters(task, "which", [a for p in plans for a in p]), sum(map(len, plans)))
    return label_problem(rng, level, exercise, answer, tuple(LETTERS), [(letter, f"overlooked that it fails: {why}"[:160]) for letter, why in traps], "")


KINDS = {
    1: (_state, _possible),
    2: (_state, _possible),
    3: (_failing,),
    4: (_verdict, _missing, _missing),
    5: (_repair, _which),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on checking a plan."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="plan_checking",
    title="Checking plans: states, failing actions, repair",
    source="Fikes & Nilsson, STRIPS, Artif Intell 1971;2:189; Valmeekam et al., PlanBench, NeurIPS 2023; Kokel et al., ACPBench, AAAI 2025",
    problem=problem,
    rubric=(
        Criterion("Follows the state from action to action instead of judging by the initial state.", "essential"),
        Criterion("Names the fact that a failing action needs and does not find.", "important"),
        Criterion("Checks every goal at the end, not only the last action's effect.", "important"),
        Criterion("Counts actions as the question does.", "important"),
        Criterion("Goes through the mended or chosen plan once more.", "optional"),
        Criterion("Carries on after an action that could not be carried out.", "pitfall", positive=False),
    ),
)
