"""The smallest runtime, as apps/pipeline/src/testing/runtime-loop.mjs is for Node: asks for events for ever."""

import http.client
import importlib.util
import json
import os
import sys

spec = importlib.util.spec_from_file_location("function", sys.argv[1])
function = importlib.util.module_from_spec(spec)
spec.loader.exec_module(function)

connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
BASE = "/2018-06-01/runtime/invocation"

while True:
    connection.request("GET", f"{BASE}/next")
    event = connection.getresponse()
    request_id = event.headers["Lambda-Runtime-Aws-Request-Id"]
    answer = function.handler(json.loads(event.read()), None)
    connection.request("POST", f"{BASE}/{request_id}/response", json.dumps(answer))
    connection.getresponse().read()
