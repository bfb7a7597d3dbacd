import { CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { synthesise } from './testing/synthesise.ts';

/** Synthesises with something added; the checks print nothing into the output of the specs. */
function withPlanted(plant: (stack: Stack) => void): void {
  const output = jest.spyOn(console, 'error').mockReturnValue();
  try {
    synthesise({ plant });
  } finally {
    output.mockRestore();
  }
}

function parameter(properties: Readonly<Record<string, unknown>>) {
  return (stack: Stack) =>
    void new CfnResource(stack, 'Planted', { type: 'AWS::SSM::Parameter', properties });
}

describe('synth', () => {
  it.each([
    ['has a value of the wrong kind', { Type: 'String', Value: ['x'] }, 'Value'],
    ['lacks a required property', { Type: 'String' }, "'Value' is a required property"],
    ['has an unknown property', { Type: 'String', Value: 'x', Colour: 'red' }, 'Colour'],
  ])('refuses a resource that %s', (_, properties, finding) => {
    expect(() => withPlanted(parameter(properties))).toThrow(finding);
  });

  it('refuses a finding of cdk-nag that is not acknowledged', () => {
    expect(() => withPlanted((stack) => void new CfnBucket(stack, 'Planted'))).toThrow(
      'AwsSolutions-S1',
    );
  });

  it('accepts a correct resource', () => {
    expect(() => withPlanted(parameter({ Type: 'String', Value: 'x' }))).not.toThrow();
  });
});
