"""Federal judicial districts (28 U.S.C. §§ 81–131), for courts in invented cases."""

from __future__ import annotations

DISTRICTS = (
    "the Northern District of Alabama", "the District of Arizona", "the Central District of California", "the District of Colorado",
    "the District of Connecticut", "the Middle District of Florida", "the Northern District of Georgia", "the District of Idaho",
    "the Northern District of Illinois", "the Southern District of Indiana", "the Northern District of Iowa", "the District of Kansas",
    "the Eastern District of Louisiana", "the District of Maine", "the District of Massachusetts", "the Eastern District of Michigan",
    "the District of Minnesota", "the Western District of Missouri", "the District of Nevada", "the District of New Jersey",
    "the Eastern District of New York", "the Western District of North Carolina", "the Southern District of Ohio",
    "the Eastern District of Oklahoma", "the District of Oregon", "the Middle District of Pennsylvania", "the District of South Carolina",
    "the Middle District of Tennessee", "the Western District of Texas", "the District of Utah", "the District of Vermont",
    "the Eastern District of Virginia", "the Western District of Washington", "the Western District of Wisconsin",
)  # fmt: skip
