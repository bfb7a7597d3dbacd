import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { PipelineStack, type PipelineStackOptions } from './pipeline-stack.ts';

export interface BuildAppOptions extends PipelineStackOptions {
  /** Where the synthesised template goes; else the CDK's default. */
  readonly outdir?: string;
  /** Adds something to the stack. */
  readonly extend?: (stack: PipelineStack) => void;
}

/** The app with its checks: an unacknowledged finding of the CDK's linter or of cdk-nag makes `synth` fail. */
export function buildApp({ outdir, extend, ...options }: BuildAppOptions): App {
  const app = new App({
    analyticsReporting: false,
    // The template's linter finds what CloudFormation would refuse.
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    ...(outdir ? { outdir } : {}),
  });
  const stack = new PipelineStack(app, options);
  extend?.(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
