import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { PipelineStack, type PipelineStackOptions } from './pipeline-stack.ts';

export interface BuildAppOptions extends PipelineStackOptions {
  /** Where the synthesised template goes; else where the CDK wants it. */
  readonly outdir?: string;
}

/** The app with its checks: a finding of the CDK's linter or of cdk-nag that nobody acknowledged makes `synth` fail. */
export function buildApp({ outdir, ...options }: BuildAppOptions): App {
  const app = new App({
    analyticsReporting: false,
    // What CloudFormation would refuse, the template's linter finds before it gets there.
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    ...(outdir ? { outdir } : {}),
  });
  new PipelineStack(app, options);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
