/* What is used of WebAssembly, whose types come only with those of a browser. */
declare global {
  namespace WebAssembly {
    interface Memory {
      readonly buffer: ArrayBuffer;
    }
    interface Imports {
      readonly [module: string]: { readonly [name: string]: unknown };
    }
    interface Module {
      readonly [Symbol.toStringTag]: string;
    }
    class Instance {
      constructor(module: Module, imports: Imports);
      readonly exports: { readonly [name: string]: unknown };
    }
    function compile(code: Uint8Array): Promise<Module>;
  }
}

export {};
