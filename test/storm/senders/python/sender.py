# A sender that is not Claude Code: the official OpenTelemetry SDK for Python, which records what stdin tells it to.
import json
import logging
import sys

from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter as LogsGrpc
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter as MetricsGrpc
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter as LogsProto
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter as MetricsProto
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider, ObservableCounter
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource

wish = json.load(sys.stdin)
said = []


class Saying(logging.Handler):
    def emit(self, record):
        said.append(record.getMessage())


logging.basicConfig(level=logging.WARNING, handlers=[Saying()])
is_grpc = wish["protocol"] == "grpc"


def place(signal):
    if is_grpc:
        import grpc

        kinds = {"gzip": grpc.Compression.Gzip, "none": grpc.Compression.NoCompression}
        return {"endpoint": wish["endpoint"], "insecure": True, "compression": kinds[wish["compression"]]}
    kinds = {"gzip": Compression.Gzip, "none": Compression.NoCompression}
    return {"endpoint": f"{wish['endpoint']}/v1/{signal}", "compression": kinds[wish["compression"]]}


temporality = {}
if wish["temporality"] == "delta":
    temporality = {kind: AggregationTemporality.DELTA for kind in (Counter, Histogram, ObservableCounter)}
exporter = (MetricsGrpc if is_grpc else MetricsProto)(preferred_temporality=temporality, **place("metrics"))
reader = PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)
resource = Resource({"service.name": wish["service"]})
meters = MeterProvider(metric_readers=[reader], resource=resource)
meter = meters.get_meter("sender")
requests = meter.create_counter("foreign.requests")
opened = meter.create_up_down_counter("foreign.open")
temperature = meter.create_gauge("foreign.temperature")
latency = meter.create_histogram("foreign.latency")
for each in wish["rounds"]:
    for route, value in each["counts"]:
        requests.add(value, {"route": route})
    opened.add(each["open"])
    temperature.set(each["temperature"])
    for one in each["latencies"]:
        latency.record(one)
    if each["ours"] > 0:
        meter.create_counter("claude_code.token.usage").add(each["ours"], {"type": "input"})
    meters.force_flush()

loggers = LoggerProvider(resource=resource)
loggers.add_log_record_processor(
    SimpleLogRecordProcessor((LogsGrpc if is_grpc else LogsProto)(**place("logs")))
)
for each in wish["logs"]:
    loggers.get_logger("sender").emit(body=each["body"], attributes=each["attributes"])
loggers.force_flush()
loggers.shutdown()
meters.shutdown()
print(json.dumps({"said": said}))
