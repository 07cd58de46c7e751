"""Deep checks: lets the database of the servers behind a real HAProxy err, be slow, die or be too busy, and notes who left and when.

    python3 measure_deep.py                every case (about nine minutes)
    python3 measure_deep.py errs-one       only some

Wants what measure.py wants. The figures go to raw/deep-CASE.json.
"""

import argparse
import asyncio
import json
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from measure import CLIENT_TIMEOUT_MS, HERE, POLL_MS, SERVERS, STANDSTILL_MS, TRIES, VICTIM
from measure import Child, Crowd, Watch, ask, free_port, version_of_haproxy

WARM_UP_S = 1.0
# After a change has been seen, before the next is made.
CALM_S = 0.5
# How long a change is waited for.
PATIENCE_S = 15.0


@dataclass(frozen=True)
class Case:
    """What HAProxy is told, what its servers are, and what goes wrong."""

    name: str
    inter_ms: int
    fall: int
    rise: int
    check_timeout_ms: int
    # Whose calls of the database are hit.
    hit: tuple
    # Of those calls, the share that is answered with an error, and how many times as long the work takes.
    share: float = 0.0
    factor: float = 1.0
    # The database is killed instead.
    gone: bool = False
    # So many faults, each with its end; or one that lasts so many seconds.
    faults: int = 0
    lasts_s: int = 0
    servers: tuple = tuple(SERVERS)
    workers: int = 100
    queue: int = 1000
    work_ms: int = 60
    rate_rps: int = 50


ALL = tuple(SERVERS)
CASES = [
    Case("errs-one", 500, 3, 2, 250, (VICTIM,), share=1.0, faults=16),
    Case("errs-all", 500, 2, 3, 250, ALL, share=1.0, faults=8),
    # Consecutive failures are a matter of luck; all three servers try theirs.
    Case("errs-half", 200, 2, 3, 250, ALL, share=0.5, lasts_s=90),
    Case("slow-out", 500, 3, 2, 250, (VICTIM,), factor=20.0, faults=16),
    # The check may wait for longer than lies between two of them.
    Case("slow-long", 400, 2, 2, 900, (VICTIM,), factor=20.0, faults=8),
    # Four times as slow, and still in time.
    Case("slow-in", 500, 2, 2, 500, ALL, factor=4.0, lasts_s=20),
    Case("gone", 500, 2, 2, 250, ALL, gone=True, faults=8),
    # Twice what the only server can do, so that checks wait in its queue.
    Case("queue", 500, 2, 2, 300, (), servers=(VICTIM,), workers=1, queue=60, work_ms=40, lasts_s=150),
]


def configuration(case, folder, port, ports):
    servers = "\n".join(
        f"    server {name} 127.0.0.1:{ports[name]} check inter {case.inter_ms}ms fall {case.fall} rise {case.rise}"
        for name in case.servers
    )
    return f"""
global
    log stdout format raw local0 notice
    stats socket {folder}/stats.sock mode 600 level admin
    nbthread 1
    maxconn 2000
defaults
    mode http
    log global
    timeout connect 250ms
    timeout client 10s
    timeout server 10s
    timeout check {case.check_timeout_ms}ms
    retries 3
    option redispatch
    option log-health-checks
    option http-server-close
    http-reuse never
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    balance roundrobin
    option httpchk GET /health
{servers}
"""


class Stage:
    """HAProxy, its servers, their database, the users and the watch."""

    def __init__(self, case, folder, seed):
        self.case, self.folder, self.seed, self.started = case, folder, seed, []
        self.watch = self.crowd = None

    async def begin(self, *words):
        child = await Child.start(self.started, sys.executable, str(HERE / "deep_server.py"), *map(str, words))
        _, line = await child.wait_for("listens")
        child.since = float(line.split()[1])
        return child

    async def set_up(self):
        taken, case = set(), self.case
        ports = {name: free_port(taken) for name in case.servers}
        port, self.database_port = free_port(taken), free_port(taken)
        self.database = await self.begin("database", self.database_port, case.work_ms)
        self.webs = {}
        for name in case.servers:
            self.webs[name] = await self.begin("web", ports[name], name, case.workers, case.queue, self.database_port)
        path = Path(self.folder) / "haproxy.cfg"
        path.write_text(configuration(case, self.folder, port, ports))
        self.proxy = await Child.start(self.started, "haproxy", "-db", "-f", str(path))
        for name in case.servers:
            await self.proxy.wait_for(f"back/{name} succeeded")
        self.watch = Watch(f"{self.folder}/stats.sock")
        self.crowd = Crowd(port, self.seed, case.rate_rps)
        await asyncio.sleep(WARM_UP_S)

    async def harm(self):
        """The moment from which it is harmed."""
        if self.case.gone:
            at = time.monotonic()
            self.database.send(signal.SIGKILL)
            return at
        return await self.tell(self.case.share, self.case.factor)

    async def heal(self):
        if self.case.gone:
            self.database = await self.begin("database", self.database_port, self.case.work_ms)
            return self.database.since
        return await self.tell(0.0, 1.0)

    async def tell(self, share, factor):
        for name in self.case.hit:
            if await ask(self.database_port, f"/fault/{name}/{share}/{factor}") != "200":
                sys.exit("measure_deep.py: the database does not listen")
        return time.monotonic()

    def log(self, name, word, after):
        """When HAProxy's log said it of this server first."""
        lines = (at for at, line in self.proxy.lines if at > after and f"back/{name} " in line and word in line)
        return next(lines, None)

    async def all_said(self, word, after):
        until = time.monotonic() + PATIENCE_S
        while not all(self.log(name, word, after) for name in self.case.hit):
            if time.monotonic() > until:
                sys.exit(f"measure_deep.py: {self.case.name}: nobody said {word!r}")
            await asyncio.sleep(0.01)

    def changes(self, name, since):
        """Every time it was taken out or back, and when; the log says all twice."""
        told = [(at, line) for at, line in self.proxy.lines if at >= since and line.startswith(f"Server back/{name} is ")]
        return [[round((at - since) * 1000, 1), line.split(" is ")[1].split(".")[0].split(" ")[0]] for at, line in told]

    def checks(self, name, since):
        """When checks arrived at a server."""
        arrived = [float(line.split()[1]) for _, line in self.webs[name].lines if line.startswith("check ")]
        return [round((at - since) * 1000, 1) for at in arrived if at >= since]

    def worker_held_ms(self, name):
        """For how long a request held its worker, on average: the work of the database and the way there."""
        held = [float(line.split()[1]) for _, line in self.webs[name].lines if line.startswith("held ")]
        return round(sum(held) / len(held), 2)

    async def end(self):
        for observer in [self.crowd, self.watch]:
            if observer is not None:
                await observer.end()
        for child in self.started:
            await child.end()


async def one_fault(stage, chance):
    """The fault begins, at any phase of the checks; all it hits are out; it ends; they are back."""
    inter_s = stage.case.inter_ms / 1000
    stage.watch.longest_gap_s = 0.0
    await asyncio.sleep(chance.random() * 2 * inter_s)
    harmed = await stage.harm()
    await stage.all_said(" is DOWN", harmed)
    await asyncio.sleep(CALM_S + chance.random() * 2 * inter_s)
    healed = await stage.heal()
    await stage.all_said(" is UP", healed)
    await asyncio.sleep(CALM_S)

    def ms(at, since):
        return round((at - since) * 1000, 1)

    downs = {name: stage.log(name, " is DOWN", harmed) for name in stage.case.hit}
    last_down = max(downs.values())
    meanwhile = [request for request in stage.crowd.requests if harmed <= request[0] < last_down]
    return {
        "longest_gap_ms": round(stage.watch.longest_gap_s * 1000, 1),
        "healed_ms": ms(healed, harmed),
        "requests_until_all_are_out": len(meanwhile),
        "outcomes": {outcome: sum(r[2] == outcome for r in meanwhile) for outcome in sorted({r[2] for r in meanwhile})},
        "members": {
            name: {
                "first_failed_check_ms": ms(stage.log(name, " failed", harmed), harmed),
                "out_ms": ms(down, harmed),
                "first_good_check_after_ms": ms(stage.log(name, " succeeded", healed), healed),
                "back_after_ms": ms(stage.log(name, " is UP", healed), healed),
            }
            for name, down in downs.items()
        },
    }


async def lasting(stage):
    """One fault for the whole run: how often members leave and return, and when they were checked."""
    case = stage.case
    harmed = await stage.harm()
    await asyncio.sleep(case.lasts_s)
    requests = [request for request in stage.crowd.requests if request[0] >= harmed]
    return {
        "longest_gap_ms": round(stage.watch.longest_gap_s * 1000, 1),
        "requests": len(requests),
        "outcomes": {outcome: sum(r[2] == outcome for r in requests) for outcome in sorted({r[2] for r in requests})},
        "members": {
            name: {
                "worker_held_ms": stage.worker_held_ms(name),
                "changes": stage.changes(name, harmed),
                "checks_ms": stage.checks(name, harmed),
            }
            for name in case.servers
        },
    }


async def play(case, seed):
    chance = random.Random(seed)
    runs, thrown_away = [], 0
    with tempfile.TemporaryDirectory(prefix="measure-") as folder:
        stage = Stage(case, folder, seed)
        try:
            await stage.set_up()
            if case.lasts_s:
                runs.append(await lasting(stage))
            while len(runs) < case.faults:
                run = await one_fault(stage, chance)
                print(f"{case.name}: {run}", flush=True)
                if run["longest_gap_ms"] <= STANDSTILL_MS:
                    runs.append(run)
                else:
                    thrown_away += 1
                if thrown_away > 3 * TRIES:
                    sys.exit("measure_deep.py: the machine is too busy: it stands still again and again")
        finally:
            await stage.end()
    return runs, thrown_away


def write(case, version, seed, runs, thrown_away):
    """One run a line, so that a difference can be read."""
    told = {
        "haproxy": version,
        "case": asdict(case),
        "seed": seed,
        "client_timeout_ms": CLIENT_TIMEOUT_MS,
        "poll_ms": POLL_MS,
        "runs_thrown_away": thrown_away,
    }
    lines = [f'  "{key}": {json.dumps(value)},' for key, value in told.items()]
    rows = ",\n".join("    " + json.dumps(run) for run in runs)
    text = "{\n" + "\n".join(lines) + '\n  "runs": [\n' + rows + "\n  ]\n}\n"
    (HERE / "raw" / f"deep-{case.name}.json").write_text(text)


def main():
    names = [case.name for case in CASES]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"some of {', '.join(names)}; all if none is named")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(names):
        parser.error(f"no case is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    version = version_of_haproxy()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("measure_deep.py: ended"))
    for seed, case in enumerate(CASES, 1):
        if not options.cases or case.name in options.cases:
            runs, thrown_away = asyncio.run(play(case, seed))
            write(case, version, seed, runs, thrown_away)
            print(f"{case.name}: {len(runs)} runs, {thrown_away} thrown away", flush=True)


if __name__ == "__main__":
    main()
