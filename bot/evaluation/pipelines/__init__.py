"""The pipelines to be measured, ours and simpler ones, each a `Contestant`."""
