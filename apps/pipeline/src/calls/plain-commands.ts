/*
 * In the bundle these stand for the SDK's commands of services that `JsonClient` and `ObjectClient` call: see `build/plain-commands.mjs`.
 * An adapter that begins to use another one breaks the build, which names it.
 */
function commandOf(operation: string) {
  return class {
    readonly operation = operation;
    readonly input: object;

    constructor(input: object) {
      this.input = input;
    }
  };
}

export const BatchGetItemCommand = commandOf('BatchGetItem');
export const BatchWriteItemCommand = commandOf('BatchWriteItem');
export const DeleteItemCommand = commandOf('DeleteItem');
export const GetItemCommand = commandOf('GetItem');
export const PutItemCommand = commandOf('PutItem');
export const QueryCommand = commandOf('Query');
export const DetectTextCommand = commandOf('DetectText');
export const PutEventsCommand = commandOf('PutEvents');
export const GetObjectCommand = commandOf('GetObject');
export const HeadObjectCommand = commandOf('HeadObject');
