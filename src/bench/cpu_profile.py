#!/usr/bin/env python3
"""Sums a CPU profile of a gateway by whose code ran: the kernel's by system call, else by package.

    agent="-agentpath:<libasyncProfiler.so>=start,event=cpu,interval=1ms,threads,loop=20s,file=/tmp/%t.txt,collapsed"
    JAVA_OPTS="$agent" ./weir bench --targets weir --workloads json-1k
    src/bench/cpu_profile.py /tmp/<one of the last>.txt

Code of the JDK counts for the package that called it. JIT compilers are left out. async-profiler is the Maven artifact
tools.profiler:async-profiler.
"""

import collections
import re
import sys

KERNEL = "_[k]"
PLACES = (
    (r"dev/weir/([a-z]+)", r"Weir: \1"), (r"io/netty/", "Netty"), (r"io/vertx/redis/", "Vert.x Redis client"),
    (r"io/vertx/", "Vert.x"), (r"com/fasterxml/jackson/", "Jackson"), (r"io/micrometer/|io/prometheus/", "Micrometer"),
    (r"io/quarkus/|org/jboss/resteasy/|io/smallrye/", "Quarkus, REST, SmallRye"))


def place(frames):
    """Whose code a stack was in."""
    if frames[-1].endswith(KERNEL):
        first = next(at for at, frame in enumerate(frames) if frame.endswith(KERNEL))
        return f"kernel: {frames[first - 1].removeprefix('__GI_')}"
    for frame in reversed(frames):
        for pattern, name in PLACES:
            found = re.match(pattern, frame)
            if found:
                return found.expand(name)
    return "other"


def main():
    places = collections.Counter()
    for file in sys.argv[1:]:
        with open(file) as stacks:
            for line in stacks:
                stack, _, count = line.rpartition(" ")
                frames = [re.sub(r"_\[[^k]]$", "", frame) for frame in stack.split(";")]
                if not re.match(r"\[C[12] Compiler", frames[0]):
                    log = "the usage log's thread" if frames[0].startswith("[usage-log") else ""
                    places[log or place(frames)] += int(count)
    total = places.total()
    for name, count in places.most_common():
        if count * 200 >= total:
            print(f"{count / total:6.1%}  {name}")


if __name__ == "__main__":
    main()
