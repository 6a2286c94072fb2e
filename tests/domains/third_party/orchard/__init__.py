"""A third party's domain in one file: how many fruits an orchard bears."""

from random import Random

from curate.domain import Criterion, Distractor, Domain, Family, Problem


def problem(rng: Random, level: int) -> Problem:
    trees, each = rng.randint(2, 40 * level), rng.randint(11, 99)
    fruit = rng.choice(("apples", "pears", "plums"))
    return Problem(
        question=f"An orchard has {trees} trees, and every tree bears {each} {fruit}. How many {fruit} is that?",
        steps=(
            f"Given: {trees} trees with {each} {fruit} each.",
            f"In all: {trees} × {each} = {trees * each} {fruit}.",
        ),
        answer=str(trees * each),
        answer_type="integer",
        verifier="integer",
        parameters={"trees": trees, "each": each},
        distractors=(Distractor(str(trees + each), "added instead of multiplying"),),
    )


HARVEST = Family("harvest", "Harvest", "any school book", problem)
DOMAIN = Domain(
    name="orchard",
    title="Orchards",
    description="Counting fruit.",
    recipe='domain = "orchard"\nrows = 60\n',
    families={"harvest": "orchard:HARVEST"},
    rubric=(Criterion("Multiplies.", "essential"),),
)
