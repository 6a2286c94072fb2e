"""Scheduling robot work: critical paths and slack, two robots sharing tasks, who does what.

In: a seeded generator and a level. Out: one problem; whole minutes or seconds, a task once begun is not interrupted.

    earliest start = latest end of the predecessors; project length = latest end; slack = latest − earliest start
                                                          Kelley & Walker, Critical-path planning and scheduling, 1959
    shortest makespan ≥ max(critical path, ⌈work / robots⌉, work that one robot must do)     Pinedo, Scheduling, 5th ed. 2016, §5.1
    longest task first can end above the optimum, by up to a third less 1/(3m)               Graham, SIAM J Appl Math 1969;17:416
    assignment: Σ u + Σ v ≤ cost of any assignment when u_i + v_j ≤ c_ij                     Kuhn, Naval Res Logist Q 1955;2:83

Worked example: A (4), B (3) first; C (2) after A; D (5) after A and B.

>>> earliest({"A": (4, ()), "B": (3, ()), "C": (2, ("A",)), "D": (5, ("A", "B"))})
{'A': 0, 'B': 0, 'C': 4, 'D': 4}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, permutations
from math import ceil
from random import Random

from curate.domain import Criterion, Family, Problem
from domains.robotics.exercise import Exercise, checked_problem
from domains.wording import listed, sentence, spin

Tasks = Mapping[str, tuple[int, tuple[str, ...]]]


def earliest(tasks: Tasks) -> dict[str, int]:
    """Earliest starts; tasks come after their predecessors in the mapping."""
    starts: dict[str, int] = {}
    for name, (_, before) in tasks.items():
        starts[name] = max((starts[other] + tasks[other][0] for other in before), default=0)
    return starts


def length(tasks: Tasks) -> int:
    """Length of the project with unlimited robots."""
    starts = earliest(tasks)
    return max(starts[name] + duration for name, (duration, _) in tasks.items())


def latest(tasks: Tasks) -> dict[str, int]:
    """Latest starts that do not lengthen the project."""
    end = length(tasks)
    starts: dict[str, int] = {}
    for name, (duration, _) in reversed(list(tasks.items())):
        limit = min((starts[other] for other, (_, before) in tasks.items() if name in before), default=end)
        starts[name] = limit - duration
    return starts


def tails(tasks: Tasks) -> dict[str, int]:
    """Longest way from a task's start to the end of the project."""
    end = length(tasks)
    return {name: end - start for name, start in latest(tasks).items()}


def listed_first(
    tasks: Tasks, able: Mapping[str, Sequence[str]], order: Sequence[str], robots: Sequence[str]
) -> dict[str, tuple[str, int]]:
    """Task -> (robot, start): in the given order, each on the robot that can begin it first.

    Args:
        able: task -> robots that can do it; `order` keeps to precedence.
    """
    free = dict.fromkeys(robots, 0)
    done: dict[str, tuple[str, int]] = {}
    for name in order:
        duration, before = tasks[name]
        ready = max((done[other][1] + tasks[other][0] for other in before), default=0)
        robot = min(able[name], key=lambda r: (max(free[r], ready), -free[r]))
        start = max(free[robot], ready)
        done[name] = (robot, start)
        free[robot] = start + duration
    return done


def best_split(durations: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """(makespan, indices of one robot's tasks) of the best split over two robots."""
    total = sum(durations)
    chosen: tuple[int, ...] = ()
    best = total
    for count in range(1, len(durations) // 2 + 1):
        for group in combinations(range(len(durations)), count):
            span = max(part := sum(durations[k] for k in group), total - part)
            if span < best:
                best, chosen = span, group
    return best, chosen


def longest_first(durations: Sequence[int]) -> int:
    """Makespan on two robots when the longest remaining task goes to the robot that is free first."""
    loads = [0, 0]
    for duration in sorted(durations, reverse=True):
        loads[loads.index(min(loads))] += duration
    return max(loads)


JOBS = ("fetch", "scan", "saw", "mill", "drill", "deburr", "wash", "dry", "prime", "paint", "glue", "screw", "wire", "inspect", "label", "pack")  # fmt: skip
SHOPS = "{in|at} {a machine shop|a bicycle factory|a furniture works|a pump works|a prototype workshop|a lamp factory|a toy works|a tool shop|a lock workshop|a boatyard|an instrument maker's|a teaching workshop|a model railway works|a wheelchair factory|a kitchen fitter's|a sign maker's|a cabinet works|a repair shop}"
SCHEDULE_POOL = (
    "the {parts|blanks} come {on pallets of 12|in blue boxes|from the store next door}",
    "{batteries are full|the robots were charged overnight|no robot needs charging}",
    "the {robots|machines} are {called R1, R2 and so on by the crew|repainted|two years old}",
    "{a camera|a light curtain} watches the {cell|aisle}",
    "the {shift|crew} {changes|goes home} at {two|ten} o'clock, {which does not matter here|after the job is done}",
    "the {job|order} was {booked|accepted} {yesterday|on Monday|by telephone}",
    "{walking|transfer} between stations takes {no time worth counting|so little that it is neglected}",
    "the {customer|planner} {wants|asks for} a {written|printed} plan",
)


def _story(rng: Random, what: str) -> str:
    return sentence(
        spin(
            rng,
            "{$place, $what|$what $place|{plan|look at|consider} {this job|a job|an order} $place: $what|{a planner|the shift leader|a student|a dispatcher} {has|draws up|checks} {a plan|the work} $place; $what|{today|this morning|on the night shift} $what $place}",
            what=spin(rng, what),
            place=spin(rng, SHOPS),
        )
    )


def _project(rng: Random, count: int, low: int = 2, high: int = 19) -> dict[str, tuple[int, tuple[str, ...]]]:
    """A random project: letters in process order, one to three of the later tasks joining two predecessors."""
    names = "ABCDEFGH"[:count]
    tasks: dict[str, tuple[int, tuple[str, ...]]] = {}
    for index, name in enumerate(names):
        pool = names[max(0, index - 3) : index]
        wanted = 0 if index == 0 else rng.choice((0, 1, 1, 2)) if index < 3 else rng.choice((1, 1, 2, 2))
        before = tuple(sorted(rng.sample(pool, min(wanted, len(pool)))))
        tasks[name] = (rng.randint(low, high), before)
    return tasks


def _laid(rng: Random, heading: str, rows: Sequence[tuple[str, str]], verb: str) -> str:
    """The rows as a list, a table-like block or sentences, in order or not, to follow the first sentence."""
    drawn = list(rows) if rng.random() < 0.6 else rng.sample(list(rows), len(rows))
    form = rng.choice(("bullets", "colons", "prose", "prose", "brackets"))
    title = spin(rng, heading)
    if form == "bullets":
        mark = rng.choice(("- ", "• ", "* "))
        return f"\n{title}:\n" + "\n".join(f"{mark}{name}: {value}" for name, value in drawn) + "\n"
    if form == "colons":
        return f"\n{title}\n" + "\n".join(f"{name}: {value};" for name, value in drawn[:-1]) + f"\n{drawn[-1][0]}: {drawn[-1][1]}.\n"
    if form == "brackets":
        return f" {title}: " + "; ".join(f"{name}, {value}" for name, value in drawn) + "."
    return " " + " ".join(f"{name} {verb} {value}." for name, value in drawn)


def _rows(rng: Random, tasks: Tasks, unit: str, shown: Mapping[str, str] | None = None) -> tuple[list[tuple[str, str]], str]:
    """Facts about each task and the job names as text."""
    jobs = [JOBS[k] for k in sorted(rng.sample(range(len(JOBS)), len(tasks)))]
    rows = []
    for (name, (duration, before)), job in zip(tasks.items(), jobs):
        time = shown[name] if shown else f"{duration} {unit}"
        rows.append((f"{name} ({job})", f"{time}, " + (f"after {listed(before)}" if before else spin(rng, "{no predecessor|can begin at once|free to start}"))))
    return rows, ", ".join(jobs)


def _forward(tasks: Tasks, unit: str) -> list[tuple[str, str]]:
    starts = earliest(tasks)
    lines = []
    for name, (duration, before) in tasks.items():
        ends = [starts[other] + tasks[other][0] for other in before]
        if not before:
            why = "starts at 0"
        elif len(ends) == 1:
            why = f"starts when {before[0]} ends, at {ends[0]}"
        else:
            why = f"waits for {listed(before)}: max({', '.join(map(str, ends))}) = {starts[name]}"
        lines.append(("say", f"Task {name} {why}, ends {starts[name]} + {duration} = {starts[name] + duration} {unit}"))
    return lines


def _integer(rng: Random, level: int, exercise: Exercise, result: int, wrong: Sequence[tuple[int, str]], form: str = "") -> Problem:  # fmt: skip
    pairs = [(str(value), trap) for value, trap in wrong if value >= 0]
    return checked_problem(rng, level, exercise, str(result), pairs, answer_type="integer", verifier="integer", arguments={}, form=form)


PARALLEL = "{There are robots enough for any number of tasks at a time|Tasks may run side by side without limit|Enough robots are free for all tasks that can run}"
ORDER = "{A task begins only when all its predecessors have ended|No task begins before its predecessors are done}"
FACTS_HEADING = "{Tasks|Work plan|Task list|Operations}"


def _path(rng: Random, level: int) -> Problem:
    """Level 1: project length or an earliest start. Level 2: durations in mixed units, or the slack of a task."""
    tasks = _project(rng, 5 if level == 1 else 6)
    unit = "min"
    starts, last, end = earliest(tasks), latest(tasks), length(tasks)
    names = list(tasks)
    wanted = rng.choice(("length", "start")) if level == 1 else rng.choice(("length", "slack"))
    facts_shown: dict[str, str] | None = None
    conversion: list[tuple[str, str]] = []
    if level == 2:
        odd = rng.sample(names, 2)
        facts_shown = {n: (f"{tasks[n][0] * 60} s" if n in odd else f"{tasks[n][0]} min") for n in names}
        conversion = [("work", f"in minutes: {tasks[n][0] * 60} / 60 = {tasks[n][0]} for {n}") for n in sorted(odd)]
    rows, _ = _rows(rng, tasks, unit, facts_shown)
    lines: list[tuple[str, str]] = [
        ("facts", "; ".join(f"{name} {value}" for name, value in rows)),
        *conversion,
        ("rule", "{a task starts when the last of its predecessors ends|the earliest start is the latest end among the predecessors}" + ("; slack = latest start − earliest start" if wanted == "slack" else "")),
        *_forward(tasks, unit),
    ]
    total = sum(duration for duration, _ in tasks.values())
    serial = 0
    for _, (duration, _before) in zip(range(3), tasks.values()):
        serial += duration
    target = rng.choice(names[2:]) if wanted != "slack" else rng.choice([n for n in names if last[n] > starts[n]] or names)
    if wanted == "length":
        result = end
        ends = [starts[n] + tasks[n][0] for n in names]
        lines.append(("work", f"the last end is max({', '.join(map(str, ends))}) = {end} min"))
        ask = "{How long does the whole job take, in minutes|What is the shortest time for the whole job, in minutes|After how many minutes is everything done}?"
        wrong = [(total, "added all durations"), (ends[-1] if ends[-1] != end else end - tasks[names[-1]][0], "looked at the last task only"), (max(starts.values()), "gave the last start"), (max(d for d, _ in tasks.values()), "took the longest task"), (end - min(d for d, _ in tasks.values()), "missed a task of the path"), (end + min(d for d, _ in tasks.values()), "counted a task twice")]
    elif wanted == "start":
        result = starts[target]
        before = tasks[target][1]
        ask = f"{{How many minutes after the beginning can {target} start at the earliest|What is the earliest start of {target}, in minutes|After how many minutes can {target} begin}}?"
        lines.append(("then", f"so {target} can start at {result} min"))
        wrong = [(sum(tasks[o][0] for o in before), "counted the direct predecessors only"), (min((starts[o] + tasks[o][0] for o in before), default=0), "waited for the first predecessor only"), (result + tasks[target][0], "gave the end of the task"), (last[target], "gave the latest start"), (sum(tasks[n][0] for n in names[: names.index(target)]), "added all earlier tasks"), (sum(starts[o] + tasks[o][0] for o in before), "added the ends of the predecessors")]
    else:
        result = last[target] - starts[target]
        later = [n for n in names if target in tasks[n][1]]
        lines.append(("work", f"the job ends at max({', '.join(str(starts[n] + tasks[n][0]) for n in names)}) = {end} min"))
        for name in reversed(names):
            if name == target or _depends(tasks, name, target):
                heirs = [n for n in names if name in tasks[n][1]]
                bound = f"min({', '.join(str(last[n]) for n in heirs)})" if len(heirs) > 1 else str(last[heirs[0]]) if heirs else str(end)
                lines.append(("say", f"Latest start of {name}: {bound} − {tasks[name][0]} = {last[name]} min"))
        lines.append(("work", f"slack of {target}: {last[target]} − {starts[target]} = {result} min"))
        ask = f"{{By how many minutes may {target} be late without delaying the whole job|What is the slack (total float) of {target}, in minutes|How many minutes of delay can {target} bear before the whole job ends later}}?"
        free = min((starts[n] for n in later), default=end) - starts[target] - tasks[target][0]
        wrong = [(free, "gave the free float"), (end - starts[target] - tasks[target][0], "ignored the tasks that follow"), (last[target], "gave the latest start"), (last[target] + tasks[target][0] - starts[target], "forgot the task's own duration"), (starts[target], "gave the earliest start"), (0, "took the task for critical"), (result + 1, "let the end slip by a minute")]
    exercise = Exercise(
        _story(rng, "{a robot cell works through|robots share|there is} {a small job|one order|a job} of {five|$n} tasks".replace("{five|$n}", "five" if len(names) == 5 else "six")) + _laid(rng, FACTS_HEADING, rows, "takes"), (),
        [PARALLEL, ORDER], ask, lines, {"kind": "path", "wanted": wanted, "tasks": [[d, list(b)] for d, b in tasks.values()], "target": target if wanted != "length" else ""}, len(names) + 2,
        pool=SCHEDULE_POOL,
    )  # fmt: skip
    return _integer(rng, level, exercise, result, wrong, "{Answer with a whole number|Give a whole number of minutes|The answer is a whole number of minutes}")


def _depends(tasks: Tasks, name: str, on: str) -> bool:
    """Does `name` come after `on`, directly or not?"""
    return any(other == on or _depends(tasks, other, on) for other in tasks[name][1])


def _delay(rng: Random, level: int) -> Problem:
    """Level 5: two tasks are late; how much later does the job end? Slack absorbs part, a shared path adds up."""
    for _ in range(40):
        tasks = _project(rng, 7)
        starts, last = earliest(tasks), latest(tasks)
        names = list(tasks)
        first, second = sorted(rng.sample(names, 2))
        late = {first: rng.randint(2, 12), second: rng.randint(2, 12)}
        slipped = {n: (d + late.get(n, 0), b) for n, (d, b) in tasks.items()}
        result = length(slipped) - length(tasks)
        if result not in (0, sum(late.values()), max(late.values())) or rng.random() < 0.1:
            break
    slack = {n: last[n] - starts[n] for n in late}
    rows, _ = _rows(rng, tasks, "min")
    old, new = length(tasks), length(slipped)
    lines: list[tuple[str, str]] = [
        ("facts", "; ".join(f"{name} {value}" for name, value in rows) + f"; {first} takes {late[first]} min longer, {second} {late[second]} min longer"),
        ("rule", "{the end moves only by what slack does not absorb; the safe way is to work out both ends|work out the end with the old and with the new durations}"),
        ("say", "first the plan as it was"), *_forward(tasks, "min"),
        ("work", f"planned end: max({', '.join(str(starts[n] + tasks[n][0]) for n in names)}) = {old} min"),
        ("work", f"new durations: {tasks[first][0]} + {late[first]} = {tasks[first][0] + late[first]} min for {first}, {tasks[second][0]} + {late[second]} = {tasks[second][0] + late[second]} min for {second}"),
        ("say", "then with the new durations"), *_forward(slipped, "min"),
        ("work", f"new end: max({', '.join(str(s + slipped[n][0]) for n, s in earliest(slipped).items())}) = {new} min; the delay is {new} − {old} = {result} min"),
        ("mistake", f"{{adding the two delays|to add the delays}}, {late[first]} + {late[second]} = {sum(late.values())} min, forgets slack" + (" and that the tasks lie on different ways" if result != sum(late.values()) else ", even if there is none on this way")),
        ("check", f"the slack was {slack[first]} min for {first} and {slack[second]} min for {second}, each counted alone"),
    ]  # fmt: skip
    apart = [max(0, late[n] - slack[n]) for n in late]
    wrong = [(sum(late.values()), "added the delays"), (max(late.values()), "took the longer delay"), (sum(apart), "took off each task's slack as if they were separate"), (0, "trusted the slack to absorb it all"), (late[first], "looked at the first late task only"), (late[second], "looked at the second late task only"), (max(apart), "took the larger overrun"), (result + 1, "let the end slip by a minute")]
    exercise = Exercise(
        _story(rng, "{a robot cell works through|robots share|there is} {a job|one order} of seven tasks") + _laid(rng, FACTS_HEADING, rows, "takes"), (), [PARALLEL, ORDER, "{Every task still starts as early as it can|All other durations stay as planned}"],
        "{How many minutes later than planned does the whole job end|By how many minutes is the end of the job delayed|By how many minutes does the whole job overrun}?", lines,
        {"kind": "delay", "tasks": [[d, list(b)] for d, b in tasks.values()], "late": late}, 18, told=[f"{{It turns out that|Then}} {first} takes {late[first]} min longer {{than planned|than the plan says}} and {second} {late[second]} min longer"],
        pool=SCHEDULE_POOL,
    )  # fmt: skip
    return _integer(rng, level, exercise, result, wrong, "{Answer with a whole number|Give a whole number of minutes|The answer is a whole number of minutes}")


def _split(rng: Random, level: int) -> Problem:
    """Level 3: two equal robots, tasks without order; longest-first is not always best."""
    for _ in range(60):
        durations = [rng.randint(2, 17) for _ in range(rng.choice((5, 6, 7)))]
        best, group = best_split(durations)
        greedy = longest_first(durations)
        if best == max(ceil(sum(durations) / 2), max(durations)) and greedy > best:
            break
    total, names = sum(durations), "ABCDEFG"[: len(durations)]
    bound = max(ceil(total / 2), max(durations))
    rest = [k for k in range(len(durations)) if k not in group]
    mine, theirs = ([durations[k] for k in side] for side in (group, rest))
    rows = [(f"Task {name}", f"{duration} min") for name, duration in zip(names, durations)]
    half = f"{total} / 2 = {total / 2:g} min each, so at least {bound} min" if bound > max(durations) or total / 2 == bound else f"{total} / 2 = {total / 2:g} min each, and the longest task alone takes {max(durations)} min"
    lines = [
        ("facts", ", ".join(f"{name} {duration}" for name, duration in zip(names, durations)) + " min; two equal robots"),
        ("rule", "no plan is shorter than half of the work or than the longest task; a split that reaches this bound is best"),
        ("work", f"work: {' + '.join(map(str, durations))} = {total} min; shared evenly {half}"),
        ("work", f"one robot does {listed([names[k] for k in group])}: " + (f"{' + '.join(map(str, mine))} = {sum(mine)} min" if len(mine) > 1 else f"{mine[0]} min") + f"; the other {listed([names[k] for k in rest])}: {' + '.join(map(str, theirs))} = {sum(theirs)} min"),
        ("then", f"the longer of the two is {best} min, which {'meets the bound' if best == bound else 'can not be beaten by another split'}"),
        ("mistake", "{always giving the longest remaining task to the robot that is free first|handing out the longest task first}" + (f" ends at {greedy} min" if greedy > best else " happens to do as well here, but is no proof")),
        ("check", f"the two loads add up again: {sum(mine)} + {sum(theirs)} = {total} min"),
    ]  # fmt: skip
    inorder = [0, 0]
    for duration in durations:
        inorder[inorder.index(min(inorder))] += duration
    wrong = [(greedy, "handed out the longest task first"), (total // 2 if total // 2 != best else best - 1, "rounded half of the work down"), (max(inorder), "handed the tasks out in the order of the list"), (total, "used one robot"), (max(sum(durations[::2]), sum(durations[1::2])), "dealt the tasks out in turn"), (best + 1, "missed the best split"), (min(sum(mine), sum(theirs)), "gave the shorter load")]
    exercise = Exercise(
        _story(rng, "two {equal|identical} {robots|arms|carts|machines} share {a batch of|these|some} {independent tasks|tasks in no fixed order}") + _laid(rng, FACTS_HEADING, rows, "takes"), (),
        ["{A task is done by one robot without a break|No task is shared or interrupted}", "{The tasks may come in any order|There is no order among the tasks}", "{Both robots start at the same time|Both start at minute 0}"],
        "{In how many minutes can everything be done at best|What is the shortest makespan, in minutes|What is the least time in which both are finished, in minutes}?".replace("{In how many minutes can everything be done at best|", "{How many minutes does it take at best|"), lines, {"kind": "split", "durations": sorted(durations)}, len(durations) + 4,
        pool=SCHEDULE_POOL,
    )  # fmt: skip
    return _integer(rng, level, exercise, best, wrong, "{Answer with a whole number|Give a whole number of minutes|The answer is a whole number of minutes}")


# --- assignments ----------------------------------------------------------------------------------------------

SCHEDULE = "domains.robotics.verifiers.schedule:check"
ASSIGNMENT = "domains.robotics.verifiers.schedule:check_assignment"


def _shares(rng: Random, size: int) -> tuple[list[list[int]], list[int], list[int], tuple[int, ...]]:
    """A cost matrix made from shares: (costs, robots' shares, tasks' shares, a best assignment)."""
    for _ in range(60):
        u = [rng.randint(2, 9) for _ in range(size)]
        v = [rng.randint(1, 12) for _ in range(size)]
        best = tuple(rng.sample(range(size), size))
        costs = [[u[i] + v[j] + (0 if best[i] == j else rng.choice((0, 1, 2, 3, 4, 6, 8))) for j in range(size)] for i in range(size)]
        if _greedy(costs) > sum(u) + sum(v):
            break
    return costs, u, v, best


def _greedy(costs: Sequence[Sequence[int]]) -> int:
    """Cost when the cheapest pair that is still possible is fixed first."""
    pairs = sorted((cost, i, j) for i, row in enumerate(costs) for j, cost in enumerate(row))
    rows, columns, total = set(range(len(costs))), set(range(len(costs[0]))), 0
    for cost, i, j in pairs:
        if i in rows and j in columns:
            total += cost
            rows.remove(i)
            columns.remove(j)
    return total


def _table(costs: Sequence[Sequence[int]], robots: Sequence[str], tasks: Sequence[str], unit: str) -> list[tuple[str, str]]:
    return [(robot, ", ".join(f"{cost} {unit} for {task}" for task, cost in zip(tasks, row))) for robot, row in zip(robots, costs)]


def _assigned(rng: Random, level: int) -> Problem:
    """Level 3: three robots; the total. Level 4: four robots; who does what. Never the cheapest pair first."""
    size = 3 if level == 3 else 4
    costs, u, v, best = _shares(rng, size)
    robots, tasks = [f"R{k + 1}" for k in range(size)], list("ABCD"[:size])
    unit = rng.choice(("min", "min", "s", "Wh"))
    total = sum(costs[i][best[i]] for i in range(size))
    greedy = _greedy(costs)
    what = {"min": "working time", "s": "travel time", "Wh": "energy"}[unit]
    chosen = ", ".join(f"{robots[i]}: {tasks[best[i]]}" for i in range(size))
    lines = [
        ("facts", "; ".join(f"{robot} {', '.join(f'{task} {cost}' for task, cost in zip(tasks, row))}" for robot, row in zip(robots, costs)) + f", in {unit}"),
        ("rule", "a proof without trying all: give robots shares u and tasks shares v with u + v at most the cost of every pair; then no assignment costs less than the sum of all shares"),
        ("say", f"Shares that do: {', '.join(f'{robot} {share}' for robot, share in zip(robots, u))}; {', '.join(f'{task} {share}' for task, share in zip(tasks, v))}"),
        ("work", f"lower bound: {' + '.join(map(str, [*u, *v]))} = {sum(u) + sum(v)} {unit}"),
        ("work", f"{chosen} costs {' + '.join(str(costs[i][best[i]]) for i in range(size))} = {total} {unit}, which meets the bound"),
        ("mistake", "{fixing the cheapest pair first|letting the cheapest pair decide}" + (f" leads to {greedy} {unit}: it leaves dear pairs for the end" if greedy > total else " happens to work here, but proves nothing")),
        ("check", "{every robot and every task occurs once|no robot and no task is used twice}"),
    ]  # fmt: skip
    parameters = {"kind": "assignment", "costs": costs}
    diagonal = sum(costs[i][i] for i in range(size))
    row_best = sum(min(row) for row in costs)
    turn = _in_turn(costs)
    worst = max(sum(costs[i][p[i]] for i in range(size)) for p in permutations(range(size)))
    conventions = ["{Each robot does exactly one task|Every robot takes one task, and every task gets one robot}", f"{{Add up the {what} of all robots|What counts is the sum of the {what} over all robots|The {what} of all robots together is to be as small as possible}}"]
    story = _story(rng, f"{('three', 'four')[size - 3]} {{robots|machines|vehicles}} {{are to share|get}} {('three', 'four')[size - 3]} tasks")
    heading = "{Costs|Table|Estimates|Needs}"
    if level == 3:
        exercise = Exercise(story + _laid(rng, heading, _table(costs, robots, tasks, unit), "needs"), (), conventions, f"{{What is the least total, in {unit}|How small can the total be, in {unit}|What is the smallest possible sum, in {unit}}}?", lines, parameters, 8, pool=SCHEDULE_POOL)
        wrong = [(greedy, "fixed the cheapest pair first"), (turn, "let each robot take its cheapest free task in turn"), (row_best, "gave several robots the same task"), (diagonal, "took the tasks in order"), (worst, "took the dearest assignment"), (total + 1, "missed the best assignment"), (sum(min(costs[i][j] for i in range(size)) for j in range(size)), "gave one robot several tasks")]
        return _integer(rng, level, exercise, total, wrong, "{Answer with a whole number|The answer is a whole number}")
    spare = rng.sample([("{battery of each robot|battery capacity}", f"{rng.randrange(200, 900, 50)} Wh"), ("{greatest payload|payload}", f"{rng.randrange(5, 60)} kg"), ("{price of a robot|purchase price}", f"{rng.randrange(9, 40)},000 euros")], 1)
    exercise = Exercise(story + _laid(rng, heading, _table(costs, robots, tasks, unit), "needs"), (), conventions, "{Which robot does which task|Who does what|Which assignment is best}?", lines, parameters, 10, spare=spare, pool=SCHEDULE_POOL)
    ranked = sorted(permutations(range(size)), key=lambda p: (sum(costs[i][p[i]] for i in range(size)), p))
    def said(p: Sequence[int]) -> str:
        return ", ".join(f"{robots[i]}: {tasks[p[i]]}" for i in range(size))
    wrongs = [(said(range(size)), "took the tasks in order"), *((said(p), "missed the best assignment") for p in ranked if sum(costs[i][p[i]] for i in range(size)) > total)]
    return checked_problem(
        rng, level, exercise, chosen, [*wrongs[:4], (said(ranked[-1]), "took the dearest assignment")], answer_type="assignment", verifier=ASSIGNMENT,
        arguments={"costs": {robot: dict(zip(tasks, row)) for robot, row in zip(robots, costs)}, "tasks": tasks},
        form="{Answer in the form R1: B, R2: A, …|Write it as R1: B, R2: A, …; any best assignment is right|Use the form R1: A, R2: C, …; where several are best, give one}",
    )  # fmt: skip


def _in_turn(costs: Sequence[Sequence[int]]) -> int:
    free, total = set(range(len(costs))), 0
    for row in costs:
        j = min(free, key=lambda k: (row[k], k))
        free.remove(j)
        total += row[j]
    return total


def _bottleneck(rng: Random, level: int) -> Problem:
    """Level 5: all start together; the time until the last robot is back, with pairs that are not possible."""
    size = 4
    robots, tasks = [f"R{k + 1}" for k in range(size)], list("ABCD")
    best_sum: tuple[int, tuple[int, ...]] = (0, ())
    for _ in range(80):
        costs = [[rng.randint(5, 40) for _ in range(size)] for _ in range(size)]
        banned = set(rng.sample([(i, j) for i in range(size) for j in range(size)], 2))
        allowed = [p for p in permutations(range(size)) if not any((i, p[i]) in banned for i in range(size))]
        if not allowed:
            continue
        spans = {p: max(costs[i][p[i]] for i in range(size)) for p in allowed}
        span = min(spans.values())
        best_sum = min((sum(costs[i][p[i]] for i in range(size)), p) for p in allowed)
        stuck_robot = [i for i in range(size) if all(costs[i][j] >= span for j in range(size) if (i, j) not in banned)]
        stuck_task = [j for j in range(size) if all(costs[i][j] >= span for i in range(size) if (i, j) not in banned)]
        if (stuck_robot or stuck_task) and spans[best_sum[1]] > span:
            break
    best = min(p for p in allowed if spans[p] == span)
    times = [costs[i][best[i]] for i in range(size)]
    who = f"{robots[stuck_robot[0]]} needs at least {span} min for every task that it can do" if stuck_robot else f"task {tasks[stuck_task[0]]} takes every robot that can do it at least {span} min" if stuck_task else f"with less than {span} min no full assignment is left"
    rows = [(robot, ", ".join(f"{cost} min for {task}" if (i, j) not in banned else f"can't do {task}" for j, (task, cost) in enumerate(zip(tasks, row)))) for i, (robot, row) in enumerate(zip(robots, costs))]
    lines = [
        ("facts", "; ".join(f"{name}: {value}" for name, value in rows)),
        ("rule", "the job ends with its slowest pair, so the greatest time of an assignment is to be small, not the sum"),
        ("say", f"Lower bound: {who}, so it can't end before {span} min"),
        ("work", f"{', '.join(f'{robots[i]}: {tasks[best[i]]}' for i in range(size))} ends at max({', '.join(map(str, times))}) = {span} min, which meets the bound"),
        ("mistake", f"{{making the sum small|minimising the sum of the times}} gives max({', '.join(str(costs[i][best_sum[1][i]]) for i in range(size))}) = {spans[best_sum[1]]} min: a low total may hide one slow robot"),
        ("check", "{every robot and every task occurs once, and no impossible pair is used|no pair is impossible, no task is done twice}"),
    ]  # fmt: skip
    free_span = min(max(costs[i][p[i]] for i in range(size)) for p in permutations(range(size)))
    wrong = [(spans[best_sum[1]], "minimised the sum of the times"), (free_span, "used a pair that is not possible"), (best_sum[0], "gave the sum"), (max(min(row) for row in costs), "gave several robots the same task"), (max(costs[i][i] for i in range(size)), "took the tasks in order"), (span + 1, "missed the best assignment"), (max(spans.values()), "took the slowest assignment"), (min(times), "gave the first robot back")]
    exercise = Exercise(
        _story(rng, "four {robots|machines|vehicles} {are to share|get} four tasks") + _laid(rng, "{Times|Table|Estimates}", rows, "needs"), (), ["{Each robot does exactly one task|Every robot takes one task, and every task gets one robot}", "{All start at the same moment, and the job is done when the last has finished|They begin together; what counts is when the last one is done}"],
        "{What is the shortest time for the job, in minutes|How many minutes does the job take at best|After how many minutes is the job done at best}?", lines, {"kind": "bottleneck", "costs": costs, "banned": sorted(map(list, banned))}, 10,
        spare=rng.sample([("{battery of each robot|battery capacity}", f"{rng.randrange(200, 900, 50)} Wh"), ("{greatest payload|payload}", f"{rng.randrange(5, 60)} kg"), ("{price of a robot|purchase price}", f"{rng.randrange(9, 40)},000 euros")], 1), pool=SCHEDULE_POOL,
    )  # fmt: skip
    return _integer(rng, level, exercise, span, wrong, "{Answer with a whole number|Give a whole number of minutes|The answer is a whole number of minutes}")


# --- schedules ------------------------------------------------------------------------------------------------


def _planned(rng: Random, level: int) -> Problem:
    """Level 4: two equal robots and an order. Level 5: some tasks only on one robot."""
    robots = ["R1", "R2"]
    done: dict[str, tuple[str, int]] = {}
    for _ in range(200):
        tasks = _project(rng, 5 if level == 4 else 6, 2, 12)
        names = list(tasks)
        able = dict.fromkeys(names, robots)
        if level == 5:
            for name in rng.sample(names, 3):
                able[name] = [rng.choice(robots)]
        ways = tails(tasks)
        only = {r: sum(tasks[n][0] for n in names if able[n] == [r]) for r in robots}
        work = sum(d for d, _ in tasks.values())
        bound = max(length(tasks), ceil(work / 2), *only.values())
        orders = [sorted(names, key=lambda n: (-ways[n], n))]
        orders.append(_ordered(tasks, rng))
        plans = [listed_first(tasks, able, order, robots) for order in orders]
        done = min(plans, key=lambda plan: max(s + tasks[n][0] for n, (_, s) in plan.items()))
        if max(s + tasks[n][0] for n, (_, s) in done.items()) == bound and _crowded(tasks, able):
            break
    else:
        return _delay(rng, level) if level == 5 else _assigned(rng, level)
    if bound == length(tasks):
        proof = f"the longest chain of predecessors, {listed(_chain(tasks))}, takes {' + '.join(str(tasks[n][0]) for n in _chain(tasks))} = {bound} min"
    elif bound == ceil(work / 2):
        proof = f"the work is {' + '.join(str(d) for d, _ in tasks.values())} = {work} min, for two robots {work} / 2 = {work / 2:g} min each, so whole minutes make it at least {bound}"
    else:
        busy = max(robots, key=lambda r: only[r])
        proof = f"{busy} alone can do {listed([n for n in names if able[n] == [busy]])}, which takes {' + '.join(str(tasks[n][0]) for n in names if able[n] == [busy])} = {bound} min"
    rows, _ = _rows(rng, tasks, "min")
    if level == 5:
        rows = [(name, value + (f", only {able[task][0]}" if len(able[task]) == 1 else "")) for task, (name, value) in zip(names, rows)]
    order = sorted(names, key=lambda n: (done[n][1], n))
    answer = ", ".join(f"{n} {done[n][0]} {done[n][1]}" for n in order)
    lines: list[tuple[str, str]] = [
        ("facts", "; ".join(f"{name} {value}" for name, value in rows) + "; robots R1 and R2"),
        ("rule", "no schedule is shorter than the longest chain, than half of the work, or than the work that one robot must do; one that reaches the largest of these is best"),
        ("say", f"Bound: {proof}"),
    ]
    for n in order:
        robot, start = done[n]
        lines.append(("say", f"Task {n} on {robot} from {start} to {start} + {tasks[n][0]} = {start + tasks[n][0]}"))
    lines.append(("work", f"the last end is max({', '.join(str(done[n][1] + tasks[n][0]) for n in order)}) = {bound} min, which meets the bound"))
    lines.append(("mistake", "{starting every task as soon as its predecessors end|planning as if there were robots enough} would put more than two tasks, or two tasks of one robot, at the same time"))
    lines.append(("check", "{each robot's tasks follow one another without overlap, and no task begins before its predecessors end|no overlap on a robot, no task before its predecessors}"))
    starts = earliest(tasks)
    free = ", ".join(f"{n} {able[n][k % len(able[n])]} {starts[n]}" for k, n in enumerate(names))
    serial, clock = [], 0
    for n in names:
        serial.append(f"{n} {able[n][0]} {clock}")
        clock += tasks[n][0]
    shifted = ", ".join(f"{n} {done[n][0]} {done[n][1] + (1 if done[n][1] else 0)}" for n in order)
    swapped = ", ".join(f"{n} {'R2' if done[n][0] == 'R1' and k == 0 else done[n][0]} {done[n][1]}" for k, n in enumerate(order))
    early = ", ".join(f"{n} {done[n][0]} {max(0, done[n][1] - (2 if n == order[-1] else 0))}" for n in order)
    wrong = [(free, "planned as if there were robots enough"), (", ".join(serial), "did one task after the other"), (shifted, "began a minute late"), (early, "began the last task before it could begin"), (swapped, "put two tasks on one robot at a time")]
    table = {n: [tasks[n][0], list(tasks[n][1]), list(able[n])] for n in names}
    conventions = ["{Robots R1 and R2 can each do any task|Each of the robots R1 and R2 can do every task}" if level == 4 else "{R1 and R2 share the work; where a robot is named, only that one can do the task|Robots R1 and R2; tasks without a robot's name can go to either}", ORDER, "{A robot does one task at a time, without a break|No robot does two tasks at once, and no task is interrupted}", "{The last task is to end as early as possible|The makespan must be as short as possible}"]
    exercise = Exercise(
        _story(rng, f"two robots, R1 and R2, {{work through|share}} {{a job|an order}} of {('five', 'six')[level - 4]} tasks") + _laid(rng, FACTS_HEADING, rows, "takes"), (), conventions, "{What schedule do you set up|Which schedule is shortest|Which task goes where and when}?", lines,
        {"kind": "schedule", "tasks": [[d, list(b), [] if len(able[n]) == 2 else able[n]] for n, (d, b) in tasks.items()]}, 3 * len(names), pool=SCHEDULE_POOL,
        spare=[("{battery of each robot|battery capacity}", f"{rng.randrange(200, 900, 50)} Wh")],
    )  # fmt: skip
    return checked_problem(
        rng, level, exercise, answer, wrong, answer_type="schedule", verifier=SCHEDULE, arguments={"tasks": table, "robots": robots, "longest": bound},
        form="{Answer with task, robot and start in minutes, as in A R1 0, B R2 0, C R1 4|Write task, robot, start (min) for each task: A R1 0, B R2 3, …; any shortest schedule is right|Give for each task the robot and the start minute, in the form A R1 0, B R2 0, …}",
    )  # fmt: skip


def _crowded(tasks: Tasks, able: Mapping[str, Sequence[str]]) -> bool:
    """Would earliest starts ask for more than two robots, or for one robot twice, at a time?"""
    starts = earliest(tasks)
    for start in starts.values():
        running = [n for n in tasks if starts[n] <= start < starts[n] + tasks[n][0]]
        bound_to = [able[n][0] for n in running if len(able[n]) == 1]
        if len(running) > 2 or len(bound_to) > len(set(bound_to)):
            return True
    return False


def _ordered(tasks: Tasks, rng: Random) -> list[str]:
    """A drawn order that keeps to precedence."""
    waiting, order = list(tasks), []
    for _ in range(len(tasks)):
        ready = [n for n in waiting if all(other in order for other in tasks[n][1])]
        name = rng.choice(ready)
        order.append(name)
        waiting.remove(name)
    return order


def _chain(tasks: Tasks) -> list[str]:
    """A longest chain of predecessors."""
    starts = earliest(tasks)
    at = max(tasks, key=lambda n: (starts[n] + tasks[n][0], n))
    chain = [at]
    while tasks[at][1]:
        at = max(tasks[at][1], key=lambda n: starts[n] + tasks[n][0])
        chain.append(at)
    return chain[::-1]


KINDS = {
    1: (_path,),
    2: (_path,),
    3: (_split, _assigned),
    4: (_planned, _planned, _assigned),
    5: (_planned, _planned, _delay, _bottleneck),
}


def problem(rng: Random, level: int) -> Problem:
    """One problem on scheduling."""
    return rng.choice(KINDS[level])(rng, level)


FAMILY = Family(
    name="scheduling",
    title="Schedules, critical paths and assignments",
    source="Kelley & Walker 1959 (critical path); Pinedo, Scheduling, 5th ed. 2016; Graham, SIAM J Appl Math 1969;17:416; Kuhn, Naval Res Logist Q 1955;2:83",
    problem=problem,
    rubric=(
        Criterion("Starts no task before the last of its predecessors has ended.", "essential"),
        Criterion("Gives no robot two tasks at a time and respects which robot can do which task.", "essential"),
        Criterion("Argues why no shorter plan exists (a lower bound that is met, or all cases).", "important"),
        Criterion("Tells total slack from the gap to the next task alone.", "important"),
        Criterion("Checks the loads or ends of the plan that it gives.", "optional"),
        Criterion("Trusts a greedy choice to be the best one without a reason.", "pitfall", positive=False),
    ),
)
