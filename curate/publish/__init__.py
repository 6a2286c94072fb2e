"""A corpus put where others can load it: a checked corpus goes in, a Hugging Face data set repository comes out.

`plan` checks the corpus and says exactly what would be sent, and sends nothing; `push` sends what a plan says, to the
hub or to a local folder that is laid out as one. `datasets.load_dataset` reads either as it stands: the shards are
Arrow streams, which the hub and its viewer read without conversion (https://huggingface.co/docs/hub/datasets-adding),
and the card's front matter names the files of each split.
"""

from curate.publish.planning import Plan, Upload, plan
from curate.publish.sending import push

__all__ = ["Plan", "Upload", "plan", "push"]
