"""Streams one message with the unchanged Python SDK and prints what came as lines of JSON.

Usage: stream.py <base URL> <key> <x-simulate>
"""

import json
import sys

import anthropic


def main():
    base_url, key, directives = sys.argv[1:]
    client = anthropic.Anthropic(base_url=base_url, api_key=key, max_retries=0)
    request = {
        "model": "claude-sonnet-4-6", "max_tokens": 4000,
        "messages": [{"role": "user", "content": "Where does the river rise?"}],
        "extra_headers": {"x-simulate": directives},
    }
    with client.messages.stream(**request) as stream:
        texts = iter(stream.text_stream)
        print(json.dumps({"first": next(texts)}), flush=True)
        rest = sum(1 for _ in texts)
        message = stream.get_final_message()
    print(json.dumps({
        "texts": rest + 1, "stop_reason": message.stop_reason, "output_tokens": message.usage.output_tokens,
    }), flush=True)


main()
