import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { PipelineStack, type PipelineStackOptions } from './pipeline-stack.ts';

export interface BuildAppOptions extends PipelineStackOptions {
  /** Where the synthesised template goes; else the CDK's default. */
  readonly outdir?: string;
}

/** The app with its checks: an unacknowledged finding of the CDK's linter or of cdk-nag makes `synth` fail. */
export function buildApp({ outdir, ...options }: BuildAppOptions): App {
  const app = new App({
    analyticsReporting: false,
    // The template's linter finds what CloudFormation would refuse.
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    ...(outdir ? { outdir } : {}),
  });
  new PipelineStack(app, options);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
