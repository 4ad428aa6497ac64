"""The lines on top of the report: what was run, on what, how fast."""

from __future__ import annotations

from engram.results import Results


def title(run: Results) -> tuple[str, str]:
    """Name and description of the experiment; the description may be empty."""
    return run.name, str(run.experiment.get("description") or "")


def lines(run: Results) -> list[str]:
    """Two lines of facts; items the summary does not hold are left out."""
    s = run.summary
    network = [
        _item(s.get("neurons"), "{:,} neurons"),
        _item(s.get("synapses"), "{:,} synapses"),
        _item((run.window_ms[1] - run.window_ms[0]) / 1000, "{:g} s of model time"),
        _item(s.get("seed"), "seed {}"),
        _item(s.get("spike_count"), "{:,} spikes"),
        _item(s.get("spike_hash"), "hash {}"),
    ]
    cost = [
        _layout(s),
        _item(s.get("real_time_factor"), "real-time factor {:.3g} (wall / model time)"),
        _item(s.get("nanoseconds_per_event_per_core"), "{:.3g} ns per synaptic event and core"),
        _item((s.get("peak_rss_bytes") or {}).get("sum"), "{:.3g} GB", 1e-9),
        _item(s.get("build_seconds"), "built in {:.3g} s"),
    ]
    return ["  ·  ".join(item for item in part if item) for part in (network, cost)]


def warning(run: Results) -> str:
    """A sentence for a run that did not reach its end, else nothing."""
    return "interrupted before its end" if run.interrupted else ""


def _layout(summary: dict) -> str:
    ranks, threads = summary.get("ranks"), summary.get("threads")
    if ranks is None or threads is None:
        return ""
    rank_word = "rank" if ranks == 1 else "ranks"
    thread_word = "thread" if threads == 1 else "threads"
    return f"{ranks} {rank_word} × {threads} {thread_word}"


def _item(value: object, form: str, factor: float | None = None) -> str:
    if value is None:
        return ""
    return form.format(value if factor is None else factor * value)
