import { findOutputs } from './find-outputs.ts';
import { startCloudFormation, type StackOnWire } from './testing/cloudformation-endpoint.ts';

const TEMPLATE = {
  Outputs: {
    BucketOutput: { Value: { Ref: 'ImageBucket9721' } },
    MetadataTableOutput5F: { Value: { Ref: 'ResultTable1' } },
    FixedOutput: { Value: 'holiday-photos' },
  },
};

async function find(wire: StackOnWire) {
  const { client, asked, close } = await startCloudFormation(wire);
  try {
    return { outputs: await findOutputs(client, 'Glyphwatch', TEMPLATE), asked };
  } finally {
    close();
  }
}

it('takes what CloudFormation tells, by the names that were given', async () => {
  const { outputs, asked } = await find({
    outputs: {
      BucketOutput: 'yard',
      MetadataTableOutput5F: 'Texts',
      FixedOutput: 'holiday-photos',
    },
  });
  expect(outputs).toEqual({ Bucket: 'yard', MetadataTable: 'Texts', Fixed: 'holiday-photos' });
  expect(asked).toEqual(['DescribeStacks']);
});

it('looks among the resources, on every page, for what it does not tell', async () => {
  const { outputs } = await find({
    resources: [{ ImageBucket9721: 'yard', Other: 'x' }, { ResultTable1: 'Texts' }],
  });
  expect(outputs).toEqual({ Bucket: 'yard', MetadataTable: 'Texts', Fixed: 'holiday-photos' });
});

it('leaves out what nobody knows', async () => {
  expect((await find({})).outputs).toEqual({ Fixed: 'holiday-photos' });
});
