"""Where batches run. `local` is this machine's cores."""
