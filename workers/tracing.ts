import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';

/** Spans of workflows and activities: a night is one trace. */
export interface Tracing {
  readonly plugin: OpenTelemetryPlugin;
  /** Sends what is left. Never fails: a collector that is away costs its spans and nothing else. */
  close(): Promise<void>;
}

/**
 * Tracing by OpenTelemetry, over OTLP and HTTP, where OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) names a collector; undefined
 * where it does not. The exporter reads the other OTEL_EXPORTER_OTLP variables too.
 */
export async function openTracing(process: string, env: NodeJS.ProcessEnv): Promise<Tracing | undefined> {
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  if (endpoint === '') return undefined;
  // only now: a worker that traces nothing starts the sooner
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { Resource } = await import('@opentelemetry/resources');
  const { BasicTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base');
  const { OpenTelemetryPlugin } = await import('@temporalio/interceptors-opentelemetry');
  const resource = new Resource({
    'service.name': env['OTEL_SERVICE_NAME'] ?? 'daybreak',
    'daybreak.process': process,
  });
  const spanProcessor = new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new BasicTracerProvider({ resource, spanProcessors: [spanProcessor] });
  // without it a step would not know the workflow's span, and begin a trace of its own
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  return {
    plugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    close: () => provider.shutdown().catch(() => undefined),
  };
}
