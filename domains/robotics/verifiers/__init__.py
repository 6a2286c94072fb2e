"""Answer checkers of the robotics domain: poses, joint angles, rotations, plans."""
