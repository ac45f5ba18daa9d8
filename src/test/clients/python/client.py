"""Uses the Messages API with the unchanged Python SDK; docs/clients.md has the rest.

Usage: client.py cases|cuts|rejections|quotas [async]

The same cases serve both clients: value, items and opened take what either of them returns.
"""

import asyncio
import base64
import contextlib
import inspect
import json
import os
import sys

import anthropic

BASE_URL = os.environ["CLIENT_BASE_URL"]
RUN = os.environ["CLIENT_RUN"]
MODEL = "claude-sonnet-4-6"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()
HELLO = {"model": MODEL, "max_tokens": 64, "messages": [{"role": "user", "content": "Hello, Grüße, \U0001f30a"}]}
WEATHER = {
    "name": "weather",
    "description": "Tells the weather.",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
ASYNC = sys.argv[2:] == ["async"]


def new_client(**options):
    """A client of its own connections that does not retry."""
    settings = {"base_url": BASE_URL, "api_key": os.environ["CLIENT_KEY"], "max_retries": 0} | options
    return (anthropic.AsyncAnthropic if ASYNC else anthropic.Anthropic)(**settings)


async def value(result):
    """The response to a request."""
    return await result if inspect.isawaitable(result) else result


async def items(stream):
    """The events of a stream."""
    if hasattr(stream, "__aiter__"):
        async for item in stream:
            yield item
    else:
        for item in stream:
            yield item


@contextlib.asynccontextmanager
async def opened(resource):
    """A client or a stream that is closed at the end."""
    if hasattr(resource, "__aenter__"):
        async with resource as it:
            yield it
    else:
        with resource as it:
            yield it


def simulate(script):
    return {"x-simulate": script}


def plain(thing):
    """What an object of the SDK was on the wire."""
    return thing.to_dict(mode="json") if hasattr(thing, "to_dict") else thing


def failure(error):
    """What a user sees of an error."""
    body = getattr(error, "body", None)
    return {
        "class": type(error).__name__,
        "status": getattr(error, "status_code", None),
        "type": body["error"]["type"] if isinstance(body, dict) and "error" in body else None,
        "message": error.message,
        "request_id": getattr(error, "request_id", None),
    }


async def caught(call):
    """The error that a call ends with."""
    try:
        result = await call
    except anthropic.APIError as error:
        return failure(error)
    return {"class": None, "result": plain(result)}


async def streamed(client, **params):
    """All events of create(stream=True)."""
    stream = await value(client.messages.create(**HELLO | params, stream=True))
    return [plain(event) async for event in items(stream)]


async def helped(client, **params):
    """The names of the helper's events, its text and the message that it builds."""
    async with opened(client.messages.stream(**HELLO | params)) as stream:
        names = [event.type async for event in items(stream)]
        return {"events": names, "message": plain(await value(stream.get_final_message()))}


async def create(client, **params):
    return plain(await value(client.messages.create(**HELLO | params)))


async def headers(client):
    raw = await value(client.messages.with_raw_response.create(**HELLO))
    message = await value(raw.parse())
    return {"headers": dict(raw.headers), "_request_id": message._request_id, "message": plain(message)}


async def stream_headers(client):
    async with opened(client.messages.with_streaming_response.create(**HELLO, stream=True)) as raw:
        body = b"".join([chunk async for chunk in items(raw.iter_bytes())])
        return {"headers": dict(raw.headers), "body": body.decode()}


async def extras(client):
    raw = await value(
        client.messages.with_raw_response.create(
            **HELLO,
            extra_headers={"anthropic-beta": "made-up-2026-01-01,other-2026-02-02", "x-team-header": "kept"},
            extra_query={"beta": "true", "odd": "a b&c/ü"},
            extra_body={"context_management": {"edits": []}, "metadata": {"user_id": "u-4711"}},
        )
    )
    return {"headers": dict(raw.headers), "message": plain(await value(raw.parse()))}


async def long_timeout(client):
    without = None
    try:
        await create(client, max_tokens=64000)
    except ValueError as error:
        without = str(error)
    return {"without": without, "with": await create(client, max_tokens=64000, timeout=1200.0)}


async def media(client):
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": PDF}},
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "a\r\nb"}, "title": "T"},
    ]
    return await create(client, messages=[{"role": "user", "content": content}])


async def tools(client):
    question = [{"role": "user", "content": 'Ask [[tool:weather {"city":"Köln"}]]'}]
    asked = await create(client, tools=[WEATHER], messages=question)
    result = [{"type": "tool_result", "tool_use_id": asked["content"][-1]["id"], "content": "rain"}]
    turns = [{"role": "assistant", "content": asked["content"]}, {"role": "user", "content": result}]
    return {
        "asked": asked,
        "with_result": await create(client, tools=[WEATHER], messages=question + turns),
        "streamed": await streamed(client, tools=[WEATHER], messages=question),
        "forced": await helped(client, tools=[WEATHER], tool_choice={"type": "tool", "name": "weather"}),
    }


async def thinking(client):
    wish = {"max_tokens": 4000, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    return [await create(client, **wish), await streamed(client, **wish), await helped(client, **wish)]


async def cache(client):
    system = [{"type": "text", "text": RUN + " word" * 5000, "cache_control": {"type": "ephemeral"}}]
    return [(await create(client, system=system))["usage"] for _ in range(2)]


async def sampling(client):
    """Only the oldest line has these parameters; the newer ones reject them before they send."""
    try:
        return await create(client, temperature=1.0)
    except TypeError as error:
        return str(error)


async def model(client, name):
    return plain(await value(client.models.retrieve(name)))


async def models(client):
    page = await value(client.models.list(limit=3))
    ids = [model.id for model in page.data]
    every = [model.id async for model in items(client.models.list(limit=2))]
    return {"page": plain(page), "all": every, "one": await model(client, ids[0])}


async def errors(client):
    with open(os.environ["CLIENT_ERRORS"], encoding="utf-8") as file:
        table = json.load(file)
    for name, script in table:
        result = await caught(create(client, extra_headers=simulate(script)))
        once = simulate(f"{script};times=1;key={RUN}")
        async with opened(new_client(max_retries=1)) as retrying:
            second = await caught(create(retrying, extra_headers=once))
        yield name, result | {"retried": second["class"] is None}
    for script in ("error-event=first", "error-event=later"):
        yield "stream " + script, await caught(streamed(client, extra_headers=simulate(script)))
        yield "helper " + script, await caught(helped(client, extra_headers=simulate(script)))
    async with opened(new_client(api_key=os.environ["CLIENT_BAD_KEY"])) as stranger:
        rejected = await caught(create(stranger))
        yield "401", {name: rejected[name] for name in ("class", "status", "type")}
    async with opened(new_client(base_url="http://127.0.0.1:1")) as astray:
        yield "no connection", await caught(create(astray))
    slow = {"extra_headers": simulate("first-byte-delay=5s"), "timeout": 0.3}
    yield "timeout", await caught(create(client, **slow))
    yield "404 model", await caught(model(client, "claude-not-found"))


async def cases(client):
    """Every case by its name."""
    yield "create", await create(client)
    for stop in ("max_tokens", "stop_sequence", "refusal", "pause_turn"):
        yield "stop " + stop, await create(client, extra_headers=simulate("stop=" + stop))
    yield "create stream", await streamed(client)
    yield "stream helper", await helped(client)
    yield "odd chunks", await streamed(client, extra_headers=simulate("chunk=5;tokens=40"))
    yield "unknown events", await streamed(client, extra_headers=simulate("unknown-events"))
    yield "count tokens", plain(await value(client.messages.count_tokens(model=MODEL, messages=HELLO["messages"])))
    yield "models", await models(client)
    yield "raw headers", await headers(client)
    yield "raw stream", await stream_headers(client)
    yield "extras", await extras(client)
    yield "long timeout", await long_timeout(client)
    yield "images and documents", await media(client)
    yield "tools", await tools(client)
    yield "thinking", await thinking(client)
    yield "cache", await cache(client)
    yield "sampling", await sampling(client)
    async for name, result in errors(client):
        yield "error " + name, result


async def cuts(client):
    """How a stream ends for every byte at which its one fixture is cut."""
    fixture = "text=Hi;no-pings"
    async with opened(
        client.messages.with_streaming_response.create(**HELLO, stream=True, extra_headers=simulate(fixture))
    ) as raw:
        length = len(b"".join([chunk async for chunk in items(raw.iter_bytes())]))
    for read in (streamed, helped):
        endings = {}
        for at in range(length):
            try:
                await read(client, extra_headers=simulate(f"{fixture};cut-at={at}"))
                ending = "clean end"
            except Exception as error:  # whatever it is: the runner compares
                ending = ("api error " if isinstance(error, anthropic.APIError) else "other ") + type(error).__name__
            endings.setdefault(ending, []).append(at)
        counted = {ending: len(places) for ending, places in endings.items()}
        bad = {ending: places[:20] for ending, places in endings.items() if not ending.startswith("api error")}
        yield read.__name__, {"length": length, "endings": counted, "bad": bad}


async def rejections(_):
    """How a client that is still sending sees an early error response, one connection a request."""
    for name, key, size in (("401 at 5 MB", "CLIENT_BAD_KEY", 5_000_000), ("413 at 34 MiB", "CLIENT_KEY", 34 << 20)):
        large = [{"role": "user", "content": "x" * size}]
        classes = {}
        for _ in range(int(os.environ["CLIENT_CALLS"])):
            async with opened(new_client(api_key=os.environ[key])) as client:
                kind = (await caught(create(client, messages=large)))["class"]
            classes[kind] = classes.get(kind, 0) + 1
        yield name, classes


async def limited(client, row):
    """What a caller sees who may have come to a limit."""
    params = {"stream": row["stream"], "metadata": {"user_id": row["user"]}, "extra_headers": {"x-case": row["case"]}}
    try:
        raw = await value(client.messages.with_raw_response.create(**HELLO | params))
        response = await value(raw.parse())
        if row["stream"]:
            assert [event async for event in items(response)]
    except anthropic.APIError as error:
        return failure(error) | {"headers": dict(error.response.headers)}
    return {"class": None, "headers": dict(raw.headers)}


async def quotas(_):
    """One request for each row of a table, with the SDK's own retries or none."""
    with open(os.environ["CLIENT_QUOTAS"], encoding="utf-8") as file:
        table = json.load(file)
    for row in table:
        retries = anthropic.DEFAULT_MAX_RETRIES if row["retries"] else 0
        async with opened(new_client(api_key=row["key"], max_retries=retries)) as client:
            yield row["case"], await limited(client, row)


async def main():
    mode = {"cases": cases, "cuts": cuts, "rejections": rejections, "quotas": quotas}[sys.argv[1]]
    async with opened(new_client()) as client:
        async for name, result in mode(client):
            print(json.dumps({"case": name, "result": result}, sort_keys=True), flush=True)


asyncio.run(main())
