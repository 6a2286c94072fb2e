"""The numbers of the hash specification; see `curate.minhash`."""

from __future__ import annotations

START = 0x9AE16A3B2F90404F
STEP = 0x9E3779B97F4A7C15
ROLL = 0xD6E8FEB86659FD93
FINAL = 0xE7037ED1A0B428DB
SEED = 1
