"""Kills a server behind a real HAProxy on the loopback, brings it back, and notes who noticed what and when.

    python3 measure.py                     every setting, both deaths, eight phases each (a quarter of an hour)
    python3 measure.py --repeats 2 brisk   only some of it

Wants HAProxy (measured with 2.6; Debian: `apt-get install haproxy`), Linux, and Python 3.11 with nothing but its own
library; no privileges.
The figures go to raw/SETTING.json, one run a line; `draw.py` makes the picture of them.
"""

import argparse
import asyncio
import json
import math
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

SERVERS = ["web-1", "web-2", "web-3"]
VICTIM = "web-2"
RATE_RPS = 50
SERVICE_MS = 60
CONNECT_TIMEOUT_MS = 250
CLIENT_TIMEOUT_MS = 2000
POLL_MS = 50
# So small that a stopped server's queue of connections can be filled, so large that it is never full otherwise.
BACKLOG = 8
WARM_UP_S = 1.0
# How long after a change was due the run still looks for it.
PATIENCE_S = 1.2
# Where the machine itself stood still for longer, as the polls show, the run tells of the machine, and is done again.
STANDSTILL_MS = POLL_MS + 40
TRIES = 10


@dataclass(frozen=True)
class Setting:
    """What HAProxy is told, in its own words."""

    name: str
    inter_ms: int
    fall: int
    rise: int
    retries: int
    redispatch: bool
    balance: str = "roundrobin"
    check: str = "tcp"
    connect_timeout_ms: int = CONNECT_TIMEOUT_MS
    check_timeout_ms: int = CONNECT_TIMEOUT_MS

    def wait_ms(self, death):
        """After how long a check has failed that nobody answers: HAProxy's own rule for a check's connection."""
        return min(self.connect_timeout_ms, self.inter_ms) if death == "silent" else 0


SETTINGS = [
    Setting("default", 2000, 3, 2, retries=3, redispatch=True),
    Setting("brisk", 1000, 2, 3, retries=1, redispatch=True, check="http"),
    Setting("no-retries", 500, 3, 2, retries=0, redispatch=False),
    Setting("least-connections", 1000, 3, 2, retries=3, redispatch=True, balance="leastconn"),
    # These two stay with a server that does not take the connection: see haproxy.md.
    Setting("no-redispatch", 1000, 3, 2, retries=3, redispatch=False),
    Setting("hash", 1000, 3, 2, retries=3, redispatch=True, balance="uri"),
    # One check decides, nobody tries again.
    Setting("hair-trigger", 500, 1, 1, retries=0, redispatch=False),
    # Checks could wait for longer than lies between two of them.
    Setting("long-wait", 500, 2, 4, retries=2, redispatch=True, connect_timeout_ms=800, check_timeout_ms=1500),
]

# crash: the process is gone, the port refuses. silent: the process stands still and its queue of connections is full,
# so that the kernel drops what knocks: as from a machine that is gone.
DEATHS = ["crash", "silent"]


def configuration(setting, folder, port, ports):
    """HAProxy's configuration file."""
    redispatch = "option redispatch" if setting.redispatch else "no option redispatch"
    check = "option httpchk GET /check" if setting.check == "http" else "# a connection is the check"
    servers = "\n".join(
        f"    server {name} 127.0.0.1:{ports[name]} check inter {setting.inter_ms}ms fall {setting.fall} rise {setting.rise}"
        for name in SERVERS
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
    timeout connect {setting.connect_timeout_ms}ms
    timeout client 10s
    timeout server 10s
    timeout check {setting.check_timeout_ms}ms
    retries {setting.retries}
    {redispatch}
    option log-health-checks
    option http-server-close
    http-reuse never
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    balance {setting.balance}
    {check}
{servers}
"""


def free_port(taken):
    """A port below those that the kernel gives to connections, so that nobody takes it while its server is dead."""
    for port in random.Random().sample(range(20000, 30000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in taken:
            taken.add(port)
            return port
    raise SystemExit("measure.py: no free port between 20000 and 30000 on the loopback")


class Child:
    """A process that was started here and whose lines are read as they come; each with the moment it was read."""

    def __init__(self, process):
        self.process = process
        self.lines = []
        self.reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, started, *command):
        """Adds itself to what was started before anything can go wrong with it."""
        pipe = asyncio.subprocess.PIPE
        child = cls(await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT))
        started.append(child)
        return child

    async def _read(self):
        while line := await self.process.stdout.readline():
            self.lines.append((time.monotonic(), line.decode(errors="replace").strip()))

    async def wait_for(self, word, seconds=10):
        """The first line that has the word."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.reader.done():
            for at, line in self.lines:
                if word in line:
                    return at, line
            await asyncio.sleep(0.005)
        raise SystemExit(f"measure.py: waited for {word!r}, read {[line for _, line in self.lines][-5:]}")

    def send(self, number):
        if self.process.returncode is None:
            self.process.send_signal(number)

    async def end(self):
        self.send(signal.SIGKILL)
        await self.process.wait()
        await self.reader


class Server(Child):
    """One of the servers behind HAProxy."""

    @classmethod
    async def begin(cls, started, port):
        program = [sys.executable, str(HERE / "server.py"), str(port), str(SERVICE_MS), str(BACKLOG)]
        server = await cls.start(started, *program)
        _, line = await server.wait_for("listens")
        server.port, server.since, server.stuffing = port, float(line.split()[1]), []
        return server

    def freeze(self):
        """Stops it and fills its queue of connections: from then on the kernel drops whoever knocks."""
        self.send(signal.SIGSTOP)
        for _ in range(BACKLOG + 4):
            stuffing = socket.socket()
            stuffing.setblocking(False)
            stuffing.connect_ex(("127.0.0.1", self.port))
            self.stuffing.append(stuffing)

    def thaw(self):
        while self.stuffing:
            self.stuffing.pop().close()
        self.send(signal.SIGCONT)


async def ask(port, path):
    """One request on a connection of its own: the status of the answer, or why there is none."""
    writer = None
    try:
        async with asyncio.timeout(CLIENT_TIMEOUT_MS / 1000):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".encode())
            head = await reader.readline()
            return head.split()[1].decode()
    except TimeoutError:
        return "timeout"
    except (OSError, IndexError):
        return "broken"
    finally:
        if writer is not None:
            writer.close()


class Crowd:
    """An open loop of users: requests start at random moments whatever became of the earlier ones."""

    def __init__(self, port, seed, rate_rps=RATE_RPS):
        self.port, self.chance, self.rate_rps = port, random.Random(seed), rate_rps
        self.requests, self.tasks = [], []
        self.task = asyncio.create_task(self._send())

    async def _send(self):
        due = time.monotonic()
        while True:
            due += self.chance.expovariate(self.rate_rps)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self.tasks.append(asyncio.create_task(self._one(f"/{self.chance.getrandbits(64):x}")))

    async def _one(self, path):
        started = time.monotonic()
        outcome = await ask(self.port, path)
        self.requests.append((started, time.monotonic() - started, outcome))

    async def end(self):
        self.task.cancel()
        await asyncio.gather(self.task, *self.tasks, return_exceptions=True)
        self.requests.sort()


class Watch:
    """Asks the stats socket over and over; keeps what it said of the victim whenever that changed."""

    COLUMNS = ["status", "check_status", "econ", "eresp", "wretr", "wredis", "chkfail", "chkdown"]

    def __init__(self, path):
        self.path, self.changes, self.longest_gap_s = path, [], 0.0
        self.task = asyncio.create_task(self._watch())

    async def _watch(self):
        last = time.monotonic()
        while True:
            began = time.monotonic()
            row = await self._ask()
            self.longest_gap_s, last = max(self.longest_gap_s, began - last), began
            if not self.changes or self.changes[-1][1] != row:
                self.changes.append((began, row))
            await asyncio.sleep(max(0.0, POLL_MS / 1000 - (time.monotonic() - began)))

    async def _ask(self):
        reader, writer = await asyncio.open_unix_connection(self.path)
        writer.write(b"show stat\n")
        text = (await reader.read()).decode()
        writer.close()
        lines = [line.split(",") for line in text.lstrip("# ").splitlines() if line]
        for line in lines[1:]:
            row = dict(zip(lines[0], line))
            if row["svname"] == VICTIM:
                return [row[column] if not row[column].isdigit() else int(row[column]) for column in self.COLUMNS]
        raise SystemExit("measure.py: the stats socket does not know the victim")

    def first(self, after, wanted):
        """When the status was first seen to be the wanted one."""
        return next((at for at, row in self.changes if at >= after and row[0] == wanted), None)

    def milestones(self):
        """What it said when the checks' view had changed, and in the end."""
        checks = [self.COLUMNS.index(column) for column in ("status", "check_status", "chkfail")]
        kept = []
        for at, row in self.changes:
            if not kept or any(kept[-1][1][column] != row[column] for column in checks):
                kept.append((at, row))
        return kept if kept[-1] == self.changes[-1] else [*kept, self.changes[-1]]

    async def end(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class Stage:
    """HAProxy with its servers, its users and its watch, and the way to end them all."""

    def __init__(self, setting, folder):
        self.setting, self.folder = setting, folder
        self.servers, self.started = {}, []
        self.proxy = self.watch = self.crowd = None

    async def set_up(self, seed):
        taken = set()
        ports = {name: free_port(taken) for name in SERVERS}
        self.port = free_port(taken)
        for name in SERVERS:
            self.servers[name] = await Server.begin(self.started, ports[name])
        path = Path(self.folder) / "haproxy.cfg"
        path.write_text(configuration(self.setting, self.folder, self.port, ports))
        self.proxy = await Child.start(self.started, "haproxy", "-db", "-f", str(path))
        until = time.monotonic() + 10
        while not os.path.exists(f"{self.folder}/stats.sock"):
            if time.monotonic() > until or self.proxy.reader.done():
                raise SystemExit(f"measure.py: HAProxy did not start: {self.proxy.lines}")
            await asyncio.sleep(0.02)
        # The first check logs, for it changes what is known; all checks follow from that moment on.
        first, _ = await self.proxy.wait_for(f"back/{VICTIM} succeeded")
        self.watch = Watch(f"{self.folder}/stats.sock")
        self.crowd = Crowd(self.port, seed)
        return first

    async def kill(self, death):
        victim = self.servers[VICTIM]
        at = time.monotonic()
        if death == "crash":
            victim.send(signal.SIGKILL)
        else:
            victim.freeze()
        return at

    async def revive(self, death):
        """Brings it back; the moment from which it takes connections."""
        victim = self.servers[VICTIM]
        if death == "silent":
            victim.thaw()
            return time.monotonic()
        self.servers[VICTIM] = await Server.begin(self.started, victim.port)
        return self.servers[VICTIM].since

    async def end(self):
        for observer in [self.crowd, self.watch]:
            if observer is not None:
                await observer.end()
        for child in self.started:
            await child.end()


def longest_s(setting, death, times):
    """After how long so many checks in a row are over at the latest; a silent one takes its time."""
    return times * (setting.inter_ms + setting.wait_ms(death)) / 1000


async def play(setting, death, phase, seed):
    """One run: warm up, kill at a phase between two checks, look, bring back, look."""
    inter_s = setting.inter_ms / 1000
    with tempfile.TemporaryDirectory(prefix="measure-") as folder:
        stage = Stage(setting, folder)
        try:
            first = await stage.set_up(seed)
            periods = math.ceil(WARM_UP_S / inter_s) + phase
            await asyncio.sleep(first + periods * inter_s - time.monotonic())
            killed = await stage.kill(death)
            # A random moment, so that the way back too begins at any phase.
            await asyncio.sleep(longest_s(setting, death, setting.fall) + PATIENCE_S + random.Random(seed).random() * inter_s)
            revived = await stage.revive(death)
            await asyncio.sleep(longest_s(setting, death, setting.rise) + PATIENCE_S)
        finally:
            await stage.end()
        return {"death": death, "phase": phase, "seed": seed, **report(stage, killed, revived)}


def report(stage, killed, revived):
    """The run's figures; moments in milliseconds after the kill."""

    def ms(at):
        return None if at is None else round((at - killed) * 1000, 1)

    def logged(word, after):
        return next((at for at, line in log if at > after and word in line), None)

    # HAProxy says all twice: to its log, and to its operator with a bracket before it.
    log = [(at, line) for at, line in stage.proxy.lines if f"back/{VICTIM} " in line and not line.startswith("[")]
    down, up = logged(" is DOWN", killed), logged(" is UP", revived)
    dead_until = down if down is not None else revived
    requests = stage.crowd.requests
    failed = [request for request in requests if request[2] != "200"]
    in_danger = [request for request in requests if killed <= request[0] < dead_until]
    waits = sorted(request[1] * 1000 for request in in_danger if request[2] == "200")
    counted = dict(zip(Watch.COLUMNS, stage.watch.changes[-1][1]))
    return {
        "first_failed_check_ms": ms(logged(" failed", killed)),
        "down_ms": ms(down),
        "down_seen_ms": ms(stage.watch.first(killed, "DOWN")),
        "revived_ms": ms(revived),
        "first_good_check_ms": ms(logged(" succeeded", revived)),
        "up_ms": ms(up),
        "up_seen_ms": ms(stage.watch.first(revived, "UP")),
        "longest_gap_ms": round(stage.watch.longest_gap_s * 1000, 1),
        "requests": len(requests),
        "requests_until_down": len(in_danger),
        # Had begun within one time of service before the kill: these may have been in flight at the victim.
        "requests_in_flight": sum(killed - SERVICE_MS / 1000 <= request[0] < killed for request in requests),
        "failed_before_kill": sum(request[0] < killed for request in failed),
        "failed_until_down": sum(killed <= request[0] < dead_until for request in failed),
        "failed_later": sum(request[0] >= dead_until for request in failed),
        "failed_by": {outcome: sum(r[2] == outcome for r in failed) for outcome in sorted({r[2] for r in failed})},
        "redispatched": counted["wredis"],
        "retried_there": counted["wretr"],
        "failed_connects": counted["econ"],
        "broken_answers": counted["eresp"],
        "served_until_down_ms": {
            "p50": round(waits[len(waits) // 2], 1) if waits else None,
            "max": round(waits[-1], 1) if waits else None,
        },
        "log": [[ms(at), line] for at, line in log],
        "stats": [[ms(at), *row] for at, row in stage.watch.milestones()],
    }


def write(setting, version, runs):
    """One run a line, so that a difference can be read."""
    told = {
        "haproxy": version,
        "setting": asdict(setting),
        "rate_rps": RATE_RPS,
        "service_ms": SERVICE_MS,
        "client_timeout_ms": CLIENT_TIMEOUT_MS,
        "poll_ms": POLL_MS,
        "stats_columns": ["at_ms", *Watch.COLUMNS],
    }
    lines = [f'  "{key}": {json.dumps(value)},' for key, value in told.items()]
    rows = ",\n".join("    " + json.dumps(run) for run in runs)
    text = "{\n" + "\n".join(lines) + '\n  "runs": [\n' + rows + "\n  ]\n}\n"
    (HERE / "raw" / f"{setting.name}.json").write_text(text)


async def play_undisturbed(setting, death, phase, seed):
    """A run in which the machine did not stand still."""
    for _ in range(TRIES):
        run = await play(setting, death, phase, seed)
        if run["longest_gap_ms"] <= STANDSTILL_MS:
            return run
        print(f"{setting.name} {death}: the machine stood still for {run['longest_gap_ms']} ms; once more", flush=True)
    sys.exit(f"measure.py: the machine is too busy: it stood still in {TRIES} runs after each other")


async def measure(setting, repeats, version):
    runs = []
    for death in DEATHS:
        for repeat in range(repeats):
            # Other users in every run.
            seed = 1 + repeat + 100 * DEATHS.index(death) + 1000 * SETTINGS.index(setting)
            run = await play_undisturbed(setting, death, (repeat + 0.5) / repeats, seed)
            runs.append(run)
            print(
                f"{setting.name} {death} phase {run['phase']:.2f}: down after {run['down_ms']} ms, up {run['up_ms']} ms"
                f" (back at {run['revived_ms']}), {run['requests_until_down']} requests until down,"
                f" failed {run['failed_by']}, redispatched {run['redispatched']}, retried there {run['retried_there']}",
                flush=True,
            )
    write(setting, version, runs)


def version_of_haproxy():
    if shutil.which("haproxy") is None:
        sys.exit("measure.py: there is no haproxy here. Debian and Ubuntu have it: apt-get install haproxy")
    return os.popen("haproxy -v").readline().split(" 20")[0].strip()


def main():
    names = [setting.name for setting in SETTINGS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("settings", nargs="*", metavar="SETTING", help=f"some of {', '.join(names)}; all if none is named")
    parser.add_argument("--repeats", type=int, default=8, help="runs of each death of each setting (8)")
    options = parser.parse_args()
    if unknown := set(options.settings) - set(names):
        parser.error(f"no setting is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    if not 1 <= options.repeats <= 100:
        parser.error("--repeats is between 1 and 100")
    version = version_of_haproxy()
    # Who ends this ends all that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("measure.py: ended"))
    (HERE / "raw").mkdir(exist_ok=True)
    for setting in SETTINGS:
        if not options.settings or setting.name in options.settings:
            asyncio.run(measure(setting, options.repeats, version))


if __name__ == "__main__":
    main()
